"""What is alleged was written down wrongly: another version says what is right, and why."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions.base import begin, happened, must_have_happened
from cases.models import Allegation, Offence, Victim
from cases.permissions import SUSPECT
from people.access import Refused, Scope, standing
from people.models import Side

NOTHING_CHANGED = gettext_lazy("Nothing has changed. Change what is wrong, or go back.")
ALREADY_THERE = gettext_lazy("This allegation is already on the case.")
FACTS = ("victim_id", "offence_id", "from_on", "to_on")


@transaction.atomic
def correct_allegation(
    *,
    allegation: Allegation,
    by: Scope,
    at: datetime,
    reason: str,
    victim: Victim,
    offence: Offence,
    from_on: date,
    to_on: date | None = None,
) -> Allegation:
    """
    Say which victim, offence or date is right; what was said before is kept.

    Whoever may add an allegation against the suspect may correct one, at the same stages: the CPS
    decides on what a supervisor sent, and a decision rests on what it was made from. What was sent
    stays as it was sent, and the CPS reads the correction once it is sent.
    """
    wrong = begin("correct_allegation", allegation, by=by, at=at)
    case = wrong.case
    suspect = case.suspects.for_scope(by).get(pk=wrong.suspect_id)
    SUSPECT.check(standing(by, suspect), "add_allegation", suspect)
    must_have_happened(from_on, to_on or from_on, at=at)
    right = Allegation(
        case=case, suspect=suspect, victim=case.victims.for_scope(by).get(pk=victim.pk),
        offence=offence, from_on=from_on, to_on=to_on, added_by_id=by.user_id, added_at=at,
        first_id=wrong.first_id, number=wrong.number + 1, because=reason,
    )  # fmt: skip
    if all(getattr(wrong, fact) == getattr(right, fact) for fact in FACTS):
        raise Refused(NOTHING_CHANGED, is_stage=True)
    _put_instead(wrong, right)
    note = f"{_in_words(wrong)}\n{_in_words(right)}\n{reason}"
    happened(
        "correct_allegation", case, by=by, at=at, suspects=[suspect], note=note,
        only_side=Side.POLICE,
    )  # fmt: skip
    return right


def _put_instead(wrong: Allegation, right: Allegation) -> None:
    wrong.is_current = False
    wrong.save(update_fields=["is_current"])
    try:
        with transaction.atomic():
            right.save(force_insert=True)
    except IntegrityError:
        raise Refused(ALREADY_THERE, is_stage=True) from None


def _in_words(allegation: Allegation) -> str:
    """What it says, in one line of the timeline."""
    days = [day for day in (allegation.from_on, allegation.to_on) if day]
    told = {
        "offence": allegation.offence,
        "n": allegation.victim.number,
        "when": " – ".join(date_format(day, "j F Y") for day in days),
    }
    return _("%(offence)s, victim %(n)s, %(when)s") % told
