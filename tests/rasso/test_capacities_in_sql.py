"""Capacities named in SQL functions exist in Python."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection

from cases.deadlines import THRESHOLD_REVIEW
from cases.states import State
from people.identity import capacities
from rasso.database.files import sql_files
from timeliness import periods, reminder_times

NOTICED = capacities.SYSTEM_CAPACITIES.keys()  # systems get no notices
SETS = {
    "READING": capacities.READING - NOTICED,
    "READING_OF_VICTIMS": capacities.READING_OF_VICTIMS,
    "LEADING": capacities.LEADING,
    "HEARING_OF_ACCESS": capacities.HEARING_OF_ACCESS,
    "AGENCY_CAPACITIES": capacities.AGENCY_CAPACITIES.keys(),
}
OF_NO_GRANT = {"adviser"}  # a capacity by an early advice request
OF_NO_PERIOD = {"case", "question", "custody limit", THRESHOLD_REVIEW}
ENDS = {
    reminder_times.BAIL_ENDS, reminder_times.DETENTION_ENDS, reminder_times.CUSTODY_LIMIT_ENDS,
    reminder_times.TIME_LIMIT_ENDS,
}  # fmt: skip


def query_rows(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


@pytest.fixture
def permission_codes(db):
    return set(Permission.objects.values_list("codename", flat=True))


def test_a_set_of_capacities_is_the_same_in_sql_and_in_python(db):
    found = query_rows("SELECT name, capacity FROM people_capacity_set")
    assert len(found) == len(set(found))
    assert {name: {one for set_, one in found if set_ == name} for name in SETS} == SETS
    assert {name for name, _capacity in found} == SETS.keys()


def test_each_listener_holds_a_capacity_that_can_be_granted(permission_codes):
    told = query_rows(
        "SELECT capacity FROM cases_listener UNION SELECT unnest(unless) FROM cases_listener"
    )
    assert {capacity for (capacity,) in told} <= permission_codes | OF_NO_GRANT


def test_each_listener_listens_to_a_state_or_a_period(db):
    known = {*State, *(period.key for period in periods.PERIODS_BY_VERSION.values())}
    heard = {what for (what,) in query_rows("SELECT what FROM cases_listener")}
    assert heard <= known | OF_NO_PERIOD | ENDS
    assert {side for (side,) in query_rows("SELECT side FROM cases_listener")} == {
        "",
        "POLICE",
        "CPS",
    }


def test_every_capacity_that_a_function_compares_with_can_be_granted(permission_codes):
    compared = re.compile(r"(?:capacity|codename) (?:=|IN) \(?\s*((?:'\w+'(?:,\s*)?)+)")
    named = {
        name
        for path in sql_files()
        for match in compared.finditer(path.read_text())
        for name in re.findall(r"'(\w+)'", match[1])
    }
    assert len(named) > 5 and named <= permission_codes
