"""Leave of a court to proceed with charges that lie on the file: they go on from that day."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from cases.action_plans.actions.action_items import cancel_items_nobody_waits_for
from cases.actions import turns
from cases.actions.open_case_action import add_timeline_event
from cases.decisions.actions.charge_stops import charges_going_on
from cases.decisions.actions.charges_in_court import NOT_LAID, took_place_after
from cases.decisions.actions.court_fact_checks import facts_about
from cases.decisions.actions.days_by_leave import needing_leave
from cases.decisions.actions.verdicts import check_no_outcome
from cases.models import (
    CourtFact,
    CourtFactKind,
    LaidCharge,
    ReportedCharge,
    StopKind,
    StoppedCount,
    Suspect,
)
from cases.states import State
from cases.statuses import DecisionStatus, StopStatus
from people.access.scopes import Refused, Scope
from people.text.dates import format_day

NONE_ON_FILE = _(
    "No charge against this suspect lies on the file, so there is nothing that needs the leave of "
    "a court."
)
NOT_ON_FILE = _("One of these charges does not lie on the file. Select those that do.")
BEFORE_FILE = _(
    "One of these charges was left to lie on the file on %(day)s. Enter that day or a later one."
)
AFTER_COURT = _(
    "Something is recorded in court of one of these charges for %(day)s, which needs that leave. "
    "Enter that day or an earlier one, or correct what is recorded first."
)
AFTER_NEXT_END = _(
    "One of these charges was stopped again on %(day)s. Enter that day or an earlier one."
)
RESTS_ON_LEAVE = _(
    "Something is recorded in court of one of these charges for %(day)s, which needs this leave. "
    "First say of it that it did not take place."
)
DECIDED_ON_LEAVE = _(
    "An outcome of one of these charges is recorded, which needs this leave. First say of it that "
    "it did not take place."
)
STOPPED_AGAIN = _(
    "One of these charges was stopped or replaced again, or that is proposed, so this leave stays "
    "as it is recorded. Correct its day if that is wrong."
)
STOPPED_IN_COURT = _(
    "It is recorded that one of these charges was stopped in court, and what goes on has no "
    "outcome yet. First say of that outcome that it did not take place, and record it for the "
    "others that it is about."
)
WAS_AN_ERROR = _(
    "This leave was recorded in error. If a court gave leave to proceed after all, record that "
    "leave anew."
)


def charges_by_leave(
    charges: Collection[LaidCharge], report: ReportedCharge, on: date
) -> list[LaidCharge]:
    """
    The charges that a court gave leave to proceed with on a day: those named, or all that lie on
    the file. Raises Refused for one that does not, or that the court's record says was stopped, and
    for a day before it was left there.
    """
    rows = StoppedCount.objects.filter(
        laid__report=report, is_current=True, stop__status=StopStatus.IN_FORCE,
        stop__kind=StopKind.ON_FILE,
    )  # fmt: skip
    left = {row.laid_id: row for row in rows.select_related("stop", "laid")}
    named = {each.pk for each in charges}
    if not named <= {row.pk for row in report.charges.all()}:
        raise Refused(NOT_LAID, is_stage=True)
    if not left or not named <= left.keys():
        raise Refused(NOT_ON_FILE if left else NONE_ON_FILE, is_stage=True)
    found = [left[key] for key in sorted(named or left)]
    _check_left_by(on, found)
    about = [row.laid for row in found]
    if any(
        fact.kind == CourtFactKind.OUTCOME for fact in facts_about(about, report.decision, None)
    ):
        raise Refused(STOPPED_IN_COURT, is_stage=True)
    return about


def still_by_leave(
    fact: CourtFact, report: ReportedCharge, on: date, *, is_void: bool
) -> list[LaidCharge]:
    """
    The charges that corrected leave is about, the same. Raises Refused for a day before they were
    left to lie on the file, or after what needs the leave; for leave that no court gave after all,
    while something recorded needs it; and for what was recorded in error, which stays so.

    report: the newest of its decision.
    """
    if fact.is_void:
        raise Refused(WAS_AN_ERROR, is_stage=True)
    counts = list(StoppedCount.objects.filter(leave=fact).select_related("stop", "laid"))
    about = [row.laid for row in counts]
    left_on = max(row.stop.ended_on for row in counts)
    days = [each.on for each in took_place_after(left_on, about, report) if each != fact]
    ended_again = _ends_after(counts)
    if is_void:
        if ended_again:
            raise Refused(STOPPED_AGAIN, is_stage=True)
        if days:
            raise Refused(RESTS_ON_LEAVE % {"day": format_day(max(days))}, is_stage=True)
        check_no_outcome(fact.decision, about, StopKind.ON_FILE, DECIDED_ON_LEAVE)
        return about
    _check_left_by(on, counts)
    days += [each.on for each in needing_leave(left_on, about, report)]
    if days and min(days) < on:
        raise Refused(AFTER_COURT % {"day": format_day(min(days))}, is_stage=True)
    ends = [row.stop.ended_on for row in ended_again if row.stop.status == StopStatus.IN_FORCE]
    if ends and min(ends) < on:
        raise Refused(AFTER_NEXT_END % {"day": format_day(min(ends))}, is_stage=True)
    return about


def follow_leave(
    fact: CourtFact, suspect: Suspect, about: Sequence[LaidCharge], *, by: Scope, at: datetime
) -> None:
    """
    Let the charges of recorded leave go on, or lie on the file again once it is void.

    fact: new, or a correction that replaces one. suspect: of a locked case.
    """
    counts = StoppedCount.objects.filter(stop__status=StopStatus.IN_FORCE, laid__in=about)
    if fact.replaces and not fact.replaces.is_void:
        counts = counts.filter(leave=fact.replaces)
    else:
        counts = counts.filter(is_current=True)
    counts.update(leave=None if fact.is_void else fact, is_current=fact.is_void)
    if fact.decision.status == DecisionStatus.LIVE:
        _follow_what_goes_on(suspect, fact, by=by, at=at)


def _follow_what_goes_on(suspect: Suspect, fact: CourtFact, *, by: Scope, at: datetime) -> None:
    """
    Start the prosecution again once a charge goes on, or end it once none does. While a proposal to
    stop the others waits for a second reader, its answer decides.
    """
    goes_on, was_over = bool(charges_going_on(fact.decision)), suspect.state == State.STOPPED
    if goes_on is not was_over or suspect.state == State.CHARGE_STOP:
        return
    verb = "resume_prosecution" if goes_on else "end_prosecution"
    turns.advance_suspect(suspect, verb, by=by, at=at)
    if not goes_on:
        cancel_items_nobody_waits_for(suspect.case, by=by, at=at)
    add_timeline_event(verb, suspect.case, by=None, at=at, suspects=[suspect])


def _check_left_by(on: date, counts: Collection[StoppedCount]) -> None:
    """Raise Refused for a day before one of the charges was left to lie on the file."""
    left_on = max(row.stop.ended_on for row in counts)
    if on < left_on:
        raise Refused(BEFORE_FILE % {"day": format_day(left_on)}, is_stage=True)


def _ends_after(counts: Collection[StoppedCount]) -> list[StoppedCount]:
    """What stopped, or is proposed to stop, these charges again after a court gave leave."""
    numbers = {row.laid_id: row.stop.number for row in counts}
    rows = StoppedCount.objects.filter(
        laid__in=numbers, stop__status__in=[StopStatus.PROPOSED, StopStatus.IN_FORCE]
    )
    return [row for row in rows.select_related("stop") if row.stop.number > numbers[row.laid_id]]
