"""
Times within which a prosecution must begin, and consents that it needs.

The rows are in cases/data/prosecution_conditions.toml, the lengths in timeliness/periods.toml.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cases.offences.alleged_days import ActDays, DatedOffence
from timeliness import calendar, periods
from timeliness.periods import NoPeriod, Period

ROWS = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "prosecution_conditions.toml").read_text()
)

SUMMARY_ONLY = "CS"  # as the national list has it


@dataclass(frozen=True)
class TimeLimit:
    """
    The time within which a prosecution must begin.

    first_ends_on, last_ends_on: the last day to begin for the first and the last day of the act;
    None if no source settled the length.
    """

    period: Period | None
    authority: str
    is_confirmed: bool
    first_ends_on: date | None
    last_ends_on: date | None

    def is_over(self, today: date) -> bool:
        """Whether it has ended for every day of the act."""
        return self.last_ends_on is not None and self.last_ends_on < today


@dataclass(frozen=True)
class Consent:
    """A consent without which there is no prosecution. only_where: empty if always needed."""

    of: str
    only_where: str
    authority: str
    is_confirmed: bool


def may_have_time_limit(offence: DatedOffence, mode_of_trial: str) -> bool:
    """Whether there is a time limit for an act of some days."""
    return any(
        row.get("mode", "-") == mode_of_trial or _is_about(row, offence)
        for row in ROWS["time_limit"]
    )


def time_limit_of(offence: DatedOffence, mode_of_trial: str, days: ActDays) -> TimeLimit | None:
    """The time limit for an act of these days; None if there is none. Most offences have none."""
    rows = list(_rows_about("time_limit", offence, days))
    rows += [row for row in ROWS["time_limit"] if row.get("mode", "-") == mode_of_trial]
    for row in rows:
        period = _period(row["period"], days.first)
        return TimeLimit(
            period=period,
            authority=row["authority"],
            is_confirmed=row["confidence"] == "read",
            first_ends_on=_last_day(period, days.first),
            last_ends_on=_last_day(period, days.last),
        )
    return None


def is_mode_unknown(offence: DatedOffence, mode_of_trial: str, days: ActDays) -> bool:
    """
    Whether nothing says how an offence is tried, for any of these days.

    If it is tried only summarily, the limit of Magistrates' Courts Act 1980 s.127 is its own.
    """
    if mode_of_trial:
        return False
    rows = [row for row in ROWS["known_mode"] if _is_about(row, offence)]
    return not any(_applies_throughout(row, days) for row in rows)


def summary_limit_authority() -> str:
    """The law by which the prosecution of an offence that is tried only summarily is limited."""
    found = (row["authority"] for row in ROWS["time_limit"] if row.get("mode") == SUMMARY_ONLY)
    return str(next(found))


def consents_for(offence: DatedOffence, days: ActDays) -> list[Consent]:
    """The consents that a prosecution of an act of these days needs."""
    return [
        Consent(row["of"], row.get("only_where", ""), row["authority"], row["confidence"] == "read")
        for row in _rows_about("consent", offence, days)
    ]


def limit_not_to_avoid(offence: DatedOffence, days: ActDays) -> tuple[str, str] | None:
    """(section whose limit this offence may not be used to avoid, authority), or None."""
    for row in _rows_about("no_way_round", offence, days):
        return row["limited"], row["authority"]
    return None


def is_limited_by(offence: DatedOffence, statute: str, section: str) -> bool:
    """Whether the limit of a section is that of an offence."""
    return offence.statute == statute and _is_section(section, offence.main_section)


def _rows_about(kind: str, offence: DatedOffence, days: ActDays) -> Iterator[dict[str, str]]:
    for row in ROWS[kind]:
        first, last = _days_of_acts(row)
        if _is_about(row, offence) and first <= days.last and days.first <= last:
            yield row


def _days_of_acts(row: dict[str, Any]) -> tuple[date, date]:
    return row.get("acts_from", date.min), row.get("acts_until", date.max)


def _applies_throughout(row: dict[str, Any], days: ActDays) -> bool:
    first, last = _days_of_acts(row)
    return first <= days.first and days.last <= last


def _is_about(row: dict[str, str], offence: DatedOffence) -> bool:
    return "section" in row and is_limited_by(offence, row["statute"], row["section"])


def _is_section(section: str, found: str) -> bool:
    """Whether a section is this one or a part of it: 1(1)(a) is a part of 1."""
    return found == section or found.startswith(f"{section}(")


def _period(key: str, day: date) -> Period | None:
    try:
        return periods.period_in_force(key, on=day)
    except NoPeriod:
        return None


def _last_day(period: Period | None, day: date) -> date | None:
    return calendar.add_months(day, period.number) if period else None
