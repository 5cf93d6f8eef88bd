"""When the next contact with a victim is due. No source sets a period: dates are agreed."""

from datetime import date, datetime, time, timedelta

from cases.models.suspect import UNDATED
from timeliness.calendar import london_day, london_moment
from victims.models import VictimRecord, YesNoNotAsked

MIDNIGHT, NOON = time.min, time(12)


def next_contact_at(record: VictimRecord, *, at: datetime) -> datetime:
    """
    The start of the London day of the next contact; UNDATED where nothing is agreed.

    The agreed day comes first; else the agreed interval, from the last contact that got through, or
    from `at` where none has. A victim who opted out or withdrew has no interval.
    """
    if record.next_contact_on:
        return london_moment(record.next_contact_on, MIDNIGHT)
    is_left_be = record.is_withdrawn or record.wants_contact == YesNoNotAsked.NO
    if record.update_every_days is None or is_left_be:
        return UNDATED
    since = london_day(record.last_reached_at or at)
    return london_moment(since + timedelta(days=record.update_every_days), MIDNIGHT)


def contact_moment_on_day(day: date, *, at: datetime) -> datetime:
    """The moment for a contact known by its day only: now, or noon in London."""
    return at if day == london_day(at) else london_moment(day, NOON)


def days_since_reached(record: VictimRecord, *, at: datetime) -> int | None:
    """London days since a contact last got through; None where none has."""
    if record.last_reached_at is None:
        return None
    return (london_day(at) - london_day(record.last_reached_at)).days
