"""A conflict of interest ends a naming: nobody who may not see a victim is the one to call her."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from cases.actions.base import bump
from cases.queries.conflicts import in_conflict
from victims import notices
from victims.models import Role, VictimRecord

NAMED = {"contact_officer": Role.CONTACT_OFFICER, "liaison_officer": Role.LIAISON_OFFICER}


@transaction.atomic
def end_namings(*, at: datetime, case_id: UUID) -> int:
    """
    End the naming of each contact who is kept from the victim's case; how many there were.

    A conflict keeps every account of a human being from it, whenever it was joined to theirs. By
    nobody; whoever calls it holds the lock of the case. Whoever leads the unit is told that a
    victim has nobody named, and not why; calls and duties are the unit's from then on.
    """
    kept = set(in_conflict(case_id).values_list("pk", flat=True))
    rows = VictimRecord.objects.system("who is named, and may not see the case")
    found = rows.filter(Q(contact_officer__in=kept) | Q(liaison_officer__in=kept), case=case_id)
    ended = 0
    for record in found.select_for_update(of=("self",)).order_by("pk"):
        for field in [each for each in NAMED if getattr(record, f"{each}_id") in kept]:
            setattr(record, field, None)
            bump(record, "name_victim_contact", by=None, at=at)
            notices.tell_leads(record, NAMED[field], notice="no_victim_contact", at=at)
            ended += 1
    return ended
