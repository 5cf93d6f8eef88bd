"""Permission table of private notes. Access control hides them from the other side."""

from cases.permissions.capacity_tests import for_workers
from people.access.scopes import Rules

NOTE = Rules({"correct_note": [for_workers]})
