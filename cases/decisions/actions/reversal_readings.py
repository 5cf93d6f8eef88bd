"""A second reader countersigns a proposal to set a decision aside, or declines it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions.open_case_action import open_case_action
from cases.decisions.actions.reopenings import live_decision, set_decision_aside
from cases.decisions.actions.reversals import leave_decision_in_force, waiting_reversal
from cases.models import Reversal, SecondReaderAnswer, Suspect
from cases.statuses import ReversalStatus
from people.access.scopes import Refused, Scope

REVERSAL_CHANGED = _("This proposal has changed since you opened it. Read it again, then decide.")


@transaction.atomic
def countersign_reversal(
    *, suspect: Suspect, by: Scope, at: datetime, version: int, text: str = ""
) -> Reversal:
    """
    Countersign it: the decision is set aside, and the suspect is decided on afresh.

    version: number of the reversal that was read. Raises Refused if there is a newer one.
    """
    verb = "countersign_reversal"
    suspect, reversal = _open_reading(verb, suspect, version, by=by, at=at)
    reversal.status, reversal.only_side = ReversalStatus.IN_FORCE, ""
    _record_reading(reversal, SecondReaderAnswer.COUNTERSIGNED, text, by=by, at=at)
    set_decision_aside(verb, suspect, live_decision(suspect), by=by, at=at)
    _notify_proposer(reversal, suspect, at=at)
    return reversal


@transaction.atomic
def decline_reversal(
    *, suspect: Suspect, by: Scope, at: datetime, version: int, text: str
) -> Reversal:
    """Decline it, with a reason: the decision stays in force."""
    if not text.strip():
        raise ValueError("Not countersigned, and no word why")
    verb = "decline_reversal"
    suspect, reversal = _open_reading(verb, suspect, version, by=by, at=at)
    reversal.status = ReversalStatus.DECLINED
    _record_reading(reversal, SecondReaderAnswer.DECLINED, text, by=by, at=at)
    leave_decision_in_force(verb, suspect, reversal, by=by, at=at)
    _notify_proposer(reversal, suspect, at=at)
    return reversal


def _open_reading(
    verb: str, suspect: Suspect, version: int, *, by: Scope, at: datetime
) -> tuple[Suspect, Reversal]:
    """The locked suspect and the reversal that waits. Raises Refused if another was read."""
    suspect = open_case_action(verb, suspect, by=by, at=at)
    reversal = waiting_reversal(suspect)
    if version != reversal.number:
        raise Refused(REVERSAL_CHANGED, is_stage=True, version=reversal.number)
    return suspect, reversal


def _record_reading(
    reversal: Reversal, reading: SecondReaderAnswer, text: str, *, by: Scope, at: datetime
) -> None:
    reversal.reading, reversal.reading_text = reading, text
    reversal.read_by_id, reversal.read_at = by.user_id, at
    reversal.save(
        update_fields=["status", "only_side", "reading", "reading_text", "read_by", "read_at"]
    )


def _notify_proposer(reversal: Reversal, suspect: Suspect, *, at: datetime) -> None:
    notices.notify_person(reversal.by, suspect.case, [suspect], notice="reversal_answered", at=at)
