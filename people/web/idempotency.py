"""
Idempotency keys of forms: a form runs its action once, however often its button is pressed.

The stored key is derived from the form's key and the verb, so that a key of one kind of form never
blocks another.
"""

from datetime import datetime
from uuid import UUID, uuid5

from django.db import connection
from django.db.models import QuerySet

from people.access.scopes import Scope
from people.models import IdempotencyKey

# The second of two concurrent submissions waits here for the first, and then finds its row.
CLAIM_SQL = """
    INSERT INTO people_posted (user_id, key, verb, outcome, at) VALUES (%s, %s, %s, '', %s)
    ON CONFLICT (user_id, key) DO NOTHING
"""


def claim_form_key(*, key: UUID | str, verb: str, by: Scope, at: datetime) -> bool:
    """Claim a form's key. True if it was new, False if the form has been submitted already."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM_SQL, [by.user_id, _derived_key(key, verb), verb, at])
        return bool(cursor.rowcount == 1)


def is_form_key_claimed(*, key: UUID | str, verb: str, by: Scope) -> bool:
    """Whether this form has been submitted already."""
    return _rows_of_key(key, verb, by).exists()


def store_outcome(*, key: UUID | str, verb: str, by: Scope, outcome: str) -> None:
    """Store the id of what the form created, so that a second click leads to the same page."""
    _rows_of_key(key, verb, by).update(outcome=outcome)


def stored_outcome(*, key: UUID | str, verb: str, by: Scope) -> str:
    """The stored id of what the form created, or ""."""
    return _rows_of_key(key, verb, by).values_list("outcome", flat=True).get()


def _rows_of_key(key: UUID | str, verb: str, by: Scope) -> QuerySet[IdempotencyKey]:
    return IdempotencyKey.objects.filter(user=by.user_id, key=_derived_key(key, verb))


def _derived_key(key: UUID | str, verb: str) -> UUID:
    """UUID5 of a form's key and a verb. key: a UUID or its text."""
    return uuid5(key if isinstance(key, UUID) else UUID(key), verb)
