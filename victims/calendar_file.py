"""
A meeting as a calendar file (RFC 5545), with its time and nothing else.

Calendars are visible on phones and in shared offices: no name, URN, place or subject is in it. A
person who may open the meeting's page finds it by the reference.
"""

from datetime import UTC, datetime, timedelta

from victims.models import Meeting

MAX_LINE_OCTETS = 75  # a longer line is folded (RFC 5545, 3.1)


def meeting_calendar_file(meeting: Meeting, *, address: str, at: datetime) -> bytes:
    """The file's bytes. address: of the meeting's page. at: when the file is made, UTC."""
    assert meeting.meets_at is not None and meeting.planned_minutes is not None
    ends_at = meeting.meets_at + timedelta(minutes=meeting.planned_minutes)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//rasso//meeting//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{meeting.pk}",
        f"SEQUENCE:{meeting.version}",  # a later version replaces an earlier one
        f"DTSTAMP:{_calendar_time(at)}",
        f"DTSTART:{_calendar_time(meeting.meets_at)}",
        f"DTEND:{_calendar_time(ends_at)}",
        f"SUMMARY:{meeting.reference}",
        "CLASS:PRIVATE",
        f"URL:{address}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(_folded_line(line) for line in lines).encode()


def _calendar_time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _folded_line(line: str) -> str:
    """A line folded after 75 characters; it is ASCII, so that a character is an octet."""
    rest, folded = line[MAX_LINE_OCTETS:], [line[:MAX_LINE_OCTETS]]
    while rest:
        folded.append(" " + rest[: MAX_LINE_OCTETS - 1])
        rest = rest[MAX_LINE_OCTETS - 1 :]
    return "\r\n".join(folded) + "\r\n"
