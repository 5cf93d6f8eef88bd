"""Figures through the API are as published, and null where a page has words."""

from datetime import date

import pytest
from django.utils import timezone

from devtools.case_builder import cast
from pilots.disclosure_control.dimensions import ALL
from pilots.models import Tally
from tests.api.test_examples import stored_examples
from tests.support.api.token_callers import Caller
from timeliness.actions import heartbeats

pytestmark = pytest.mark.django_db
PEOPLE = ("people", "ended", "going", "stopped", "unclear")
DAYS = ("half", "nine_in_ten", "median", "police", "cps", "nobody")


@pytest.mark.parametrize(
    "numbers", [{}, {"people": 15, "ended": 10, "half": 31, "median": 30.5}, {"going": 5}]
)
def test_fewer_than_five_and_days_that_are_not_given_have_no_number(numbers):
    year = timezone.now().year - 1
    heartbeats.leave_heartbeat("published", at=timezone.now())
    Tally.objects.create(
        measure="referral-to-decision", place=ALL, urgency=ALL, length="year",
        first=date(year, 1, 1), **dict.fromkeys(PEOPLE, 0) | numbers,
    )  # fmt: skip
    reader = Caller(cast().cps, capacity="see_figures", scopes="figures")
    asked = {"place": ALL, "by": "year"}
    told = reader.get("/api/figures/referral-to-decision/", asked).json()["figures"]
    said = [each for each in told if each["first"] == f"{year}-01-01"]
    if numbers.get("people"):
        assert {name: said[0][name] for name in (*PEOPLE, *DAYS)} == {
            name: numbers.get(name) for name in (*PEOPLE, *DAYS)
        }
    assert all(each[name] is None or each[name] % 5 == 0 for each in told for name in PEOPLE)


def test_no_figure_in_the_example_is_zero():
    figures = stored_examples()["see_figure"]["answer"]["figures"]
    assert figures and all(each[name] != 0 for each in figures for name in PEOPLE)
