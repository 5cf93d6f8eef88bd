"""Which clock runs in which state. The lengths are in timeliness/periods.toml."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cases.states import MOVES, UNSENT_STATES, State
from people.models import Side
from timeliness import calendar, periods
from timeliness.calendar import add_months, london_day
from timeliness.models import Confidence


class Urgency(TextChoices):
    """
    Urgency class: how soon the CPS answers a charging referral.

    Source: the Director's Guidance charging model as the CPS's public design notes describe it; the
    periods are in periods.toml.
    """

    RED = "RED", _("Red: in custody, decision wanted now")
    GREEN_PRIORITY = "GREEN_PRIORITY", _("Green priority")
    GREEN = "GREEN", _("Green")


PERIOD_OF_URGENCY: dict[str, str] = {
    Urgency.RED: "charging_priority_red",
    Urgency.GREEN_PRIORITY: "charging_green_priority",
    Urgency.GREEN: "charging_green",
}

# The answer to a request for early advice, counted from its acceptance at triage.
ADVICE_PERIOD = "early_advice_response"
# How we read periods whose source gives a number but not how to count it.
INFERRED_READINGS = {
    ADVICE_PERIOD: _(
        "The source says 21 days and neither which kind of days nor which acceptance: calendar "
        "days from the first are our reading."
    ),
}
RUNS_AGAIN = _("No source says that the time starts again here.")

# The dates people agree rather than count: no national period exists (domain note on action plans).
REPLY_BY = "reply_by"
ITEM_DATE = "action_item_date"
VICTIM_NOTICE_DATE = "victim_notice_date"  # a notice that could not be given before (s.44B(3))
# The day on which an exception to the notice is looked at again, which the police set.
NOTICE_EXCEPTION_DATE = "notice_exception_date"
# The review of a case before it is stopped, in the Areas of a pilot.
REVIEW_BEFORE_STOP = "vrr_rasso_expedited"
# The day on which a prosecutor reviews again under the Threshold Test, which they set.
THRESHOLD_REVIEW = "threshold_review"

# The last day by which a condition of a caution is to be met, which the prosecutor sets.
DISPOSAL_CONDITIONS_DATE = "disposal_conditions"

# The clocks whose due date the other side can agree to move, by the side that owes what is due
# (ADR 69). Not that of a suspect in custody, which is counted in hours, and none of a duty to a
# victim.
EXTENDABLE_RULES: dict[str, frozenset[str]] = {
    Side.POLICE: frozenset({REPLY_BY}),
    Side.CPS: frozenset(
        {
            ADVICE_PERIOD,
            PERIOD_OF_URGENCY[Urgency.GREEN_PRIORITY],
            PERIOD_OF_URGENCY[Urgency.GREEN],
        }
    ),
}

# The states in which that may be owed: a reply that the CPS asked for, early advice, a decision.
EXTENDABLE_STATES: dict[str, frozenset[State]] = {
    Side.POLICE: UNSENT_STATES,
    Side.CPS: frozenset(
        {
            State.ADVICE_MANAGER,
            State.ADVICE_ADVISER,
            State.READY_TO_ALLOCATE,
            State.WITH_PROSECUTOR,
            State.SECOND_READER,
        }
    ),
}

# By when whoever must consent to a prosecution is to answer: a local setting without a default.
CONSENT_REPLY = "prosecution_consent_reply"

# How long the CPS has to answer a challenge of an action item: a local setting.
CHALLENGE_ANSWER = "challenge_answer"

# Moves on which the running clock continues, because the referral is still the same one.
CLOCK_GOES_ALONG = {
    (State.TRIAGE, State.READY_TO_ALLOCATE),
    (State.READY_TO_ALLOCATE, State.WITH_PROSECUTOR),
    (State.RETURNED, State.AWAITING_SIGN_OFF),
    (State.AWAITING_SIGN_OFF, State.RETURNED),
    (State.WITH_PROSECUTOR, State.SECOND_READER),
    (State.SECOND_READER, State.WITH_PROSECUTOR),
    (State.ADVICE_MANAGER, State.ADVICE_ADVISER),
    # A reply that the CPS asked for is owed until the police send something.
    *(pair for refused in (State.ADVICE_RETURNED, State.ADVICE_REFUSED)
      for asking in (State.ADVICE_SIGN_OFF, State.AWAITING_SIGN_OFF, State.CLOSING_SIGN_OFF)
      for pair in ((refused, asking), (asking, refused))),
    (State.RETURNED, State.CLOSING_SIGN_OFF),
    (State.CLOSING_SIGN_OFF, State.RETURNED),
    # The same if it was sent and withdrawn before the CPS acted on it.
    *(pair for asking in (State.ADVICE_SIGN_OFF, State.AWAITING_SIGN_OFF, State.CLOSING_SIGN_OFF)
      for pair in ((State.INVESTIGATING, asking), (asking, State.INVESTIGATING))),
    # The unit changes; the tasks and their due dates do not.
    *MOVES["accept_transfer"].items(),
}  # fmt: skip

# In these states the period of the urgency class runs. It starts again when the suspect returns to
# them after the other side has acted; otherwise the old clock resumes (actions/resumed_clocks.py).
CLASS_RUNS_IN = {State.READY_TO_ALLOCATE, State.WITH_PROSECUTOR}

# No source gives the time to decide once a plan is answered, so the period of the class starts
# again, shown as unverified.
CONFIDENCE_AFTER_PLAN = Confidence.UNVERIFIED

# Periods of states for which no source has a length: local settings without a default. A clock of
# the state starts only if the Area of the holder's unit has set one.
PERIOD_IF_SET = {
    State.AWAITING_SIGN_OFF: "referral_sign_off",
    State.ADVICE_SIGN_OFF: "early_advice_sign_off",
    State.CLOSING_SIGN_OFF: "closing_sign_off",
    State.ADVICE_TRIAGE: "early_advice_triage",
    State.ADVICE_ESCALATED: "early_advice_escalated",
    State.ADVICE_LEGAL_MANAGER: "early_advice_escalated",
    State.NFA_REVERSAL: "reversal_reading",
    State.CHARGE_REVERSAL: "reversal_reading",
    State.CHARGE_STOP: "reversal_reading",
    State.DISPOSAL_REVERSAL: "reversal_reading",
    State.CHARGE_AUTHORISED: "charge_report",
    State.DISPOSAL_AUTHORISED: "disposal_report",
    State.CHARGE_DIFFERS: "charge_differs_answer",
    State.CHARGE_QUERIED: "charge_correct",
}

# How long the police may dispute a file assessment, and a manager decide the dispute.
DISPUTE_WINDOW = "file_quality_dispute_window"


def dispute_window(*, at: datetime, area: str) -> tuple[datetime, str]:
    """(closing time of the dispute window of an assessment made at `at`, version of its period)."""
    month = london_day(at).replace(day=1)
    last_day = add_months(month, 1) - timedelta(days=1)
    rule = periods.period_in_force(DISPUTE_WINDOW, on=london_day(at), area=area)
    found = periods.explain_due_time(rule, event_at=calendar.end_of_day(last_day), extra={})
    return found.due_at, rule.version


# When practice offers administrative finalisation. Shown for information only.
OFFER_FINALISATION = "offer_admin_finalisation"


DATE_PASSED = _("This date has passed. Enter today’s date or a later one.")
DATE_TOO_FAR = _("This date is too far ahead. Enter %(last)s or an earlier one.")
DATE_AHEAD = _("This date has not come yet. Enter today’s date or an earlier one.")


def has_passed(day: date, *, at: datetime) -> bool:
    """Whether a day is before today in London."""
    return day < london_day(at)


def is_in_future(day: date, *, at: datetime) -> bool:
    """Whether a day is after today in London."""
    return day > london_day(at)


EARLIEST_DATE = date(1900, 1, 1)  # before any living person's birth
DATE_TOO_EARLY = _("This date is too long ago. Enter %(first)s or a later one.")


def last_agreeable_date(*, at: datetime) -> date:
    """Last day that two sides may agree on; a technical limit."""
    return add_months(london_day(at), settings.AGREED_DATE_MONTHS)
