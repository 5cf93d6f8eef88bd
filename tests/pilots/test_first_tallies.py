"""A database that had cells says of each figure that it is not shown, until its year is weighed."""

from importlib import import_module
from itertools import product
from unittest import mock

import pytest
from django.db import connection
from django.utils import timezone

from pilots.actions import figures
from pilots.lattice import ALL
from pilots.models import Shown, Tally, Unweighed
from pilots.queries.figures import Asked
from pilots.queries.figures import figures as read
from tests.pilots.by_pandas import rows_of, stretches
from tests.pilots.histories import Histories, places
from tests.pilots.tallied import tallies
from tests.standing import standing

pytestmark = pytest.mark.django_db
NOW = timezone.now()
CELLS = """
    CREATE TEMP TABLE pilots_cell ON COMMIT DROP AS
    SELECT DISTINCT measure, month, police_unit_id, cps_unit_id, urgency FROM pilots_stretch"""


@standing
def year():
    """A year of cases, counted, and the tables as the release found them that brought tallies."""
    where = places()
    Histories(where, seed=5).add(150)
    with mock.patch("pilots.actions.figures.show"):
        figures.refresh(at=NOW)
    Shown.objects.bulk_create(
        Shown(measure=each, year=NOW.year, place=ALL, figures=["x"])
        for each in ("referral-to-decision", "triage")
    )
    with connection.cursor() as cursor:
        cursor.execute(CELLS)
        cursor.execute(import_module("pilots.migrations.0022_tallies").FORWARDS)
    return where


def keys():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, agency_id FROM people_unit")
        frame = stretches(rows_of(connection)).astype(object)
        return set(tallies(frame.where(frame.notna(), None), dict(cursor.fetchall())))


def test_nobody_reads_that_none_began_where_some_did(year):
    fields = ("measure", "place", "urgency", "length", "first")
    there = keys()
    assert set(Tally.objects.values_list(*fields)) == there
    for by in ("month", "quarter", "year"):
        for figure in read("referral-to-decision", Asked(ALL, by=by), at=NOW):
            began = ("referral-to-decision", ALL, ALL, by, figure.first) in there
            assert (figure.is_empty, figure.is_shown) == (not began, not began)
            assert {figure.people, figure.ended, figure.going, figure.stopped} == {0}
            assert {figure.half, figure.nine_in_ten, figure.median} == {None}
    assert set(Shown.objects.values_list("measure", flat=True)) == {"triage"}


def test_the_worker_weighs_every_year_of_itself(year):
    everything = "pilots.actions.showing.may_show"
    with mock.patch(everything, lambda parts: {
        each for part in parts for each in product(*(names.values() for names in part[1]))
    }):  # fmt: skip
        figures.refresh(at=NOW)
    assert not Unweighed.objects.exists()
    assert not Tally.objects.exclude(hidden=[]).exists()
    [figure] = [each for each in read("referral-to-decision", Asked(ALL, by="year"), at=NOW)
                if each.first.year == NOW.year - 1]  # fmt: skip
    assert figure.people > 50
