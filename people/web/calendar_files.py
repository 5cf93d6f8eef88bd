"""Calendar files (RFC 5545) that say when something is, and where in this service to look."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

from icalendar import Calendar, Event, Timezone


@dataclass(frozen=True)
class CalendarEntry:
    """
    An entry of a calendar. uid: the same for the same entry in a later file. title: without names,
    because calendars are seen on phones and in shared offices. starts: a day, or a moment. ends:
    None for a whole day, and for a moment at which something is due. address: of the page.
    version: a higher one replaces the entry; None where the whole calendar is read anew.
    """

    uid: str
    title: str
    starts: date
    address: str
    ends: datetime | None = None
    version: int | None = None


def calendar_file(
    product: str, entries: Iterable[CalendarEntry], *, at: datetime, name: str = ""
) -> bytes:
    """
    The bytes of a file with these entries. product: what made it. at: when, with a time zone.

    name: of a calendar that a program reads again and again (RFC 7986, 5.1; programs that do not
    know it read X-WR-CALNAME); "" for a single entry that is added once.
    """
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//rasso//{product}//EN")
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add_component(_utc())  # one component at least, also without entries (3.6)
    else:
        calendar.add("method", "PUBLISH")
    for entry in entries:
        calendar.add_component(_event(entry, at=at))
    content: bytes = calendar.to_ical()
    return content


@cache
def _utc() -> Timezone:
    """The time zone of the moments in a file. It never changes, and working it out takes long."""
    return Timezone.from_tzid("UTC")


def _event(entry: CalendarEntry, *, at: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    if entry.version is not None:
        event.add("sequence", entry.version)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", _in_utc(entry.starts))
    if entry.ends:
        event.add("dtend", _in_utc(entry.ends))
    else:
        event.add("transp", "TRANSPARENT")  # it takes no time of the day, so the day stays free
    event.add("summary", entry.title)
    event.add("class", "PRIVATE")
    event.add("url", entry.address)
    return event


def _in_utc(when: date) -> date:
    return when.astimezone(UTC) if isinstance(when, datetime) else when
