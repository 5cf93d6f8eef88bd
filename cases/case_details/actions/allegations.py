"""Correct an allegation by adding a version with the right facts and the reason."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions.open_case_action import add_timeline_event, check_past_dates, open_case_action
from cases.models import Allegation, Offence, Victim
from cases.offences.actions.alleged_days import refuse_stopped
from cases.offences.queries.offence_table import judge
from cases.permissions import SUSPECT
from people.access.scopes import Refused, Scope, standing_on
from people.models import Side
from people.text.dates import format_day

NOTHING_CHANGED = gettext_lazy("Nothing has changed. Change what is wrong, or go back.")
ALREADY_THERE = gettext_lazy("This allegation is already on the case.")
COMPARED_FIELDS = ("victim_id", "offence_id", "from_on", "to_on")


@transaction.atomic
def correct_allegation(
    *, allegation: Allegation, by: Scope, at: datetime, reason: str, victim: Victim,
    offence: Offence, from_on: date, to_on: date | None = None,
) -> Allegation:  # fmt: skip
    """
    Save the right victim, offence or dates as a new version; the earlier version stays.

    Allowed to those who may add an allegation, in the same states: the CPS decides on what a
    supervisor sent. The CPS sees the version that it was sent until the corrected one is sent.
    """
    wrong = open_case_action("correct_allegation", allegation, by=by, at=at)
    case = wrong.case
    suspect = case.suspects.for_scope(by).get(pk=wrong.suspect_id)
    SUSPECT.check(standing_on(by, suspect), "add_allegation", suspect)
    check_past_dates(from_on, to_on or from_on, at=at)
    judgement = judge(offence.pk, from_on, to_on)
    refuse_stopped(judgement)
    right = Allegation(
        case=case, suspect=suspect, victim=case.victims.for_scope(by).get(pk=victim.pk),
        offence=offence, from_on=from_on, to_on=to_on, added_by_id=by.actor.id, added_at=at,
        first_id=wrong.first_id, number=wrong.number + 1, because=reason,
        is_for_lawyer=not judgement.may_be_charged,
    )  # fmt: skip
    if all(getattr(wrong, fact) == getattr(right, fact) for fact in COMPARED_FIELDS):
        raise Refused(NOTHING_CHANGED, is_stage=True)
    _replace_allegation(wrong, right)
    note = f"{_allegation_text(wrong)}\n{_allegation_text(right)}\n{reason}"
    add_timeline_event(
        "correct_allegation", case, by=by, at=at, suspects=[suspect], note=note,
        only_side=Side.POLICE,
    )  # fmt: skip
    return right


def _replace_allegation(wrong: Allegation, right: Allegation) -> None:
    wrong.is_current = False
    wrong.save(update_fields=["is_current"])
    try:
        with transaction.atomic():
            right.save(force_insert=True)
    except IntegrityError:
        raise Refused(ALREADY_THERE, is_stage=True) from None


def _allegation_text(allegation: Allegation) -> str:
    """The allegation in one line, for the timeline."""
    days = [day for day in (allegation.from_on, allegation.to_on) if day]
    values = {
        "offence": allegation.offence,
        "n": allegation.victim.number,
        "when": " – ".join(format_day(day) for day in days),
    }
    return _("%(offence)s, victim %(n)s, %(when)s") % values
