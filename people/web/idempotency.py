"""
A form does one thing, however often its button is pressed.

What is kept is its key together with its verb, so that no form silences one of another kind.
"""

from datetime import datetime
from uuid import UUID, uuid5

from django.db import connection
from django.db.models import QuerySet

from people.access.scopes import Scope
from people.models import Posted

# The second of two at once waits here for the first, and then finds its row.
CLAIM_SQL = """
    INSERT INTO people_posted (user_id, key, verb, outcome, at) VALUES (%s, %s, %s, '', %s)
    ON CONFLICT (user_id, key) DO NOTHING
"""


def claim_form_key(*, key: UUID | str, verb: str, by: Scope, at: datetime) -> bool:
    """Whether this form, by its one-time key, had not been acted on before; now it has."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM_SQL, [by.user_id, _derived_key(key, verb), verb, at])
        return cursor.rowcount == 1


def is_form_key_claimed(*, key: UUID | str, verb: str, by: Scope) -> bool:
    """Whether this form has been acted on."""
    return _rows_of_key(key, verb, by).exists()


def store_outcome(*, key: UUID | str, verb: str, by: Scope, outcome: str) -> None:
    """Remember the id of what the form made, so that pressing again leads to the same page."""
    _rows_of_key(key, verb, by).update(outcome=outcome)


def stored_outcome(*, key: UUID | str, verb: str, by: Scope) -> str:
    """The id of what the form made, or nothing."""
    return _rows_of_key(key, verb, by).values_list("outcome", flat=True).get()


def _rows_of_key(key: UUID | str, verb: str, by: Scope) -> QuerySet[Posted]:
    return Posted.objects.filter(user=by.user_id, key=_derived_key(key, verb))


def _derived_key(key: UUID | str, verb: str) -> UUID:
    """The one key of a form and a verb; a form sends its key as a UUID or as the text of one."""
    return uuid5(key if isinstance(key, UUID) else UUID(key), verb)
