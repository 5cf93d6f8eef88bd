"""
Letters from before it was written down whether they arrived (victims/migrations/0012).

The migration's statement runs on copies of the tables that it changes, emptied of what it fills in.
"""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from tests.cases.deciding import no_further_action
from tests.victims.reviewing import asked, named
from tests.victims.reviewing import decide as decide_review
from tests.victims.writing import road_before_charge, sent, wish
from victims.actions import letter_post, sendings
from victims.models import Sending

pytestmark = pytest.mark.django_db
KNOWN = import_module("victims.migrations.0012_known_to_have_been_told").KNOWN
CHANGED = ("victims_told", "victims_righttoreview", "victims_reviewstep", "timeliness_clock")


@pytest.fixture
def road():
    road = road_before_charge()
    no_further_action(road, road.suspects[0])
    return road


def went(road, letter, *results):
    """Out, and an hour later each of what came of it."""
    for each in results:
        road.at += timedelta(hours=1)
        road.do(sendings.record_letter_result, "liaison", letter=letter, result=each)


def by_email(road, letter, *results):
    [sending] = Sending.objects.system("test").filter(letter=letter)
    road.at += timedelta(hours=1)
    letter_post.accepted(sending, at=road.at)
    for each in results:
        road.at += timedelta(hours=1)
        letter_post.settle(sending, each, at=road.at)


def migrated(*, before=""):
    """{what: (has its sending, arrived, is taken back)} once the statement has run."""
    with connection.cursor() as cursor:
        for table in CHANGED:
            cursor.execute(
                f"CREATE TEMP TABLE {table} ON COMMIT DROP AS SELECT * FROM public.{table}"
            )
        cursor.execute(
            "UPDATE victims_told SET sending_id = NULL, reached_at = NULL, taken_back_at = NULL"
        )
        cursor.execute(before + KNOWN)
        cursor.execute(
            "SELECT what, sending_id IS NOT NULL, reached_at IS NOT NULL, taken_back_at IS NOT NULL"
            " FROM victims_told"
        )
        return {what: tuple(rest) for what, *rest in cursor.fetchall()}


@pytest.mark.parametrize(
    ("results", "found"),
    [
        (["POSTED"], (True, False, False)),
        (["POSTED", "DELIVERED"], (True, True, False)),
        (["POSTED", "CAME_BACK"], (True, False, True)),
        (["POSTED", "NOT_SENT"], (True, False, True)),
    ],
)
def test_a_letter_posted_before_has_its_sending_and_what_came_of_it(road, results, found):
    went(road, sent(road, kind="NFA"), *results)
    assert migrated() == {"NFA": found, "REVIEW_RIGHT": found}


@pytest.mark.parametrize(
    ("results", "found"),
    [
        ([], (True, False, False)),
        (["DELIVERED"], (True, True, False)),
        (["PERMANENT"], (True, False, True)),
    ],
)
def test_an_e_mail_of_before_that_failed_told_nothing(road, settings, results, found):
    settings.NOTIFY_API_KEY = "test"
    wish(road, email_is_safe="YES", letter_is_safe="YES")
    by_email(road, sent(road, kind="NFA", means="EMAIL"), *results)
    assert migrated()["NFA"] == found


@pytest.mark.parametrize(
    ("results", "status", "is_running"),
    [(["POSTED", "CAME_BACK"], "DECIDED", True), (["POSTED", "DELIVERED"], "TOLD", False)],
)
def test_an_outcome_told_by_a_letter_that_came_back_is_to_be_told(
    road, results, status, is_running
):
    right = asked(road)
    named(road, right, person=road.cast.manager)
    decide_review(road, right)
    went(road, sent(road, kind="REVIEW_OUTCOME"), *results)
    as_it_was = (
        "UPDATE victims_righttoreview SET status = 'TOLD';"
        " UPDATE timeliness_clock SET closed_at = now(), look_at = NULL;"
    )
    migrated(before=as_it_was)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT asked.status, clock.closed_at IS NULL FROM victims_righttoreview asked"
            " JOIN timeliness_clock clock ON clock.id = asked.clock_id"
        )
        assert cursor.fetchall() == [(status, is_running)]
