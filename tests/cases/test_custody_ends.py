"""The recorded end of bail or detention in the worklists of people who may know of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.case_details.actions import cases
from cases.desk.queries import custody_ends
from cases.models import Custody, Suspect
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases import charges
from tests.support.cases.pages import client_for, page_text
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@module_fixture
def builder():
    return CaseBuilder(cast(), at=days_ago(2))


def custody_texts_on_list(builder, who, name="unit"):
    """The custody texts of a worklist's rows."""
    page = client_for(getattr(builder.cast, who)).get(reverse("see-worklist", args=[name]))
    return [row[-3] for row in page.context["rows"]]


def record_custody_of(builder, **facts):
    suspect = builder.suspect()
    known = dict.fromkeys(cases.CUSTODY_FACTS[1:])
    builder.do(
        cases.record_custody, "officer", suspect=suspect, version=suspect.version,
        **known | facts,
    )  # fmt: skip


def record_bail(builder, ends):
    record_custody_of(
        builder, custody="ON_BAIL", bailed_on=builder.at.date() - 9 * DAY, bail_ends_on=ends
    )


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
    known["state"] = "INVESTIGATING"
    assert custody_ends.custody_end_text(known, at=at) == words


def test_a_row_says_when_bail_ends_to_both_sides_once_the_suspect_was_sent(builder):
    ends = timezone.localdate() + 20 * DAY
    record_bail(builder, ends)
    other = builder.add_suspect()
    known = {"custody": "ON_BAIL", "bail_ends_on": ends.isoformat(), "holder_side": "POLICE"}
    known["state"] = "INVESTIGATING"
    words = custody_ends.custody_end_text(known, at=timezone.now())
    assert sorted(custody_texts_on_list(builder, "officer")) == ["", words]
    assert words in page_text(client_for(builder.cast.officer).get("/"))
    builder.submit()
    assert custody_texts_on_list(builder, "assistant", "check") == [words]
    Suspect.objects.unscoped("test").filter(pk=other.pk).update(
        custody=Custody.ON_BAIL, bail_ends_on=date(2031, 1, 1)
    )
    page = client_for(builder.cast.assistant).get(reverse("see-worklist", args=["check"]))
    assert words in page_text(page)
    assert page_text(page).count("Bail ends") == 1


def test_the_end_of_custody_follows_the_record_and_ends_with_the_turns(builder):
    builder.allocate()
    detained = timezone.now() + DAY
    record_custody_of(builder, custody="IN_CUSTODY", detained_until=detained)
    [words] = custody_texts_on_list(builder, "officer", "waiting")
    assert words.startswith("Detention ends ")
    record_custody_of(builder, custody="UNDER_INVESTIGATION")
    assert custody_texts_on_list(builder, "officer", "waiting") == [""]
    record_bail(builder, timezone.localdate() + DAY)
    builder.plan({"weight": "DESIRABLE"})
    assert custody_texts_on_list(builder, "officer") != [""]
    charges.authorise_charge_of(builder)
    charges.report_charge_of(builder)
    assert custody_texts_on_list(builder, "officer") == [""]


def test_the_end_of_custody_costs_no_query(builder):
    address = reverse("see-worklist", args=["unit"])
    _, without = page_and_queries(client_for(builder.cast.officer), address)
    record_bail(builder, timezone.localdate() + DAY)
    _, now = page_and_queries(client_for(builder.cast.officer), address)
    assert len(now) == len(without) <= 6
