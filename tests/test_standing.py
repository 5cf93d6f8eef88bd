"""Fixtures shared by a module are the same for each test, whatever earlier tests did."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from people.models import Agency, Side
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def agency():
    return Agency.objects.create(name="As it began", side=Side.OVERSIGHT)


@pytest.mark.parametrize("time", ["once", "and again"])
def test_a_test_s_changes_to_the_fixture_are_undone(agency, time):
    assert agency.name == Agency.objects.get(pk=agency.pk).name == "As it began"
    agency.name = "Changed"
    agency.save()


def is_seen_by_other_connection(pk):
    try:
        return Agency.objects.filter(pk=pk).exists()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_has_rows_that_others_see(agency):
    with ThreadPoolExecutor(1) as another:
        assert another.submit(is_seen_by_other_connection, agency.pk).result()
