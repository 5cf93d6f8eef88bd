"""
A meeting as a file for somebody's calendar (RFC 5545). It says that there is one, and when.

A calendar lies open on phones and in shared offices: no name, no URN, no place and no word of what
it is about goes into it. The reference is found again by whoever may open the meeting's page.
"""

from datetime import UTC, datetime, timedelta

from victims.models import Meeting

MAX_LINE_OCTETS = 75  # octets of a line; what is longer goes on after a space (RFC 5545, 3.1)


def meeting_calendar_file(meeting: Meeting, *, address: str, at: datetime) -> bytes:
    """The file's bytes. address: of the meeting's page; at: when the file is made, a UTC moment."""
    assert meeting.meets_at is not None and meeting.planned_minutes is not None
    ends_at = meeting.meets_at + timedelta(minutes=meeting.planned_minutes)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//rasso//meeting//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{meeting.pk}",
        f"SEQUENCE:{meeting.version}",  # a later file replaces an earlier one
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
    """ASCII throughout, so that an octet is a character."""
    rest, folded = line[MAX_LINE_OCTETS:], [line[:MAX_LINE_OCTETS]]
    while rest:
        folded.append(" " + rest[: MAX_LINE_OCTETS - 1])
        rest = rest[MAX_LINE_OCTETS - 1 :]
    return "\r\n".join(folded) + "\r\n"
