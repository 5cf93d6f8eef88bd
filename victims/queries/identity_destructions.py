"""Whether a victim's identity can be destroyed, and what was decided."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import LegalHold
from cases.queries.suspects_with_someone import RowsOf
from cases.retention.queries.retention import is_open
from people.access.row_security import for_purpose
from people.access.scopes import Scope, Standing
from victims.models import Duty, IdentityDestruction, RightToReview, Support, VictimRecord
from victims.permissions import IDENTITY_DESTRUCTION
from victims.states import REVIEW_OPEN

Status = IdentityDestruction.Status
# Source: Data Protection Act 2018, s.47(2): what must be maintained for the purposes of evidence is
# restricted instead of erased.
CASE_OPEN = _("This case is not closed: a suspect is with the police, the CPS or the court.")
HELD = _("A legal hold keeps this case, and who the victim is with it, until the hold is ended.")
NEEDED = _(
    "Something about this victim is still going on: support by a service, news that they are owed, "
    "or a review. Who they are cannot be destroyed before that is over."
)
DESTROYED = _("This victim’s identity has been destroyed.")
# What is sealed with a victim's key, by table.
SEALED_WITH_THE_KEY = {
    "victims_victimidentity": _(
        "name, phone, email, address, date of birth and representative, now and earlier"
    ),
    "victims_victimcharacteristic": _("what they said of the equality questions"),
    "victims_letter": _("the words of letters"),
    "victims_sending": _("the letters as they were sent"),
    "victims_meeting": _("what was said at meetings"),
    "victims_agreed": _("what was agreed at meetings"),
    "victims_liaisonnote": _("notes that a support service sent"),
    "victims_notereceived": _("notes of a support service as they were received"),
    "victims_noteanswer": _("answers to those notes"),
    "victims_answerreceived": _("answers to those notes as the service received them"),
}


def takes_other_side(record: VictimRecord) -> bool:
    """Whether both sides have the case and know of the victim."""
    return record.cps_unit_id is not None and not record.only_side


def what_keeps_identity(record: VictimRecord, rows_of: RowsOf) -> str | Promise | None:
    """Why an identity cannot be destroyed, by the rows that are asked; None if it can."""
    if rows_of(IdentityDestruction).filter(record=record, status=Status.APPROVED).exists():
        return DESTROYED
    if is_open(record.case, rows_of):
        return CASE_OPEN
    if rows_of(LegalHold).filter(case=record.case_id, ended_at=None).exists():
        return HELD
    return NEEDED if _is_needed(record, rows_of) else None


def _is_needed(record: VictimRecord, rows_of: RowsOf) -> bool:
    """
    Whether support, news or a review of the victim is going on, by the rows that are asked.

    A side is not told of a support of which the victim did not agree that it knows.
    """
    reviews = rows_of(RightToReview).filter(record=record, status__in=REVIEW_OPEN)
    going_on = (rows_of(model).filter(record=record, is_open=True) for model in (Support, Duty))
    return reviews.exists() or any(rows.exists() for rows in going_on)


@for_purpose("what keeps a victim's identity")
def why_kept(record: VictimRecord, rows_of: RowsOf) -> str | Promise | None:
    """what_keeps_identity() for a page of somebody who may propose."""
    return what_keeps_identity(record, rows_of)


def identity_destructions_of(record: VictimRecord, scope: Scope) -> list[IdentityDestruction]:
    """Every proposal to destroy a victim's identity, newest first."""
    rows = IdentityDestruction.objects.for_scope(scope).filter(record=record)
    return list(rows.select_related("by", "settled_by").order_by("-at", "pk"))


def verbs_on_destructions(
    who: Standing, rows: Iterable[IdentityDestruction]
) -> dict[Any, frozenset[str]]:
    """{key of a proposal: the verbs that the caller may do on it}."""
    return {row.pk: IDENTITY_DESTRUCTION.allowed_verbs(who, row) for row in rows}
