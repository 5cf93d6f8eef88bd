"""Out-of-court disposals: which are offered by age, what each asks for, and one as it is stated."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.decisions.counts import StatedUncharged
from cases.models import Allegation, DecisionKind, Suspect
from cases.models.disposal import ConditionAim, GivingStep

# Conditional and simple cautions are for a person of 18 or over (Criminal Justice Act 2003 s.22(1);
# Criminal Justice and Courts Act 2015 s.17(1)), those of youths for a child or young person. From
# ten on a child can commit an offence (Children and Young Persons Act 1933 s.50: not read).
ADULT_AGE, YOUNGEST = 18, 10

KINDS_OF_ADULTS = (DecisionKind.ADULT_CONDITIONAL, DecisionKind.ADULT_CAUTION)
KINDS_OF_YOUTHS = (DecisionKind.YOUTH_CONDITIONAL, DecisionKind.YOUTH_CAUTION)
# What is done when each is given. With anyone under 18 an appropriate adult is present besides
# (Crime and Disorder Act 1998 s.66ZA(2), s.66B(5), extended to 17-year-olds by the Criminal Justice
# and Courts Act 2015 s.41: read in its explanatory notes, para. 47).
STEPS_OF_GIVING: dict[str, tuple[GivingStep, ...]] = {
    DecisionKind.ADULT_CONDITIONAL: (GivingStep.EXPLAINED, GivingStep.WARNED, GivingStep.SIGNED),
    DecisionKind.ADULT_CAUTION: (GivingStep.EXPLAINED, GivingStep.AGREED),
    DecisionKind.YOUTH_CONDITIONAL: (GivingStep.EXPLAINED, GivingStep.WARNED, GivingStep.SIGNED),
    DecisionKind.YOUTH_CAUTION: (GivingStep.EXPLAINED,),
}
FULL_TEST_FIRST = _(
    "The newest review applied the Threshold Test. Record a review under the Full Code Test first."
)
AGE_NOT_KNOWN = _("Nobody has recorded the suspect’s date of birth. Ask the police to add it.")
TOO_YOUNG = _("A suspect of this age cannot be given any caution.")


@dataclass(frozen=True)
class StatedCondition:
    """A condition, what it is for, and the day by which it is to be met."""

    aim: ConditionAim
    text: str
    meet_by: date


@dataclass(frozen=True)
class StatedDisposal:
    """
    An out-of-court disposal as a prosecutor states it; the facts are those of a Disposal.

    allegations: that it deals with. uncharged: each other allegation against the suspect, and why
    it is not charged. conditions: of a conditional caution.
    """

    kind: DecisionKind
    allegations: Sequence[Allegation]
    uncharged: Sequence[StatedUncharged]
    conditions: Sequence[StatedCondition]
    admitted_on: date
    exceptional: str
    are_asked: bool
    views: str = ""
    not_asked_because: str = ""


def age_on(born_on: date, day: date) -> int:
    """Age in whole years on a day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def kinds_offered(born_on: date | None, *, on: date) -> tuple[DecisionKind, ...]:
    """The disposals that a suspect can be given on this day; none while the age is not known."""
    if born_on is None or age_on(born_on, on) < YOUNGEST:
        return ()
    return KINDS_OF_ADULTS if age_on(born_on, on) >= ADULT_AGE else KINDS_OF_YOUTHS


def obstacles_to_disposal(suspect: Suspect, *, on: date) -> Iterator[Promise]:
    """Why no disposal at all can be proposed of this suspect on this day."""
    if suspect.is_to_be_reviewed_again:
        yield FULL_TEST_FIRST
    if suspect.born_on is None:
        yield AGE_NOT_KNOWN
    elif not kinds_offered(suspect.born_on, on=on):
        yield TOO_YOUNG


def steps_of_giving(kind: str, born_on: date, *, on: date) -> tuple[GivingStep, ...]:
    """What is done when a disposal of this kind is given on this day."""
    needs_adult = age_on(born_on, on) < ADULT_AGE
    return (*STEPS_OF_GIVING[kind], *([GivingStep.ADULT_THERE] if needs_adult else []))
