"""
A meeting as a calendar file, with its time and nothing else.

Calendars are visible on phones and in shared offices: no name, URN, place or subject is in it. A
person who may open the meeting's page finds it by the reference.
"""

from datetime import datetime, timedelta

from people.web.calendar_files import CalendarEntry, calendar_file
from victims.models import Meeting


def meeting_calendar_file(meeting: Meeting, *, address: str, at: datetime) -> bytes:
    """The file's bytes. address: of the meeting's page. at: when the file is made, UTC."""
    assert meeting.meets_at is not None and meeting.planned_minutes is not None
    entry = CalendarEntry(
        uid=str(meeting.pk),
        title=meeting.reference,
        starts=meeting.meets_at,
        ends=meeting.meets_at + timedelta(minutes=meeting.planned_minutes),
        address=address,
        version=meeting.version,
    )
    return calendar_file("meeting", [entry], at=at)
