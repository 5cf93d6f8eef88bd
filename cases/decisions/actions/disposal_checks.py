"""Whether an out-of-court disposal can still be given on a day."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.decisions.actions.decision_wordings import check_decision_read
from cases.decisions.disposals import kinds_offered
from cases.decisions.queries.disposals import VARIATION_STEP
from cases.models import Decision, Suspect
from people.access.scopes import Refused
from people.text.dates import format_day

VARIED_SINCE = _(
    "The conditions have been varied since you opened the page. Read them again, then send it."
)
NOT_AT_THIS_AGE_THEN = _(
    "The suspect cannot be given this caution on %(day)s, at their age. %(instead)s"
)
CONDITION_IS_BEFORE = _(
    "Condition %(n)s is to be met by %(by)s, so the caution cannot be given on %(day)s. %(instead)s"
)


def disposal_version(decision: Decision) -> int:
    """
    What a form showed of a disposal: another number with another decision about the suspect, and
    once its conditions were varied.
    """
    varied = decision.variations.unscoped("number of a disposal as it is").count()
    return decision.number + VARIATION_STEP * varied


def check_disposal_read(decision: Decision, version: int) -> None:
    """
    Raise Refused unless a form is about the disposal in force, with its conditions as they are.

    version: disposal_version() of what the form showed.
    """
    check_decision_read(decision, version % VARIATION_STEP)
    now = disposal_version(decision)
    if version != now:
        raise Refused(VARIED_SINCE, is_stage=True, version=now)


def check_can_be_given(suspect: Suspect, decision: Decision, *, on: date, instead: Promise) -> None:
    """
    Raise Refused if the suspect's age or the day of a condition is against giving it on a day.

    Both may have come about since it was proposed. instead: what the person refused can do.
    """
    check_age(suspect, decision, on=on, instead=instead)
    passed = decision.conditions.filter(is_current=True, meet_by__lt=on).order_by("number").first()
    if passed:
        values = {"day": format_day(on), "instead": instead, "n": str(passed.number)}
        values |= {"by": format_day(passed.meet_by)}
        raise Refused(CONDITION_IS_BEFORE % values, is_stage=True)


def check_age(suspect: Suspect, decision: Decision, *, on: date, instead: Promise) -> None:
    """Raise Refused if a suspect of that age cannot be given it on a day. instead: as above."""
    if decision.kind not in kinds_offered(suspect.born_on, on=on):
        values = {"day": format_day(on), "instead": instead}
        raise Refused(NOT_AT_THIS_AGE_THEN % values, is_stage=True)
