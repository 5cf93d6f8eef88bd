"""Permission table of court facts, and the rule of which dates can be right."""

from collections.abc import Collection
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.deadlines import DATE_AHEAD, DATE_TOO_FAR, is_in_future, last_agreeable_date
from cases.models import CourtFact, CourtFactKind, Suspect
from cases.models.court_fact import KINDS_AHEAD
from cases.permissions.capacity_tests import held_as
from cases.states import State
from people.access.scopes import Rules, Standing, refusal_reason
from people.text.dates import format_day

CHARGED_STATES = frozenset(
    {State.CHARGED, State.CHARGE_DIFFERS, State.CHARGE_QUERIED, State.CHARGE_STOP, State.STOPPED}
)
CONSENT_STATES = (CHARGED_STATES - {State.STOPPED}) | {
    State.SECOND_READER, State.CHARGE_AUTHORISED, State.CHARGE_REVERSAL,
}  # fmt: skip
BEFORE_CHARGE = _("The suspect was charged on %(day)s. Enter that date or a later one.")
BEFORE_HEARING = _("The first hearing is on %(day)s. Enter that date or a later one.")
AFTER_OTHERS = _(
    "Something is recorded for %(day)s already. Enter that date or an earlier one, or correct the "
    "other date first."
)
ONE_HEARING = _("A first hearing is recorded already. Correct that one.")

for_court_record = held_as(
    "triage_cases", "allocate_cases", "reviewing_prosecutor", "covering_prosecutor",
    reason=_("Only the prosecutor of this case, CPS triage or a manager can do this."),
)  # fmt: skip


@refusal_reason(
    _("There is nothing to record in court before the suspect has been charged."), stage=True
)
def has_been_charged(who: Standing, suspect: Suspect) -> bool:
    return suspect.state in CHARGED_STATES


@refusal_reason(
    _("There is no charge of this suspect now that somebody could consent to."), stage=True
)
def has_charge_to_consent_to(who: Standing, suspect: Suspect) -> bool:
    """Whether a charge is proposed, authorised or laid; its counts say if it needs consent."""
    return suspect.state in CONSENT_STATES


@refusal_reason(_("This has been corrected already. Look at what it says now."), stage=True)
def is_court_fact_current(who: Standing, fact: CourtFact) -> bool:
    return fact.is_current


COURT_FACT = Rules({"correct_court_fact": [for_court_record, is_court_fact_current]})


def why_court_date_is_wrong(
    kind: str, on: date, *, charged_on: date, others: Collection[tuple[str, date]], at: datetime
) -> str | Promise | None:
    """
    Reason why a date cannot be right, saying what to enter; None if it can be.

    others: (kind, date) of the suspect's other facts that took place. A hearing, a trial and the
    end of a custody time limit may be in the future, a plea, an outcome and a sentence not.
    """
    others = [each for each in others if each[0] != CourtFactKind.CUSTODY_LIMIT]
    if on < charged_on:
        return BEFORE_CHARGE % {"day": format_day(charged_on)}
    if kind not in KINDS_AHEAD and is_in_future(on, at=at):
        return DATE_AHEAD
    if on > (last := last_agreeable_date(at=at)):
        return DATE_TOO_FAR % {"last": format_day(last)}
    if kind == CourtFactKind.FIRST_HEARING:
        return _why_first_hearing_is_wrong(on, others)
    hearings = [day for other, day in others if other == CourtFactKind.FIRST_HEARING]
    if hearings and on < hearings[0]:
        return BEFORE_HEARING % {"day": format_day(hearings[0])}
    return None


def _why_first_hearing_is_wrong(
    on: date, others: Collection[tuple[str, date]]
) -> str | Promise | None:
    if any(other == CourtFactKind.FIRST_HEARING for other, _day in others):
        return ONE_HEARING
    if others and on > (first := min(day for _other, day in others)):
        return AFTER_OTHERS % {"day": format_day(first)}
    return None
