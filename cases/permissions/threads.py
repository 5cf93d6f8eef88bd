"""What may be done about a thread: whoever may read it may be asked there, and so may answer."""

from cases.permissions.who import on_the_case
from people.access import Rules

THREAD = Rules({"see_thread": [on_the_case], "write_message": [on_the_case]})
