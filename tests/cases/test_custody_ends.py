"""The recorded end of bail or detention in the worklists of people who may know of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.case_details.actions import cases
from cases.desk.queries import custody_ends
from cases.models import Custody, Suspect
from devtools.case_builder import Road, cast
from tests.support.cases import charges
from tests.support.cases.pages import as_, said
from tests.support.cases.query_counter import questions
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@standing
def road():
    return Road(cast(), at=timezone.now() - 2 * DAY)


def on_list(road, who, name="unit"):
    """The custody texts of a worklist's rows."""
    page = as_(getattr(road.cast, who)).get(reverse("see-worklist", args=[name]))
    return [row[-1] for row in page.context["rows"]]


def record(road, **facts):
    suspect = road.suspect()
    known = dict.fromkeys(cases.CUSTODY_FACTS[1:])
    road.do(
        cases.record_custody, "officer", suspect=suspect, version=suspect.version,
        **known | facts,
    )  # fmt: skip


def bailed(road, ends):
    record(road, custody="ON_BAIL", bailed_on=road.at.date() - 9 * DAY, bail_ends_on=ends)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"custody": "ON_BAIL", "bail_ends_on": "2026-12-03"}, "Bail ends 3 December"),
        ({"custody": "ON_BAIL", "bail_ends_on": "2027-01-03"}, "Bail ends 3 January 2027"),
        ({"custody": "ON_BAIL", "bail_ends_on": "2026-07-01"}, "Bail ends today"),
        (
            {"custody": "ON_BAIL", "bail_ends_on": "2026-06-30"},
            "The end of bail that was recorded has passed: 30 June",
        ),
        (
            {"custody": "IN_CUSTODY", "detained_until": "2026-07-01T13:00:00+00:00"},
            "Detention ends today at 14:00",
        ),
        (
            {"custody": "IN_CUSTODY", "detained_until": "2026-07-01T23:30:00+00:00"},
            "Detention ends 2 July at 00:30",
        ),
        (
            {"custody": "IN_CUSTODY", "detained_until": "2026-07-01T06:59:00+00:00"},
            "The end of detention that was recorded has passed: 1 July at 07:59",
        ),
        ({"custody": "IN_CUSTODY", "bail_ends_on": "2026-12-03"}, ""),
        ({"custody": "UNDER_INVESTIGATION", "bail_ends_on": "2026-12-03"}, ""),
        ({"custody": "ON_BAIL"}, ""),
    ],
)
def test_the_end_of_custody_is_given_in_london_days_and_hours(facts, words):
    """The time is 08:00 on 1 July in London, an hour ahead of UTC."""
    at = datetime(2026, 7, 1, 7, 0, tzinfo=UTC)
    known = {"detained_until": None, "bail_ends_on": None, "holder_side": "POLICE"} | facts
    assert custody_ends.custody_end_text(known, at=at) == words


def test_a_row_says_when_bail_ends_to_both_sides_once_the_suspect_was_sent(road):
    ends = timezone.localdate() + 20 * DAY
    bailed(road, ends)
    other = road.add_suspect()
    words = custody_ends.custody_end_text(
        {"custody": "ON_BAIL", "bail_ends_on": ends.isoformat(), "holder_side": "POLICE"},
        at=timezone.now(),
    )
    assert sorted(on_list(road, "officer")) == ["", words]
    assert words in said(as_(road.cast.officer).get("/"))
    road.submit()
    assert on_list(road, "assistant", "check") == [words]
    Suspect.objects.unscoped("test").filter(pk=other.pk).update(
        custody=Custody.ON_BAIL, bail_ends_on=date(2031, 1, 1)
    )
    page = as_(road.cast.assistant).get(reverse("see-worklist", args=["check"]))
    assert words in said(page)
    assert "2031" not in page.content.decode()


def test_the_end_of_custody_follows_the_record_and_ends_with_the_road(road):
    road.allocate()
    detained = timezone.now() + DAY
    record(road, custody="IN_CUSTODY", detained_until=detained)
    [words] = on_list(road, "officer", "waiting")
    assert words.startswith("Detention ends ")
    record(road, custody="UNDER_INVESTIGATION")
    assert on_list(road, "officer", "waiting") == [""]
    bailed(road, timezone.localdate() + DAY)
    road.plan({"weight": "DESIRABLE"})
    assert on_list(road, "officer") != [""]
    charges.charge(road)
    charges.report(road)
    assert on_list(road, "officer") == [""]


def test_the_end_of_custody_costs_no_query(road):
    address = reverse("see-worklist", args=["unit"])
    _, without = questions(as_(road.cast.officer), address)
    bailed(road, timezone.localdate() + DAY)
    _, now = questions(as_(road.cast.officer), address)
    assert len(now) == len(without) <= 6
