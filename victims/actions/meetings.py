"""A meeting with a victim: offered, answered, arranged, held or cancelled."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.base import bump, must_have_happened
from cases.deadlines import DATE_TOO_FAR, in_words, last_to_agree_on
from people.access import Refused, Scope, Stale
from people.histories import signed
from people.models import User
from timeliness.calendar import london_day
from victims.actions.base import begin
from victims.actions.contacts import made
from victims.actions.meetings_agreed import keep_agreed
from victims.actions.meetings_told import tell_services
from victims.actions.sealed import opened, sealed_again
from victims.contact_dates import moment_on
from victims.models import (
    OPEN_MEETING,
    SAID,
    Direction,
    Meeting,
    MeetingPurpose,
    MeetingStatus,
    OfferedBy,
    VictimRecord,
    Way,
    What,
)

OPEN_ALREADY = _("A meeting for this purpose is already open. Continue with that one.")
IN_THE_PAST = _("Enter a time in the future. Record a meeting that was held as held.")
WAYS: dict[str, Way] = {
    OfferedBy.POST: Way.LETTER,
    OfferedBy.POLICE: Way.THROUGH_POLICE,
    OfferedBy.ISVA: Way.THROUGH_ISVA,
    OfferedBy.EMAIL: Way.EMAIL,
    OfferedBy.PHONE: Way.PHONE,
}
ARRANGEMENT = (
    "mode", "meets_at", "planned_minutes", "place", "chair", "invitees", "supporters", "needs",
)  # fmt: skip


@transaction.atomic
def offer_meeting(
    *,
    record: VictimRecord,
    by: Scope,
    at: datetime,
    purpose: str,
    offered_how: str,
    offered_on: date,
    **contact: Any,
) -> Meeting:
    """
    Write down that she was offered a meeting: what for, how and when.

    It is a contact with her as any other (victims/actions/contacts.py). contact: what came of it.
    """
    record = begin("offer_meeting", record, by=by, at=at, operation="collection")
    must_have_happened(offered_on, at=at)
    mine = Meeting.objects.system("is one open already").filter(record=record, purpose=purpose)
    if purpose != MeetingPurpose.OTHER and mine.filter(status__in=OPEN_MEETING).exists():
        raise Refused(OPEN_ALREADY, is_stage=True)
    meeting = Meeting(
        case_id=record.case_id, record=record, purpose=purpose, offered_how=offered_how,
        offered_on=offered_on, offered_by_id=by.user_id,
    )  # fmt: skip
    signed(meeting, by=by, at=at, why="offer_meeting").save()
    made(
        record, by=by, at=at, direction=Direction.OUT, channel=WAYS[offered_how],
        contacted_at=moment_on(offered_on, at=at), conveyed=[(What.MEETING, [])],
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
    """Write down what she said: yes, no and why, or nothing so far."""
    meeting = begin("record_meeting_response", meeting, by=by, at=at)
    must_have_happened(answered_on, at=at, since=meeting.offered_on)
    meeting.status, meeting.answered_on = MeetingStatus(answer), answered_on
    _say(meeting, declined_because=declined_because)
    return bump(meeting, "record_meeting_response", by=by, at=at)


@transaction.atomic
def arrange_meeting(
    *, meeting: Meeting, by: Scope, at: datetime, version: int, **arrangement: Any
) -> Meeting:
    """Say when and where it is, who is there and what she needs; or say it anew."""
    if set(arrangement) != set(ARRANGEMENT):
        raise TypeError(f"Wanted: {', '.join(ARRANGEMENT)}")
    meeting = begin("arrange_meeting", meeting, by=by, at=at)
    _refuse_stale(meeting, version, arrangement)
    if arrangement["meets_at"] <= at:
        raise Refused(IN_THE_PAST, is_stage=True)
    last = last_to_agree_on(at=at)
    if london_day(arrangement["meets_at"]) > last:
        raise Refused(DATE_TOO_FAR % {"last": in_words(last)}, is_stage=True)
    words = {name: arrangement[name] for name in ARRANGEMENT if name in SAID}
    for name in set(arrangement) - set(words):
        setattr(meeting, name, arrangement[name])
    is_new = meeting.status != MeetingStatus.ARRANGED
    meeting.status = MeetingStatus.ARRANGED
    _say(meeting, **words)
    bump(meeting, "arrange_meeting", by=by, at=at)
    tell_services(meeting, notice="meeting_arranged" if is_new else "meeting_moved", at=at)
    return meeting


@transaction.atomic
def record_meeting(
    *, meeting: Meeting, by: Scope, at: datetime, lasted_minutes: int, came: Iterable[str],
    came_besides: str = "", actions: Iterable[tuple[str, User, date]] = (), agreed: str = "",
) -> Meeting:  # fmt: skip
    """
    Write down that it was held, for how long, who came, and what was agreed.

    came: who, of Came, and came_besides in words. actions: what is to be done, the person who sees
    to it, and by which day. agreed: what else, in words. Raises Refused where somebody may not be
    named, or a day lies before the meeting, or absurdly far ahead.
    """
    meeting = begin("record_meeting", meeting, by=by, at=at)
    meeting.status, meeting.lasted_minutes = MeetingStatus.HELD, lasted_minutes
    meeting.came = list(came)
    _say(meeting, agreed=agreed, came_besides=came_besides)
    bump(meeting, "record_meeting", by=by, at=at)
    keep_agreed(meeting, actions, by=by, at=at)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, by: Scope, at: datetime, cancelled_because: str) -> Meeting:
    """It does not take place, and why."""
    meeting = begin("cancel_meeting", meeting, by=by, at=at)
    was_arranged = meeting.status == MeetingStatus.ARRANGED
    meeting.status = MeetingStatus.CANCELLED
    _say(meeting, cancelled_because=cancelled_because)
    bump(meeting, "cancel_meeting", by=by, at=at)
    if was_arranged:
        tell_services(meeting, notice="meeting_cancelled", at=at)
    return meeting


def _say(meeting: Meeting, **words: str) -> None:
    """Seal these of its words with the others that it has."""
    meeting.said = sealed_again(meeting, meeting.said, words)


def _refuse_stale(meeting: Meeting, version: int, typed: Mapping[str, Any]) -> None:
    """Nobody writes over what somebody else has arranged meanwhile: both are shown."""
    if version == meeting.version:
        return
    words = opened(meeting, meeting.said)
    pairs = [(name, words.get(name, getattr(meeting, name, "")), typed[name]) for name in typed]
    raise Stale([pair for pair in pairs if pair[1] != pair[2]], version=meeting.version)
