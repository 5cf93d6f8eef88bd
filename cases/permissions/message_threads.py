"""What may be done about a thread: whoever may read it may be asked there, and so may answer."""

from cases.permissions.capacity_tests import is_on_case
from people.access.scopes import Rules

THREAD = Rules({"see_thread": [is_on_case], "write_message": [is_on_case]})
