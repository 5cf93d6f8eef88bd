"""
When figures are published, and until when they count.

They are published once a month from the facts at that time, and do not change until the next time.
A unit and a force are counted until the end of the previous month; an Area, and England and Wales,
only in quarters closed for a month (docs/decisions/0044). Pure functions.
"""

from datetime import date

from timeliness.calendar import add_months


def is_publication_due(published_on: date | None, today: date) -> bool:
    """Whether figures are due: never published, or last in a month before this one."""
    return published_on is None or published_on.replace(day=1) < today.replace(day=1)


def counted_until_by_level(published_on: date) -> dict[str, date]:
    """{level of a place (pilots.disclosure_control.dimensions): first day that is not counted}."""
    month = published_on.replace(day=1)
    quarter = quarters_closed_until(published_on)
    own = dict.fromkeys(("police", "cps", "force"), month)
    return own | dict.fromkeys(("area", "everywhere"), quarter)


def quarters_closed_until(published_on: date) -> date:
    """The first day after the quarters that have been closed for a month."""
    month = add_months(published_on.replace(day=1), -1)
    return month.replace(month=(month.month - 1) // 3 * 3 + 1)
