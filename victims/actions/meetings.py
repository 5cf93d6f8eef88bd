"""A meeting with a victim: offered, answered, arranged, held or cancelled."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import check_past_dates, save_next_version
from cases.deadlines import DATE_TOO_FAR, last_agreeable_date
from people.access.histories import with_history_facts
from people.access.scopes import Refused, Scope, Stale
from people.models import User
from people.text.dates import format_day
from timeliness.calendar import london_day
from victims.actions.agreed_actions import save_agreed_actions
from victims.actions.contacts import create_contact
from victims.actions.encrypted_words import decrypt_row_words, reencrypt_row_words
from victims.actions.meeting_notices import notify_services_of_meeting
from victims.actions.open_victim_action import open_victim_action
from victims.contact_dates import contact_moment_on_day
from victims.models import (
    MEETING_WORD_FIELDS,
    OPEN_MEETING_STATUSES,
    ContactDirection,
    Meeting,
    MeetingPurpose,
    MeetingStatus,
    NewsTold,
    OfferedBy,
    VictimRecord,
    Way,
)

MEETING_ALREADY_OPEN = _("A meeting for this purpose is already open. Continue with that one.")
MEETING_IN_PAST = _("Enter a time in the future. Record a meeting that was held as held.")
WAY_BY_OFFER: dict[str, Way] = {
    OfferedBy.POST: Way.LETTER,
    OfferedBy.POLICE: Way.THROUGH_POLICE,
    OfferedBy.ISVA: Way.THROUGH_ISVA,
    OfferedBy.EMAIL: Way.EMAIL,
    OfferedBy.PHONE: Way.PHONE,
}
ARRANGEMENT_FIELDS = (
    "mode", "meets_at", "planned_minutes", "place", "chair", "invitees", "supporters", "needs",
)  # fmt: skip


@transaction.atomic
def offer_meeting(
    *, record: VictimRecord, by: Scope, at: datetime, purpose: str, offered_how: str,
    offered_on: date, **contact: Any,
) -> Meeting:  # fmt: skip
    """
    Record the offer of a meeting: its purpose, how and when.

    The offer is a contact (victims/actions/contacts.py). contact: its channel and outcome.
    """
    record = open_victim_action("offer_meeting", record, by=by, at=at, operation="collection")
    check_past_dates(offered_on, at=at)
    mine = Meeting.objects.unscoped("is one open already").filter(record=record, purpose=purpose)
    if purpose != MeetingPurpose.OTHER and mine.filter(status__in=OPEN_MEETING_STATUSES).exists():
        raise Refused(MEETING_ALREADY_OPEN, is_stage=True)
    meeting = Meeting(
        case_id=record.case_id, record=record, purpose=purpose, offered_how=offered_how,
        offered_on=offered_on, offered_by_id=by.actor.id,
    )  # fmt: skip
    with_history_facts(meeting, by=by, at=at, why="offer_meeting").save()
    create_contact(
        record, by=by, at=at, direction=ContactDirection.OUT, channel=WAY_BY_OFFER[offered_how],
        contacted_at=contact_moment_on_day(offered_on, at=at), conveyed=[(NewsTold.MEETING, [])],
        is_hour_known=False, **contact,
    )  # fmt: skip
    return meeting


@transaction.atomic
def record_meeting_response(
    *,
    meeting: Meeting,
    by: Scope,
    at: datetime,
    answer: str,
    answered_on: date,
    declined_because: str = "",
) -> Meeting:
    """Record the victim's answer: yes, no and why, or none so far."""
    meeting = open_victim_action("record_meeting_response", meeting, by=by, at=at)
    check_past_dates(answered_on, at=at, since=meeting.offered_on)
    meeting.status, meeting.answered_on = MeetingStatus(answer), answered_on
    _encrypt_meeting_words(meeting, declined_because=declined_because)
    return save_next_version(meeting, "record_meeting_response", by=by, at=at)


@transaction.atomic
def arrange_meeting(
    *, meeting: Meeting, by: Scope, at: datetime, version: int, changed_because: str = "",
    **arrangement: Any,
) -> Meeting:  # fmt: skip
    """
    Set or change when and where the meeting is, who attends, and what the victim needs.

    changed_because: why, of a meeting that was arranged (ADR 128); kept with its words.
    """
    if set(arrangement) != set(ARRANGEMENT_FIELDS):
        raise TypeError(f"Wanted: {', '.join(ARRANGEMENT_FIELDS)}")
    meeting = open_victim_action("arrange_meeting", meeting, by=by, at=at)
    _check_meeting_version(meeting, version, arrangement)
    if arrangement["meets_at"] <= at:
        raise Refused(MEETING_IN_PAST, is_stage=True)
    last = last_agreeable_date(at=at)
    if london_day(arrangement["meets_at"]) > last:
        raise Refused(DATE_TOO_FAR % {"last": format_day(last)}, is_stage=True)
    words = {name: arrangement[name] for name in ARRANGEMENT_FIELDS if name in MEETING_WORD_FIELDS}
    if _differing_facts(meeting, arrangement):
        words["changed_because"] = changed_because  # "" where none was asked, not the one before
    for name in set(arrangement) - set(words):
        setattr(meeting, name, arrangement[name])
    is_new = meeting.status != MeetingStatus.ARRANGED
    meeting.status = MeetingStatus.ARRANGED
    _encrypt_meeting_words(meeting, **words)
    save_next_version(meeting, "arrange_meeting", by=by, at=at)
    notify_services_of_meeting(
        meeting, notice="meeting_arranged" if is_new else "meeting_moved", at=at
    )
    return meeting


@transaction.atomic
def record_meeting(
    *, meeting: Meeting, by: Scope, at: datetime, lasted_minutes: int, came: Iterable[str],
    came_besides: str = "", actions: Iterable[tuple[str, User, date]] = (), agreed: str = "",
) -> Meeting:  # fmt: skip
    """
    Record that the meeting was held, how long, who came, and what was agreed.

    came: MeetingAttendee values, and came_besides in words. actions: each with its owner and due
    day. agreed: other agreements, in words. Raises Refused where a person may not be named, or a
    day is before the meeting or too far ahead.
    """
    meeting = open_victim_action("record_meeting", meeting, by=by, at=at)
    meeting.status, meeting.lasted_minutes = MeetingStatus.HELD, lasted_minutes
    meeting.came = list(came)
    _encrypt_meeting_words(meeting, agreed=agreed, came_besides=came_besides)
    save_next_version(meeting, "record_meeting", by=by, at=at)
    save_agreed_actions(meeting, actions, by=by, at=at)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, by: Scope, at: datetime, cancelled_because: str) -> Meeting:
    """Cancel the meeting, with the reason."""
    meeting = open_victim_action("cancel_meeting", meeting, by=by, at=at)
    was_arranged = meeting.status == MeetingStatus.ARRANGED
    meeting.status = MeetingStatus.CANCELLED
    _encrypt_meeting_words(meeting, cancelled_because=cancelled_because)
    save_next_version(meeting, "cancel_meeting", by=by, at=at)
    if was_arranged:
        notify_services_of_meeting(meeting, notice="meeting_cancelled", at=at)
    return meeting


def _encrypt_meeting_words(meeting: Meeting, **words: str) -> None:
    """Encrypt these words together with the meeting's others."""
    meeting.said = reencrypt_row_words(meeting, meeting.said, words)


def _check_meeting_version(meeting: Meeting, version: int, typed: Mapping[str, Any]) -> None:
    """Optimistic lock: raises Stale with the differing fields."""
    if version != meeting.version:
        raise Stale(_differing_facts(meeting, typed), version=meeting.version)


def _differing_facts(meeting: Meeting, typed: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """(field, theirs, yours) of the facts and words that would be another."""
    words = decrypt_row_words(meeting, meeting.said)
    pairs = [(name, words.get(name, getattr(meeting, name, "")), typed[name]) for name in typed]
    return [pair for pair in pairs if pair[1] != pair[2]]
