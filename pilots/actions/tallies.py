"""The cells of a year, counted from stages and occasions, each case as often as the lot has it."""

from collections.abc import Iterator
from datetime import date

from django.db import connection

from pilots.lots import times
from pilots.models import Outcome
from pilots.tallies import Answered, Cell


def _of(outcome: str, days: str) -> str:
    found = f"array_agg({days}) FILTER (WHERE outcome = '{outcome}')"
    return f"coalesce({found}, ARRAY[]::integer[])"


CELLS = f"""
    SELECT month, stretch.police_unit_id, stretch.cps_unit_id, stretch.urgency,
        {", ".join(f"count(*) FILTER (WHERE outcome = '{each}')" for each in Outcome.values)},
        {_of("ENDED", "until_on - began_on")}, {_of("ENDED", "police_days")},
        {_of("ENDED", "cps_days")}, {_of("ENDED", "other_days")},
        {_of("STOPPED", "until_on - began_on")}, {_of("OPEN", "began_on - '0001-01-01' + 1")}
    FROM pilots_stretch stretch JOIN cases_suspect suspect ON suspect.id = stretch.suspect_id
    CROSS JOIN LATERAL generate_series(1, {{times}}) AS time
    WHERE measure = %(measure)s AND month BETWEEN %(first)s AND %(last)s
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"""  # noqa: S608 - words of our own
PARTS = """
    SELECT month, police_unit_id, cps_unit_id, urgency, answers, sum({times})
    FROM pilots_occasion
    WHERE measure = %(measure)s AND month BETWEEN %(first)s AND %(last)s
    GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5"""


def cells_of(measure: str, year: int, secret: bytes) -> Iterator[Cell]:
    """The cells of a year of a stage. One query."""
    sql = CELLS.format(times=times("suspect.case_id"))
    for month, police, cps, urgency, *rest in _rows(sql, measure, year, secret):
        people = dict(zip(Outcome.values, rest[:4], strict=True))
        yield Cell(month, police, cps, urgency, people, *rest[4:])


def parts_of(subject: str, year: int, secret: bytes) -> Iterator[Answered]:
    """The least parts of a year of a subject of shares. One query."""
    for row in _rows(PARTS.format(times=times("case_id")), subject, year, secret):
        yield Answered(*row)


def _rows(sql: str, measure: str, year: int, secret: bytes) -> Iterator[tuple]:
    asked: dict[str, str | bytes | date] = {
        "measure": measure, "first": date(year, 1, 1), "last": date(year, 12, 31), "secret": secret,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        yield from cursor.fetchall()
