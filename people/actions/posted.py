"""
A form does one thing, however often its button is pressed.

What is kept is its key together with its verb, so that no form silences one of another kind.
"""

from datetime import datetime
from uuid import UUID, uuid5

from django.db import connection
from django.db.models import QuerySet

from people.access import Scope
from people.models import Posted

# The second of two at once waits here for the first, and then finds its row.
CLAIM = """
    INSERT INTO people_posted (user_id, key, verb, outcome, at) VALUES (%s, %s, %s, '', %s)
    ON CONFLICT (user_id, key) DO NOTHING
"""


def claim(*, key: UUID | str, verb: str, by: Scope, at: datetime) -> bool:
    """Whether this form, by its one-time key, had not been acted on before; now it has."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [by.user_id, _of(key, verb), verb, at])
        return cursor.rowcount == 1


def is_claimed(*, key: UUID | str, verb: str, by: Scope) -> bool:
    """Whether this form has been acted on."""
    return _posted(key, verb, by).exists()


def came_of(*, key: UUID | str, verb: str, by: Scope, outcome: str) -> None:
    """Remember the id of what the form made, so that pressing again leads to the same page."""
    _posted(key, verb, by).update(outcome=outcome)


def outcome(*, key: UUID | str, verb: str, by: Scope) -> str:
    """The id of what the form made, or nothing."""
    return _posted(key, verb, by).values_list("outcome", flat=True).get()


def _posted(key: UUID | str, verb: str, by: Scope) -> QuerySet[Posted]:
    return Posted.objects.filter(user=by.user_id, key=_of(key, verb))


def _of(key: UUID | str, verb: str) -> UUID:
    """The one key of a form and a verb; a form sends its key as a UUID or as the text of one."""
    return uuid5(key if isinstance(key, UUID) else UUID(key), verb)
