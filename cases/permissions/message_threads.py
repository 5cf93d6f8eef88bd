"""Permission table of message threads: a reader may be mentioned in one, and so may answer."""

from cases.permissions.capacity_tests import is_on_case
from people.access.scopes import Rules

THREAD = Rules({"see_thread": [is_on_case], "write_message": [is_on_case]})
