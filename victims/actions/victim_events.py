"""Events about a suspect that no fact of the case records: add and withdraw them."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import check_past_dates
from cases.models import CourtFact, CourtFactKind, Decision, Verdict
from cases.permissions import NOT_OF_THIS_CASE
from cases.statuses import DecisionStatus
from people.access.scopes import Refused, Scope
from victims.actions.contacts import suspects_victim_can_be_told_of
from victims.actions.duties import recompute_case_duties
from victims.actions.open_victim_action import open_victim_action
from victims.duty_rules import RECORDED_BY_HAND, NewsOwed
from victims.models import VictimEvent, VictimRecord

ONLY_POLICE_RECORD_EVENT = _("Only the police record this.")
EVENT_ALREADY_RECORDED = _("This is recorded already, for the same day.")
NO_COURT_OUTCOME = _(
    "No conviction or acquittal of this suspect is recorded, nor that the jury could not agree. "
    "Ask for the outcome to be recorded on the case first."
)


@transaction.atomic
def record_victim_event(
    *, record: VictimRecord, by: Scope, at: datetime, suspect: UUID, what: str, on: date
) -> VictimEvent:
    """
    Record an event about a suspect of the victim's allegations.

    suspect: an id. on: the day; for an outcome, the day on which witness care had it from the
    court. An outcome is of the prosecution that goes on; that the jury could not agree is one here.
    """
    record = open_victim_action("record_victim_event", record, by=by, at=at, operation="collection")
    what = NewsOwed(what)
    if what not in RECORDED_BY_HAND[by.actor.side]:
        raise Refused(ONLY_POLICE_RECORD_EVENT, is_stage=True)
    if suspect not in {each.pk for each in suspects_victim_can_be_told_of(record, by=by)}:
        raise Refused(NOT_OF_THIS_CASE, is_stage=True)
    check_past_dates(on, at=at)
    _check_event_is_new(suspect, what, on)
    decision = _decision_of_outcome(suspect) if what == NewsOwed.OUTCOME else None
    event = VictimEvent.objects.unscoped("record what happened").create(
        case_id=record.case_id, record=record, suspect_id=suspect, decision=decision, what=what,
        on=on, side=by.actor.side, by_id=by.actor.id, at=at,
    )  # fmt: skip
    recompute_case_duties(case_id=record.case_id, at=at)
    return event


def _check_event_is_new(suspect: UUID, what: NewsOwed, on: date) -> None:
    rows = VictimEvent.objects.unscoped("what is recorded already")
    if rows.filter(suspect=suspect, what=what, on=on, withdrawn_at=None).exists():
        raise Refused(EVENT_ALREADY_RECORDED, is_stage=True)


def _decision_of_outcome(suspect: UUID) -> Decision:
    """
    The decision to charge in force. Raises Refused where the court's record of it has no outcome.
    """
    ends = CourtFact.objects.unscoped("how it ended in court").filter(
        suspect=suspect, decision__status=DecisionStatus.LIVE, is_current=True, is_void=False,
        kind__in=(CourtFactKind.OUTCOME, CourtFactKind.NO_VERDICT),
    )  # fmt: skip
    known = ends.exclude(result=Verdict.STOPPED).select_related("decision").first()
    if known is None:
        raise Refused(NO_COURT_OUTCOME, is_stage=True)
    return known.decision


@transaction.atomic
def withdraw_victim_event(*, event: VictimEvent, by: Scope, at: datetime, why: str) -> VictimEvent:
    """Withdraw an event that was wrong; duties that arose from it end."""
    event = open_victim_action("withdraw_victim_event", event, by=by, at=at)
    event.withdrawn_because, event.withdrawn_by_id, event.withdrawn_at = why, by.user_id, at
    event.save(update_fields=["withdrawn_because", "withdrawn_by_id", "withdrawn_at"])
    recompute_case_duties(case_id=event.case_id, at=at)
    return event
