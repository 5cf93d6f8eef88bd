"""
End the naming of contacts who may not see a victim's case or have left its unit.

Both end in the same way and words and with no actor, so that an end does not reveal a conflict.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from cases.actions.open_case_action import save_next_version
from cases.queries.conflicts import accounts_in_conflict
from people.models import Side
from victims import notices
from victims.models import LiaisonRole, VictimRecord
from victims.queries.named_contacts import possible_contacts_of_victim

ROLE_BY_CONTACT_FIELD = {
    "contact_officer": (Side.POLICE, LiaisonRole.CONTACT_OFFICER),
    "liaison_officer": (Side.CPS, LiaisonRole.LIAISON_OFFICER),
}


@transaction.atomic
def end_named_contacts(*, at: datetime, case_id: UUID) -> int:
    """
    End the naming of each contact who has a conflict with the case or has left; their number.

    A conflict counts for every account of one person, whenever the accounts were linked. The caller
    holds the case's row lock. The leaders of the unit are notified that the victim has no named
    contact, without the reason; contacts and duties fall to the unit.
    """
    kept = set(accounts_in_conflict(case_id).values_list("pk", flat=True))
    rows = VictimRecord.objects.unscoped("who is named, and may not see the case or has left")
    found = rows.filter(
        Q(contact_officer__isnull=False) | Q(liaison_officer__isnull=False), case=case_id
    )
    ended = 0
    for record in found.select_for_update(of=("self",)).order_by("pk"):
        for field, (side, role) in ROLE_BY_CONTACT_FIELD.items():
            person = getattr(record, f"{field}_id")
            if person is None or not (
                person in kept or person not in possible_contacts_of_victim(record, side, at=at)
            ):
                continue
            setattr(record, field, None)
            save_next_version(record, "name_victim_contact", by=None, at=at)
            notices.notify_leaders_of_contact(record, role, notice="no_victim_contact", at=at)
            ended += 1
    return ended
