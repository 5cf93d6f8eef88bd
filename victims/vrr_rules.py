"""
Eligibility for a Victims' Right to Review, and the ordinary time to ask.

Source: the schemes of the police and of the CPS as domain note 4.3 gathers them: force schemes of
Wiltshire, South Yorkshire, Cleveland and Northamptonshire; the CPS scheme as its text of July 2016
and Lighthouse Victim Care state it; the expedited pilot for rape cases. A ground that was not read
in its source excludes no request (ADR 43). Nothing here queries the database.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cases.deadlines import REVIEW_BEFORE_STOP
from people.models import Side
from timeliness import calendar, periods
from timeliness.models import Confidence

NOON = time(12)


class ReviewableDecision(TextChoices):
    """The kinds of decision about a suspect that the schemes distinguish."""

    POLICE_NO_CHARGE = "POLICE_NO_CHARGE", _("The police did not charge or refer")
    POLICE_OTHER_CHARGE = "POLICE_OTHER_CHARGE", _("The police charged something else")
    POLICE_OUT_OF_COURT = "POLICE_OUT_OF_COURT", _("The police dealt with it out of court")
    CPS_NO_CHARGE = "CPS_NO_CHARGE", _("The CPS decided on no further action")
    CPS_OUT_OF_COURT = "CPS_OUT_OF_COURT", _("The CPS decided on an out-of-court disposal")
    CPS_LESS_CHARGED = "CPS_LESS_CHARGED", _("The CPS charged less, or something else")
    CPS_DISCONTINUED = "CPS_DISCONTINUED", _("The CPS stopped the case")
    CPS_NO_EVIDENCE = "CPS_NO_EVIDENCE", _("The CPS offered no evidence, and there was a verdict")
    CPS_ON_FILE = "CPS_ON_FILE", _("The CPS left the charges to lie on the file")
    CPS_MEANS_TO_STOP = (
        "CPS_MEANS_TO_STOP",
        _("The CPS intends to stop the case, and has not yet done so"),
    )

    @property
    def side(self) -> Side:
        """The side that made the decision."""
        return Side.POLICE if self.startswith("POLICE") else Side.CPS

    @property
    def is_by_police(self) -> bool:
        return self.side == Side.POLICE


class IneligibleReason(TextChoices):
    """Why a decision cannot be reviewed under its scheme."""

    NOT_INTERVIEWED = "NOT_INTERVIEWED", _("The suspect was not interviewed under caution.")
    OTHER_CHARGE = "OTHER_CHARGE", _("The suspect was charged, with something else.")
    OUT_OF_COURT = "OUT_OF_COURT", _("The suspect was dealt with out of court.")
    SOME_CHARGED = "SOME_CHARGED", _("Some suspects or allegations were charged, and some not.")
    WITHDREW = "WITHDREW", _("The victim had withdrawn their support.")
    NO_PILOT = "NO_PILOT", _("A case is reviewed before it is stopped in pilot areas only.")


class FormerIneligibleReason(TextChoices):
    """
    A reason that refused requests before ADR 43 and no longer does.

    A stored refusal keeps it, so that it can be read. No form offers it and ineligible_reasons
    never returns it. A request that was refused only for such reasons can be made again.
    """

    ASKED_NOT_TO_PROCEED = "NOT_TO_PROCEED", _("The victim had asked for the case not to go on.")
    TOO_LATE = "TOO_LATE", _("The time to ask had run out.")


N = IneligibleReason
POLICE_VRR_SCHEMES = _("Police Victims’ Right to Review schemes")
CPS_VRR_SCHEME = _("CPS Victims’ Right to Review scheme")
EXPEDITED_PILOT = _("CPS pilot of expedited reviews in rape cases")
# The source of each reason. A ground is listed only once it has been read in its source.
REASON_SOURCES = {
    N.NOT_INTERVIEWED: POLICE_VRR_SCHEMES,
    N.OTHER_CHARGE: POLICE_VRR_SCHEMES,
    N.OUT_OF_COURT: POLICE_VRR_SCHEMES,
    N.WITHDREW: POLICE_VRR_SCHEMES,
    N.SOME_CHARGED: _("Police and CPS Victims’ Right to Review schemes"),
    N.NO_PILOT: EXPEDITED_PILOT,
}

FORMER_REASON_TEXT = _("This was a reason when it was refused, and is no longer one")


def reason_and_source(code: str) -> tuple[str, str]:
    """(the text of a stored reason, its source), also of a former reason."""
    if code in FormerIneligibleReason.values:
        return str(FormerIneligibleReason(code).label), str(FORMER_REASON_TEXT)
    return str(IneligibleReason(code).label), str(REASON_SOURCES[IneligibleReason(code)])


def may_ask_again(reasons: list[str]) -> bool:
    """Whether a request was refused only for former reasons."""
    return bool(reasons) and set(reasons) <= set(FormerIneligibleReason.values)


# The periods: the ordinary time to ask, by whose decision it is or where it is not made yet, and
# the time within which the CPS reviews promptly, which is advice and ends nothing.
ASK_PERIOD_BY_SIDE = {Side.POLICE: "vrr_police_ask", Side.CPS: "vrr_cps_ask"}
ASK_BEFORE_STOP_PERIOD = "vrr_rasso_expedited_ask"
PROMPT_PERIOD_BY_SIDE = {Side.CPS: "vrr_cps_prompt"}


@dataclass(frozen=True)
class EligibilityFacts:
    """
    The facts of a request. is_charged_in_part: others were charged, or not for every allegation.
    """

    decision: ReviewableDecision
    is_interviewed: bool = True
    is_charged_in_part: bool = False
    asked_not_to_proceed: bool = False
    has_pilot: bool = False


@dataclass(frozen=True)
class TimeToAskWindow:
    """
    The ordinary last day to ask, its rule, and the day for a prompt review.

    ask_by is None, and rule "", where no time to ask is established: then no request is late.
    prompt_by is None where the scheme has no such day. Neither excludes a request.
    """

    ask_by: date | None
    rule: str
    prompt_by: date | None = None

    def is_late(self, day: date) -> bool:
        """Whether a request on this day needs exceptional circumstances to be recorded."""
        return self.ask_by is not None and day > self.ask_by


def ask_period_key(decision: str) -> str:
    """The key of the period in which a victim ordinarily asks about such a decision."""
    if decision == ReviewableDecision.CPS_MEANS_TO_STOP:
        return ASK_BEFORE_STOP_PERIOD
    return ASK_PERIOD_BY_SIDE[ReviewableDecision(decision).side]


def time_to_ask_window(
    decision: str, *, told_on: date, area: str, extra: calendar.ClosedDays
) -> TimeToAskWindow:
    """
    The time to ask for a review of a decision, counted from the day the victim was told.

    area: of the unit that decided. extra: the closed days announced since our list was made.
    """
    try:
        ask = periods.period_in_force(ask_period_key(decision), on=told_on, area=area)
    except periods.NoPeriod:
        return TimeToAskWindow(None, "")
    prompt = PROMPT_PERIOD_BY_SIDE.get(ReviewableDecision(decision).side)
    if prompt is None or decision == ReviewableDecision.CPS_MEANS_TO_STOP:
        return TimeToAskWindow(_last_day_of_period(ask, told_on, extra), ask.version)
    soon = periods.period_in_force(prompt, on=told_on, area=area)
    return TimeToAskWindow(
        _last_day_of_period(ask, told_on, extra),
        ask.version,
        _last_day_of_period(soon, told_on, extra),
    )


def may_be_reviewed_before_stop(*, on: date, area: str) -> bool:
    """Whether a case in this area may be reviewed before it is stopped, on this day."""
    return is_pilot_in_force(on=on, area=area) or is_pilot_unverified(on=on, area=area)


def is_pilot_in_force(*, on: date, area: str) -> bool:
    """Whether the pilot had started by this day, as far as its start is known."""
    try:
        periods.period_in_force(REVIEW_BEFORE_STOP, on=on, area=area)
    except periods.NoPeriod:
        return False
    return True


def is_pilot_unverified(*, on: date, area: str) -> bool:
    """
    Whether it is not verified that the pilot had, or had not, started in this area by this day.

    Such a day refuses no request (ADR 43).
    """
    rows = [
        row
        for row in periods.PERIODS_BY_VERSION.values()
        if row.key == REVIEW_BEFORE_STOP and row.area == area
    ]
    sure = [row for row in rows if row.confidence == Confidence.SOURCED and row.starts <= on]
    return not sure and any(row.confidence == Confidence.UNVERIFIED for row in rows)


def reasons_outside_scheme(
    decision: ReviewableDecision,
    *,
    is_charged_in_part: bool,
    has_pilot: bool,
    is_interviewed: bool | None = None,
) -> tuple[IneligibleReason, ...]:
    """
    The reasons that exclude a decision whoever asks and whenever; empty if there are none.

    is_interviewed: None where it is not recorded.
    """
    reasons = set(ALWAYS_OUTSIDE_SCHEME.get(decision, ()))
    if decision.side == Side.POLICE and is_interviewed is False:
        reasons.add(N.NOT_INTERVIEWED)
    if is_charged_in_part:
        reasons.add(N.SOME_CHARGED)
    if decision == ReviewableDecision.CPS_MEANS_TO_STOP and not has_pilot:
        reasons.add(N.NO_PILOT)
    return _reasons_in_order(reasons)


def ineligible_reasons(request: "EligibilityFacts") -> tuple[IneligibleReason, ...]:
    """Every reason why a decision cannot be reviewed under its scheme; empty if it can."""
    decision = ReviewableDecision(request.decision)
    reasons = set(
        reasons_outside_scheme(
            decision, is_charged_in_part=request.is_charged_in_part, has_pilot=request.has_pilot
        )
    )
    if decision.side == Side.POLICE:
        reasons |= {N.NOT_INTERVIEWED} if not request.is_interviewed else set()
        reasons |= {N.WITHDREW} if request.asked_not_to_proceed else set()
    return _reasons_in_order(reasons)


def _reasons_in_order(reasons: Collection[IneligibleReason]) -> tuple[IneligibleReason, ...]:
    return tuple(reason for reason in N if reason in reasons)


ALWAYS_OUTSIDE_SCHEME = {
    ReviewableDecision.POLICE_OTHER_CHARGE: {N.OTHER_CHARGE},
    ReviewableDecision.POLICE_OUT_OF_COURT: {N.OUT_OF_COURT},
    ReviewableDecision.CPS_LESS_CHARGED: {N.SOME_CHARGED},
}


def _last_day_of_period(period: periods.Period, day: date, extra: calendar.ClosedDays) -> date:
    due = periods.explain_due_time(period, event_at=calendar.london_moment(day, NOON), extra=extra)
    return calendar.london_day(due.due_at)
