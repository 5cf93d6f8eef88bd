"""
Whether a decision can be reviewed because the victim asks, and until when she can ask.

The Victims' Right to Review schemes of the police and of the CPS, as the domain note gathers them
(4.3): force schemes of Wiltshire, South Yorkshire, Cleveland and Northamptonshire; the CPS scheme
in a solicitors' guide; the expedited pilot for rape cases. What is marked unverified was not read
in its source. Nothing here asks the database.
"""

from dataclasses import dataclass
from datetime import date, time

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from people.models import Side
from timeliness import calendar, periods

NOON = time(12)


class Reviewed(TextChoices):
    """What was decided about a suspect, as the schemes tell it apart."""

    POLICE_NO_CHARGE = "POLICE_NO_CHARGE", _("The police did not charge or refer")
    POLICE_OTHER_CHARGE = "POLICE_OTHER_CHARGE", _("The police charged something else")
    POLICE_OUT_OF_COURT = "POLICE_OUT_OF_COURT", _("The police dealt with it out of court")
    CPS_NO_CHARGE = "CPS_NO_CHARGE", _("The CPS decided on no further action")
    CPS_LESS_CHARGED = "CPS_LESS_CHARGED", _("The CPS charged less, or something else")
    CPS_DISCONTINUED = "CPS_DISCONTINUED", _("The CPS stopped the case")
    CPS_NO_EVIDENCE = "CPS_NO_EVIDENCE", _("The CPS offered no evidence, and there was a verdict")
    CPS_MEANS_TO_STOP = "CPS_MEANS_TO_STOP", _("The CPS means to stop the case, and has not yet")

    @property
    def side(self):
        """Whose decision it is."""
        return Side.POLICE if self.startswith("POLICE") else Side.CPS

    @property
    def is_by_police(self):
        return self.side == Side.POLICE


class NotEligible(TextChoices):
    """Why a decision cannot be reviewed under the scheme of whoever made it."""

    NOT_INTERVIEWED = "NOT_INTERVIEWED", _("The suspect was not interviewed under caution.")
    OTHER_CHARGE = "OTHER_CHARGE", _("The suspect was charged, with something else.")
    OUT_OF_COURT = "OUT_OF_COURT", _("The suspect was dealt with out of court.")
    SOME_CHARGED = "SOME_CHARGED", _("Some suspects or allegations were charged, and some not.")
    WITHDREW = "WITHDREW", _("The victim had withdrawn their support.")
    ASKED_NOT_TO_PROCEED = "NOT_TO_PROCEED", _("The victim had asked for the case not to go on.")
    TOO_LATE = "TOO_LATE", _("The time to ask had run out.")
    NO_PILOT = "NO_PILOT", _("A case is reviewed before it is stopped in pilot areas alone.")


N = NotEligible
POLICE_SCHEMES = _("Police Victims’ Right to Review schemes")
CPS_SCHEME = _("CPS Victims’ Right to Review scheme")
EXPEDITED = _("CPS pilot of expedited reviews in rape cases")
# (where it comes from, whether it was read there)
SOURCES = {
    N.NOT_INTERVIEWED: (POLICE_SCHEMES, True),
    N.OTHER_CHARGE: (POLICE_SCHEMES, True),
    N.OUT_OF_COURT: (POLICE_SCHEMES, True),
    N.WITHDREW: (POLICE_SCHEMES, True),
    N.SOME_CHARGED: (_("Police and CPS Victims’ Right to Review schemes"), True),
    N.ASKED_NOT_TO_PROCEED: (CPS_SCHEME, False),
    N.TOO_LATE: (_("Police and CPS Victims’ Right to Review schemes"), True),
    N.NO_PILOT: (EXPEDITED, True),
}

# The periods, by whose decision it is: the time to ask, and the last day for an exception.
ASK = {Side.POLICE: "vrr_police_ask", Side.CPS: "vrr_cps_ask"}
LATEST = {Side.CPS: "vrr_cps_latest"}
BEFORE_IT_IS_STOPPED = "vrr_rasso_expedited"


@dataclass(frozen=True)
class Request:
    """What is known when she asks. is_charged_in_part: others, or not for all that is alleged."""

    decision: Reviewed
    asked_on: date
    ask_by: date
    latest: date
    is_interviewed: bool = True
    is_charged_in_part: bool = False
    asked_not_to_proceed: bool = False
    has_pilot: bool = False


@dataclass(frozen=True)
class Window:
    """Until when she can ask: as of right, and as an exception; and by which rule."""

    ask_by: date
    latest: date
    rule: str

    def is_late(self, day):
        """Whether a request on this day needs an exception."""
        return self.ask_by < day <= self.latest


def window(decision, *, told_on, area, extra):
    """
    Until when a decision can be reviewed, counted from the day on which she was told of it.

    area: of the unit whose decision it is. extra: the closed days announced since our list was
    made. Raises NoPeriod where no period is set.
    """
    side = Reviewed(decision).side
    ask = periods.in_force(ASK[side], on=told_on, area=area)
    ask_by = _runs_out(ask, told_on, extra)
    if side not in LATEST:
        return Window(ask_by, ask_by, ask.version)
    latest = periods.in_force(LATEST[side], on=told_on, area=area)
    return Window(ask_by, _runs_out(latest, told_on, extra), ask.version)


def has_pilot(*, on, area):
    """Whether a case is reviewed before it is stopped, in this area on this day."""
    try:
        periods.in_force(BEFORE_IT_IS_STOPPED, on=on, area=area)
    except periods.NoPeriod:
        return False
    return True


def why_not_yet_asked(decision, *, is_charged_in_part, has_pilot):
    """Why a decision is outside its scheme whoever asks, and whenever; empty if it is not."""
    told = set(ALWAYS_OUTSIDE.get(decision, ()))
    if is_charged_in_part:
        told.add(N.SOME_CHARGED)
    if decision == Reviewed.CPS_MEANS_TO_STOP and not has_pilot:
        told.add(N.NO_PILOT)
    return _in_order(told)


def why_not(request):
    """Why a decision cannot be reviewed under its scheme, each reason there is; empty if it can."""
    decision = Reviewed(request.decision)
    told = set(
        why_not_yet_asked(
            decision, is_charged_in_part=request.is_charged_in_part, has_pilot=request.has_pilot
        )
    )
    if decision.side == Side.POLICE:
        told |= {N.NOT_INTERVIEWED} if not request.is_interviewed else set()
        told |= {N.WITHDREW} if request.asked_not_to_proceed else set()
    elif request.asked_not_to_proceed:
        told.add(N.ASKED_NOT_TO_PROCEED)
    if request.asked_on > request.latest:
        told.add(N.TOO_LATE)
    return _in_order(told)


def _in_order(told):
    return tuple(reason for reason in N if reason in told)


ALWAYS_OUTSIDE = {
    Reviewed.POLICE_OTHER_CHARGE: {N.OTHER_CHARGE},
    Reviewed.POLICE_OUT_OF_COURT: {N.OUT_OF_COURT},
    Reviewed.CPS_LESS_CHARGED: {N.SOME_CHARGED},
}


def _runs_out(period, day, extra):
    due = periods.explain(period, event_at=calendar.moment_of(day, NOON), extra=extra)
    return calendar.london_day(due.due_at)
