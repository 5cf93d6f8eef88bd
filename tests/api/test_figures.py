"""Figures through the API: what may not be shown has no number, nor one that stands for it."""

from datetime import date

import pytest

from pilots.lattice import ALL
from pilots.models import Tally
from tests.api.callers import Caller
from tests.api.test_examples import written
from tests.cast import cast

pytestmark = pytest.mark.django_db
NUMBERS = ("people", "ended", "going", "stopped", "unclear")
DAYS = ("half", "nine_in_ten", "median", "police", "cps", "nobody")
EVERYTHING = [ALL, "DAYS", "ENDED", "NINE", "OPEN", "STOPPED", "UNCLEAR"]
# What each word in `hidden` says has no number.
HIDES = {
    ALL: {"people"}, "DAYS": {"half"}, "NINE": {"nine_in_ten"}, "OPEN": {"going"},
    "ENDED": {"ended", "median", "police", "cps", "nobody"}, "STOPPED": {"stopped"},
    "UNCLEAR": {"unclear"},
}  # fmt: skip


@pytest.mark.parametrize("hidden", [EVERYTHING, ["OPEN"], ["STOPPED", "NINE"], []])
def test_what_may_not_be_shown_has_no_number(hidden):
    Tally.objects.create(
        measure="referral-to-decision", place=ALL, urgency=ALL, length="year",
        first=date(2026, 1, 1), people=0 if ALL in hidden else 12, ended=0, going=0, stopped=0,
        unclear=0, hidden=hidden,
    )  # fmt: skip
    reader = Caller(cast().cps, capacity="see_figures", scopes="figures")
    asked = {"place": ALL, "by": "year"}
    told = reader.get("/api/figures/referral-to-decision/", asked).json()["figures"]
    [year] = [each for each in told if each["first"] == "2026-01-01"]
    lacks = {name for each in hidden for name in HIDES[each]}
    assert {name for name in NUMBERS if year[name] is None} == lacks & {*NUMBERS}
    assert lacks <= {name for name in (*NUMBERS, *DAYS) if year[name] is None}
    assert year["hidden"] == sorted(hidden)


def test_nor_has_it_in_the_example():
    figures = written()["see_figure"]["answer"]["figures"]
    assert any(each["hidden"] for each in figures)
    for each in figures:
        assert all(each[name] is None for word in each["hidden"] for name in HIDES[word])
