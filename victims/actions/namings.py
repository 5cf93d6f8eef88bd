"""A conflict of interest ends a naming: nobody who may not see a victim is the one to call her."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from cases.actions.base import bump
from cases.models import Conflict
from victims import notices
from victims.models import Role, VictimRecord

NAMED = {"contact_officer": Role.CONTACT_OFFICER, "liaison_officer": Role.LIAISON_OFFICER}


@transaction.atomic
def end_namings(*, at: datetime, case_id: UUID | None = None) -> int:
    """
    End the naming of each contact who has a conflict with the victim's case; how many there were.

    By nobody. case_id: look at one case alone. Whoever leads the unit is told that a victim has
    nobody named, and not why; calls and duties are the unit's from then on.
    """
    rows = VictimRecord.objects.system("who is named, and may not see the case")
    rows = rows.filter(case=case_id) if case_id else rows
    found = rows.filter(_in_conflict("contact_officer") | _in_conflict("liaison_officer"))
    ended = 0
    for record in found.select_for_update(of=("self",)).order_by("pk"):
        for field in _namings_to_end(record):
            setattr(record, field, None)
            bump(record, "name_victim_contact", by=None, at=at)
            notices.tell_leads(record, NAMED[field], notice="no_victim_contact", at=at)
            ended += 1
    return ended


def _in_conflict(field: str) -> Q:
    conflicts = Conflict.objects.system("who is named, and may not see the case")
    mine = conflicts.filter(case=OuterRef("case"), user=OuterRef(field), lifted_at=None)
    return Q(Exists(mine))


def _namings_to_end(record: VictimRecord) -> list[str]:
    conflicts = Conflict.objects.system("who is named, and may not see the case")
    people = {each.user_id for each in conflicts.filter(case=record.case_id, lifted_at=None)}
    return [field for field in NAMED if getattr(record, f"{field}_id") in people]
