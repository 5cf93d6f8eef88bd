"""Proposals and requests for counselling records from before they were counted are counted too."""

from importlib import import_module

import pytest
from django.db import connection

from devtools.case_builder import CaseBuilder, cast
from pilots.actions import measure_refresh
from pilots.models import Occasion
from tests.support.cases import intrusive_actions as r

pytestmark = pytest.mark.django_db
COUNT_THEM = import_module("pilots.migrations.0007_counselling_requests").COUNT_THEM
KINDS = {"counselling-proposals", "counselling-requests"}


def counted(builder):
    """The kinds that are counted of the case, once what is queued was counted."""
    measure_refresh.refresh_measures(at=builder.at)
    rows = Occasion.objects.filter(case=builder.case, measure__in=KINDS)
    return set(rows.values_list("measure", flat=True))


def test_the_migration_counts_those_of_an_older_release():
    builder = CaseBuilder(cast()).allocate().review()
    r.set_proposed_request(builder, r.judge_request(builder, r.propose_request(builder)))
    assert counted(builder) == KINDS
    Occasion.objects.filter(measure__in=KINDS).delete()
    assert counted(builder) == set()  # nothing is queued
    with connection.cursor() as cursor:
        cursor.execute(COUNT_THEM)
    assert counted(builder) == KINDS
