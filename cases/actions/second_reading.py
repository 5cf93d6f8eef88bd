"""Another person reads a proposed decision, and countersigns it or says why not."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions import action_items, turns
from cases.actions.base import begin, happened
from cases.actions.decisions import waiting
from cases.models import Decision, Reading, Suspect
from cases.statuses import DecisionStatus
from people.access import Refused, Scope
from people.models import Side

CHANGED = _("This decision has changed since you opened it. Read it again, then decide.")


@transaction.atomic
def countersign_decision(
    *, suspect: Suspect, by: Scope, at: datetime, version: int, text: str = ""
) -> Decision:
    """
    The second reader agrees, and the decision is in force.

    version: the number of the wording that was read; another one is not countersigned.
    """
    suspect, decision = _read("countersign_decision", suspect, version, by=by, at=at)
    decision.status, decision.only_side = DecisionStatus.LIVE, ""
    _sign(decision, Reading.COUNTERSIGNED, text, by=by, at=at)
    suspect.proposed_by = []
    turns.move(suspect, "countersign_decision", by=by, at=at)
    case = suspect.case
    action_items.close_where_nobody_is_left(case, by=by, at=at)
    happened("countersign_decision", case, by=by, at=at, suspects=[suspect])
    for capacities in (notices.OFFICER, notices.PROSECUTORS):
        notices.tell_named(capacities, case, [suspect], notice="decision_made", at=at)
    return decision


@transaction.atomic
def decline_decision(
    *, suspect: Suspect, by: Scope, at: datetime, version: int, text: str
) -> Decision:
    """The second reader does not agree and says why; the prosecutor decides anew."""
    if not text.strip():
        raise ValueError("Not countersigned, and no word why")
    suspect, decision = _read("decline_decision", suspect, version, by=by, at=at)
    decision.status = DecisionStatus.DECLINED
    _sign(decision, Reading.DECLINED, text, by=by, at=at)
    suspect.proposed_by = []
    turns.move(suspect, "decline_decision", by=by, at=at)
    happened("decline_decision", suspect.case, by=by, at=at, suspects=[suspect], only_side=Side.CPS)
    notices.tell_named(notices.PROSECUTORS, suspect.case, [suspect], notice="turn_began", at=at)
    return decision


def _read(
    verb: str, suspect: Suspect, version: int, *, by: Scope, at: datetime
) -> tuple[Suspect, Decision]:
    """The suspect, locked, and the wording that waits, which is the one that was read."""
    suspect = begin(verb, suspect, by=by, at=at)
    decision = waiting(suspect)
    if version != decision.number:
        raise Refused(CHANGED, is_stage=True, version=decision.number)
    return suspect, decision


def _sign(decision: Decision, reading: Reading, text: str, *, by: Scope, at: datetime) -> None:
    decision.reading, decision.reading_text = reading, text
    decision.read_by_id, decision.read_at = by.user_id, at
    decision.save(
        update_fields=["status", "only_side", "reading", "reading_text", "read_by", "read_at"]
    )
