"""Record consultations between police and prosecutor about suspects."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import (
    add_timeline_event,
    check_past_dates,
    check_suspects,
    open_case_action,
)
from cases.decisions.queries.consultations import Participant, possible_participants
from cases.models import Case, Consultation, Mode, Suspect, TookPart
from people.access.scopes import Refused, Scope
from people.models import Side, User

NOT_ON_THE_CASE = _("Select people who have this case now.")
BOTH_SIDES = _("Select at least one person of the police and one of the CPS.")


@transaction.atomic
def record_consultation(
    *, case: Case, by: Scope, at: datetime, suspects: Iterable[Suspect], held_on: date, mode: str,
    took_part: Iterable[User], summary: str,
) -> Consultation:  # fmt: skip
    """
    Record a consultation: when, how, who took part and what was said.

    took_part: people with a capacity on the case, of either side.
    """
    mode = Mode(mode)
    if not summary.strip():
        raise ValueError("A consultation without a summary")
    case = open_case_action("record_consultation", case, by=by, at=at, operation="collection")
    suspects = check_suspects("record_consultation", suspects, case=case, by=by)
    check_past_dates(held_on, at=at)
    there = _check_participants(case, took_part, at=at)
    row = Consultation.objects.unscoped("record a consultation").create(
        case=case, held_on=held_on, mode=mode, summary=summary, by_id=by.actor.id, at=at
    )
    link = Consultation.suspects.through
    link.objects.bulk_create(link(consultation=row, suspect=suspect) for suspect in suspects)
    TookPart.objects.bulk_create(
        TookPart(consultation=row, person_id=one.pk, role=one.role) for one in there
    )
    for suspect in suspects:
        suspect.is_consulted = True
        suspect.save_without_historical_record(update_fields=["is_consulted"])
    add_timeline_event("record_consultation", case, by=by, at=at, suspects=suspects)
    return row


def _check_participants(case: Case, people: Iterable[User], *, at: datetime) -> list[Participant]:
    chosen = {person.pk for person in people}
    there = [one for one in possible_participants(case, at=at) if one.pk in chosen]
    if len(there) != len(chosen):
        raise Refused(NOT_ON_THE_CASE, is_stage=True)
    if {one.side for one in there} != {Side.POLICE, Side.CPS}:
        raise Refused(BOTH_SIDES, is_stage=True)
    return there
