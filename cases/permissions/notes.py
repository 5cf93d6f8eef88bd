"""What may be done about a private note. Only its own side ever comes as far as these rules."""

from cases.permissions.capacity_tests import for_workers
from people.access.scopes import Rules

NOTE = Rules({"correct_note": [for_workers]})
