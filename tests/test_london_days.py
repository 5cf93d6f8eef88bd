"""
Days are London days: the day of a moment is taken in the calendar's way only.

From midnight to one in summer, UTC still has the previous day. `.date()` of a moment, a cast to
date in SQL or a lookup by day use that one, unless told otherwise.
"""

import ast
import re

import pytest

from rasso.settings.environment import ROOT
from tests.support.code_scanner import APPS, is_method_call, is_name_of, nodes_where

CAST = re.compile(r"(?:::\s*date\b|\bcast\s*\([^()]*\bas\s+date\s*\))(?!\[)", re.IGNORECASE)
CAST_OF_A_DATE = (  # date_trunc of a date, cast back to a date, and a cast of NULL
    "date_trunc('month', began_on)::date", "date_trunc('month', counted_on)::date",
    "length, first::date", "NULL::date",
)  # fmt: skip
TRUNCATES = (
    "Trunc", "TruncDate", "TruncDay", "TruncMonth", "TruncQuarter", "TruncYear", "TruncWeek",
    "ExtractDay", "ExtractMonth", "ExtractHour", "ExtractWeekDay",
)  # fmt: skip


def test_no_moment_is_cut_down_to_its_day_but_by_the_calendar():
    assert nodes_where(
        lambda node: is_method_call(node, "date") and not node.args and not node.keywords,
        outside=("timeliness/calendar.py", "rasso/demo/"),
    ) == []  # fmt: skip
    assert (
        nodes_where(lambda node: is_method_call(node, "today", "utcnow", "utcfromtimestamp")) == []
    )


def test_no_part_of_a_moment_is_read_off_its_utc_face():
    def is_part_of_moment(node):
        return (
            isinstance(node, ast.Attribute)
            and node.attr in {"year", "month", "day", "hour", "weekday"}
            and isinstance(node.value, ast.Attribute | ast.Name)
            and re.search(r"(?:^|_)at$", getattr(node.value, "attr", getattr(node.value, "id", "")))
        )

    assert nodes_where(is_part_of_moment, outside=("rasso/demo/",)) == []


def test_a_moment_is_truncated_in_london():
    def is_bare(node):
        return (
            isinstance(node, ast.Call)
            and is_name_of(node.func, *TRUNCATES)
            and "tzinfo" not in {keyword.arg for keyword in node.keywords}
        )

    assert nodes_where(is_bare) == []


def test_a_lookup_by_day_is_asked_under_the_zone_of_london(settings):
    """Django uses the settings' time zone for lookups by day, and nothing changes it."""
    assert settings.USE_TZ and settings.TIME_ZONE == "Europe/London"

    def changes_the_zone(node):
        return is_method_call(node, "activate", "override") and getattr(
            node.func.value, "id", ""
        ) == ("timezone")

    assert nodes_where(changes_the_zone) == []


def statements():
    """(path, text) of every SQL file and of every string in our code."""
    for app in APPS:
        for path in sorted((ROOT / app / "sql").glob("*.sql")):
            yield str(path.relative_to(ROOT)), path.read_text()
        for path in sorted((ROOT / app).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield str(path.relative_to(ROOT)), node.value


def casts_without_zone(text):
    """The casts to date in a statement that do not name a time zone."""
    left = text
    for allowed in CAST_OF_A_DATE:
        left = left.replace(allowed, "")
    return [
        match[0]
        for match in CAST.finditer(left)
        if not re.search(r"AT TIME ZONE\s+\S+\)?\s*$", left[: match.start()], re.IGNORECASE)
    ]


def test_no_statement_casts_a_moment_to_a_day_of_another_zone():
    assert {path: casts for path, text in statements() if (casts := casts_without_zone(text))} == {}


@pytest.mark.parametrize(
    "text",
    [
        "SELECT at::date FROM x",
        "SELECT CAST(at AS date)",
        "SELECT (at AT TIME ZONE 'UTC'), b::date",
    ],
)
def test_sql_that_takes_days_in_utc_is_found(text):
    assert casts_without_zone(text)
    assert not casts_without_zone("SELECT (at AT TIME ZONE 'Europe/London')::date")
