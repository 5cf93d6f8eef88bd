"""What was changed of an account, which roles were given and taken back, and why."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from people.access.histories import (
    AUTOMATIC_ACTOR,
    HistoryEntry,
    history_entries,
    reason_for_side,
    reason_line,
)
from people.access.scopes import Scope
from people.administration.labels import (
    PERSON_FIELDS,
    SYSTEM_FIELDS,
    capacity_label,
    change_label,
)
from people.administration.managed import manages_service
from people.models import UnitGrant, User
from people.text.dates import format_listed_moment


def account_history(person: User, scope: Scope) -> list[HistoryEntry]:
    """The changes of an account, newest first."""
    fields = dict(SYSTEM_FIELDS if person.is_system else PERSON_FIELDS)
    if not manages_service(scope):
        fields.pop("human_id", None)  # tells of accounts elsewhere
    return history_entries(person.history.all(), fields, change_label, every_reason=True)


def grant_history(person: User) -> list[HistoryEntry]:
    """The last hundred grants and revocations of a person's capacities, newest first."""
    rows = UnitGrant.history.filter(user=person.pk).select_related(
        "history_user", "permission", "content_object"
    )
    return [
        HistoryEntry(
            change_label(row.history_change_reason or row.history_type),
            row.history_user.name if row.history_user else str(AUTOMATIC_ACTOR),
            row.history_date,
            "\n".join(_lines_of_grant(row)),
        )
        for row in rows.order_by("-history_date", "-history_id")[:100]
    ]


def role_withdrawn_text(person: User, grant: int) -> str:
    """Who withdrew a role of this person and when, in a sentence; "" where nobody has."""
    ended = UnitGrant.history.filter(user=person.pk, id=grant, history_type="-")
    row = ended.select_related("history_user").first()
    if row is None:
        return ""
    by = row.history_user.name if row.history_user else str(AUTOMATIC_ACTOR)
    told = {"by": by, "at": format_listed_moment(row.history_date)}
    return _("This role had been withdrawn already, by %(by)s, %(at)s.") % told


def _lines_of_grant(row: Any) -> Iterator[str]:
    """A row of a role's history: the role, where, and why it was taken back."""
    yield str(capacity_label(row.permission.codename))
    yield row.content_object.name
    if because := reason_for_side(row, None):
        yield reason_line(because)
