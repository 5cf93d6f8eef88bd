"""The cells of a year, from stage durations and measure events, weighted by the counting lot."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection

from pilots.disclosure_control.counting_weights import case_weight_sql
from pilots.measures.aggregates import ProportionCell, StageCell
from pilots.models import StageOutcome


def _days_array_sql(outcome: str, days: str) -> str:
    found = f"array_agg({days}) FILTER (WHERE outcome = '{outcome}')"
    return f"coalesce({found}, ARRAY[]::integer[])"


OUTCOME_COUNTS_SQL = ", ".join(
    f"count(*) FILTER (WHERE outcome = '{outcome}')" for outcome in StageOutcome.values
)
STAGE_CELLS_SQL = f"""
    SELECT month, stretch.police_unit_id, stretch.cps_unit_id, stretch.urgency,
        {OUTCOME_COUNTS_SQL},
        {_days_array_sql("ENDED", "until_on - began_on")},
        {_days_array_sql("ENDED", "police_days")},
        {_days_array_sql("ENDED", "cps_days")}, {_days_array_sql("ENDED", "other_days")},
        {_days_array_sql("STOPPED", "until_on - began_on")},
        {_days_array_sql("OPEN", "began_on - '0001-01-01' + 1")}
    FROM pilots_stretch stretch JOIN cases_suspect suspect ON suspect.id = stretch.suspect_id
    CROSS JOIN LATERAL generate_series(1, {{times}}) AS time
    WHERE measure = %(measure)s AND month BETWEEN %(first)s AND %(last)s
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"""  # noqa: S608 - words of our own
PROPORTION_CELLS_SQL = """
    SELECT month, police_unit_id, cps_unit_id, urgency, answers, sum({times})
    FROM pilots_occasion
    WHERE measure = %(measure)s AND month BETWEEN %(first)s AND %(last)s
    GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5"""


def stage_cells_of_year(measure: str, year: int, secret: bytes) -> Iterator[StageCell]:
    """The cells of a year of a stage. One query."""
    sql = STAGE_CELLS_SQL.format(times=case_weight_sql("suspect.case_id"))
    for month, police, cps, urgency, *rest in _cell_rows(sql, measure, year, secret):
        people = dict(zip(StageOutcome.values, rest[:4], strict=True))
        yield StageCell(month, police, cps, urgency, people, *rest[4:])


def proportion_cells_of_year(subject: str, year: int, secret: bytes) -> Iterator[ProportionCell]:
    """The cells of a year of a kind of event. One query."""
    for row in _cell_rows(
        PROPORTION_CELLS_SQL.format(times=case_weight_sql("case_id")), subject, year, secret
    ):
        yield ProportionCell(*row)


def _cell_rows(sql: str, measure: str, year: int, secret: bytes) -> Iterator[tuple[Any, ...]]:
    asked: dict[str, str | bytes | date] = {
        "measure": measure,
        "first": date(year, 1, 1),
        "last": date(year, 12, 31),
        "secret": secret,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        yield from cursor.fetchall()
