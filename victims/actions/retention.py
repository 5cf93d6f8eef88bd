"""What cases.retention asks of victims: their keys, and what keeps a case."""

from datetime import datetime
from uuid import UUID

from django.db.models import Max

from people.access.key_folder import KeyFolder
from victims.keys import VICTIM_KEYS
from victims.models import Contact, Duty, RightToReview, Support, VictimEvent, VictimRecord
from victims.states import REVIEW_OPEN

PURPOSE = "what keeps a case"


def keys_of_case(case_id: UUID) -> list[tuple[KeyFolder, UUID]]:
    """The key of each victim of a case, to destroy."""
    victims = VictimRecord.objects.unscoped("the keys of a case").filter(case=case_id)
    return [(VICTIM_KEYS, pk) for pk in victims.order_by("pk").values_list("pk", flat=True)]


def what_keeps_case(case_id: UUID) -> tuple[datetime | None, bool]:
    """
    (the last contact with a victim or event about one, whether something is still going on).

    Going on are support by a service, news that is owed, and a review that a victim asked for.
    """
    contacts = Contact.objects.unscoped(PURPOSE).filter(case=case_id)
    events = VictimEvent.objects.unscoped(PURPOSE).filter(case=case_id)
    acts = [rows.aggregate(last=Max("at"))["last"] for rows in (contacts, events)]
    live = (
        Support.objects.unscoped(PURPOSE).filter(case=case_id, is_open=True),
        Duty.objects.unscoped(PURPOSE).filter(case=case_id, is_open=True),
        RightToReview.objects.unscoped(PURPOSE).filter(case=case_id, status__in=REVIEW_OPEN),
    )
    return max(filter(None, acts), default=None), any(rows.exists() for rows in live)
