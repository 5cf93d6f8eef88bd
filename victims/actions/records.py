"""Record how a victim wants to be treated, and who is in contact with them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import (
    only_known_fields,
    reason_if_changed,
    save_next_version,
)
from cases.queries.conflicts import is_in_conflict
from people.access.scopes import Refused, Scope
from people.models import Side, User
from victims.actions.open_victim_action import open_victim_action
from victims.contact_dates import next_contact_at
from victims.models import VictimRecord
from victims.queries.named_contacts import possible_contacts_of_victim

WISH_FIELDS = {
    "wants_contact", "channel", "safe_hours", "safe_times", "voicemail_is_safe", "text_is_safe",
    "email_is_safe", "letter_is_safe", "care", "language", "needs_interpreter",
    "letters_in", "access_needs", "update_every_days",
}  # fmt: skip
CONTACT_FIELD_BY_SIDE: dict[str, str] = {
    Side.POLICE: "contact_officer",
    Side.CPS: "liaison_officer",
}
CONTACT_NOT_OF_UNIT = _("Select someone of your unit who works with victims.")


@transaction.atomic
def record_wishes(
    *, record: VictimRecord, by: Scope, at: datetime, version: int, changed_because: str = "",
    **facts: Any,
) -> VictimRecord:  # fmt: skip
    """
    Record how to reach the victim, what they need, and how often they want to hear.

    changed_because: why what was recorded is another from now on.
    """
    only_known_fields(WISH_FIELDS, facts)
    record = open_victim_action("record_wishes", record, by=by, at=at, version=version, edits=facts)
    because = reason_if_changed(record, facts, changed_because)
    agreed = (record.update_every_days, record.wants_contact)
    for name, value in facts.items():
        setattr(record, name, value)
    if agreed != (record.update_every_days, record.wants_contact):
        record.listed_at = next_contact_at(record, at=at)
    save_next_version(record, "record_wishes", by=by, at=at, because=because)
    return record


@transaction.atomic
def name_victim_contact(
    *,
    record: VictimRecord,
    by: Scope,
    at: datetime,
    person: User | None,
    version: int | None = None,
    changed_because: str = "",
) -> VictimRecord:
    """
    Name the person of the caller's side who contacts the victim; None for no named person.

    changed_because: why it is another person than before, or nobody.
    """
    side = by.actor.side
    naming = {CONTACT_FIELD_BY_SIDE[side]: person}
    record = open_victim_action(
        "name_victim_contact", record, by=by, at=at, version=version, edits=naming
    )
    callers = possible_contacts_of_victim(record, side, at=by.at)
    if person is not None and (person.pk not in callers or is_in_conflict(person, record.case_id)):
        raise Refused(CONTACT_NOT_OF_UNIT, is_stage=True)
    because = reason_if_changed(record, naming, changed_because)
    setattr(record, CONTACT_FIELD_BY_SIDE[side], person)
    save_next_version(record, "name_victim_contact", by=by, at=at, because=because)
    return record
