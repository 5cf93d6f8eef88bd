"""Closings by outcome: those that still stand, also where they were counted by an older release."""

from importlib import import_module

import pytest
from django.db import connection

from devtools.case_builder import CaseBuilder, cast
from pilots.actions import measure_refresh
from pilots.models import Occasion
from tests.support.cases.closing import close_investigation, reopen_closed

pytestmark = pytest.mark.django_db
COUNT_AGAIN = import_module("pilots.migrations.0006_closings_by_outcome").COUNT_AGAIN


@pytest.fixture
def builder():
    builder = CaseBuilder(cast())
    close_investigation(builder)
    return builder


def counted(builder):
    """The answers of the case's closing, once what is queued was counted."""
    measure_refresh.refresh_measures(at=builder.at)
    return Occasion.objects.get(measure="closings", case=builder.case).answers.split()


def test_a_closing_has_its_outcome_until_it_is_reopened(builder):
    assert {"closed-unsupported:YES", "closed-unsupported-16:YES"} < set(counted(builder))
    reopen_closed(builder)
    now = counted(builder)
    assert "closed-unsupported:YES" in now and "closed-reopened:YES" in now
    assert "closed-unsupported-16:YES" not in now


def test_the_migration_counts_those_again_that_an_older_release_had_counted(builder):
    new = counted(builder)
    old = [each for each in new if each != "closed-unsupported-16:YES"]
    Occasion.objects.filter(measure="closings").update(answers=" ".join(old))
    assert counted(builder) == old  # nothing is queued
    with connection.cursor() as cursor:
        cursor.execute(COUNT_AGAIN)
    assert counted(builder) == new
