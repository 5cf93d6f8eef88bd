"""What may be done about a private note. Only its own side ever comes as far as these rules."""

from cases.permissions.who import for_workers
from people.access import Rules

NOTE = Rules({"correct_note": [for_workers]})
