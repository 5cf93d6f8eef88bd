"""Whether an out-of-court disposal can still be given on a day."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.decisions.disposals import kinds_offered
from cases.models import Decision, Suspect
from people.access.scopes import Refused
from people.text.dates import format_day

NOT_AT_THIS_AGE_THEN = _(
    "The suspect cannot be given this caution on %(day)s, at their age. %(instead)s"
)
CONDITION_IS_BEFORE = _(
    "Condition %(n)s is to be met by %(by)s, so the caution cannot be given on %(day)s. %(instead)s"
)


def check_can_be_given(suspect: Suspect, decision: Decision, *, on: date, instead: Promise) -> None:
    """
    Raise Refused if the suspect's age or the day of a condition is against giving it on a day.

    Both may have come about since it was proposed. instead: what the person refused can do.
    """
    values = {"day": format_day(on), "instead": instead}
    if decision.kind not in kinds_offered(suspect.born_on, on=on):
        raise Refused(NOT_AT_THIS_AGE_THEN % values, is_stage=True)
    passed = decision.conditions.filter(meet_by__lt=on).order_by("number").first()
    if passed:
        values |= {"n": str(passed.number), "by": format_day(passed.meet_by)}
        raise Refused(CONDITION_IS_BEFORE % values, is_stage=True)
