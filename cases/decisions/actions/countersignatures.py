"""A second reader countersigns a proposed decision, or declines it with a reason."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.action_plans.actions import action_items
from cases.actions import turns
from cases.actions.open_case_action import add_timeline_event, open_case_action
from cases.decisions.actions.consents import end_consents
from cases.decisions.actions.decision_wordings import locked_decision_awaiting_reader
from cases.decisions.actions.decisions import give_to_police
from cases.decisions.actions.disposal_checks import check_can_be_given
from cases.models import Decision, DecisionKind, SecondReaderAnswer, Suspect
from cases.models.decision import DISPOSAL_KINDS
from cases.statuses import DecisionStatus
from people.access.scopes import Refused, Scope
from people.models import Side
from timeliness.calendar import london_day

# Of decisions that the police carry out: the move by which the suspect is with them.
TO_POLICE: dict[str, str] = {
    DecisionKind.CHARGE: "countersign_charge",
    **dict.fromkeys(DISPOSAL_KINDS, "countersign_disposal"),
}
DECISION_CHANGED = _("This decision has changed since you opened it. Read it again, then decide.")

PROPOSE_AGAIN = _("The prosecutor must change the proposal, or you say why you do not countersign.")


@transaction.atomic
def countersign_decision(
    *, suspect: Suspect, by: Scope, at: datetime, version: int, text: str = ""
) -> Decision:
    """
    Countersign a proposed decision, which comes into force; a charge or an out-of-court disposal
    goes to the police.

    version: number of the wording that was read. Raises Refused if there is a newer one, or if an
    out-of-court disposal could not be given today any more.
    """
    suspect, decision = _open_second_reading("countersign_decision", suspect, version, by=by, at=at)
    if decision.kind in DISPOSAL_KINDS:
        check_can_be_given(suspect, decision, on=london_day(at), instead=PROPOSE_AGAIN)
    decision.status, decision.only_side = DecisionStatus.LIVE, ""
    _record_reading(decision, SecondReaderAnswer.COUNTERSIGNED, text, by=by, at=at)
    suspect.proposed_by = []
    told: list[tuple[str, ...]] = [notices.PROSECUTOR_ROLES]
    if verb := TO_POLICE.get(decision.kind):
        give_to_police(verb, suspect, by=by, at=at)
    else:
        turns.advance_suspect(suspect, "countersign_decision", by=by, at=at)
        action_items.cancel_items_nobody_waits_for(suspect.case, by=by, at=at)
        add_timeline_event("countersign_decision", suspect.case, by=by, at=at, suspects=[suspect])
        told.append(notices.OFFICER_ROLES)
    for capacities in told:
        notices.notify_named_roles(
            capacities, suspect.case, [suspect], notice="decision_made", at=at
        )
    return decision


@transaction.atomic
def decline_decision(
    *, suspect: Suspect, by: Scope, at: datetime, version: int, text: str
) -> Decision:
    """Decline a proposed decision, with a reason; the prosecutor decides again."""
    if not text.strip():
        raise ValueError("Not countersigned, and no word why")
    suspect, decision = _open_second_reading("decline_decision", suspect, version, by=by, at=at)
    decision.status = DecisionStatus.DECLINED
    end_consents(decision, suspect, at=at)
    _record_reading(decision, SecondReaderAnswer.DECLINED, text, by=by, at=at)
    suspect.proposed_by = []
    turns.advance_suspect(suspect, "decline_decision", by=by, at=at)
    add_timeline_event(
        "decline_decision", suspect.case, by=by, at=at, suspects=[suspect], only_side=Side.CPS
    )
    notices.notify_named_roles(
        notices.PROSECUTOR_ROLES, suspect.case, [suspect], notice="turn_began", at=at
    )
    return decision


def _open_second_reading(
    verb: str, suspect: Suspect, version: int, *, by: Scope, at: datetime
) -> tuple[Suspect, Decision]:
    """The locked suspect and the wording that waits. Raises Refused if another wording was read."""
    suspect = open_case_action(verb, suspect, by=by, at=at)
    decision = locked_decision_awaiting_reader(suspect)
    if version != decision.number:
        raise Refused(DECISION_CHANGED, is_stage=True, version=decision.number)
    return suspect, decision


def _record_reading(
    decision: Decision, reading: SecondReaderAnswer, text: str, *, by: Scope, at: datetime
) -> None:
    decision.reading, decision.reading_text = reading, text
    decision.read_by_id, decision.read_at = by.user_id, at
    decision.save(
        update_fields=["status", "only_side", "reading", "reading_text", "read_by", "read_at"]
    )
