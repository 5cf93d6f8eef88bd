"""Permission table of message threads: a reader may be mentioned in one, and so may answer."""

from cases.permissions.capacity_tests import does_more_than_read, is_on_case
from people.access.scopes import Rules

THREAD = Rules({"see_thread": [is_on_case], "write_message": [does_more_than_read]})
