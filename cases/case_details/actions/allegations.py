"""Correct an allegation by adding a version with the right facts and the reason."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions.open_case_action import add_timeline_event, check_past_dates, open_case_action
from cases.case_details.actions.allegation_visibility import (
    side_of_new_allegation,
    tell_cps_of_allegation,
)
from cases.models import Allegation, Offence, Victim
from cases.offences.actions.alleged_days import refuse_stopped
from cases.offences.queries.offence_table import judge
from cases.permissions import SUSPECT
from cases.permissions.suspects import check_open_to_corrections
from people.access.scopes import Refused, Scope, standing_on
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

    Allowed to those who may add an allegation, in the same states; but not once the suspect is
    charged, since the decision rests on what was alleged. The CPS is sent it as it is sent
    a new one (is_sent_at_once), and until then reads the version that it was sent.
    """
    wrong = open_case_action("correct_allegation", allegation, by=by, at=at)
    case = wrong.case
    suspect = case.suspects.for_scope(by).get(pk=wrong.suspect_id)
    SUSPECT.check(standing_on(by, suspect), "add_allegation", suspect)
    check_open_to_corrections(standing_on(by, suspect), suspect)
    check_past_dates(from_on, to_on or from_on, at=at)
    judgement = judge(offence.pk, from_on, to_on)
    refuse_stopped(judgement)
    victim = case.victims.for_scope(by).get(pk=victim.pk)
    right = Allegation(
        case=case, suspect=suspect, victim=victim,
        only_side=side_of_new_allegation(suspect, victim),
        offence=offence, from_on=from_on, to_on=to_on, added_by_id=by.actor.id, added_at=at,
        first_id=wrong.first_id, number=wrong.number + 1, because=reason,
        is_for_lawyer=not judgement.may_be_charged,
    )  # fmt: skip
    if all(getattr(wrong, fact) == getattr(right, fact) for fact in COMPARED_FIELDS):
        raise Refused(NOTHING_CHANGED, is_stage=True)
    _replace_allegation(wrong, right)
    add_timeline_event(
        "correct_allegation", case, by=by, at=at, suspects=[suspect],
        note=_correction_note(wrong, right), only_side=right.only_side,
    )  # fmt: skip
    tell_cps_of_allegation(right, at=at)
    return right


def _correction_note(wrong: Allegation, right: Allegation) -> str:
    """
    What it was, what it is and why, for the timeline.

    Without what it was, where the CPS reads the entry and was never sent that version.
    """
    before = "" if wrong.only_side and not right.only_side else _allegation_text(wrong)
    return f"{before}\n{_allegation_text(right)}\n{right.because}"


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
