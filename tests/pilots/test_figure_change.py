"""Whether a stage's duration has changed since a pilot began: data used, and sentences."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from devtools.case_builder import MONDAY, cps_unit, person
from people.access import grants
from people.models import Agency
from pilots.models import Pilot, PilotArea
from pilots.queries.changes.series import months_judged
from pilots.queries.stages.change import stage_change_of_figures
from tests.support.people.pages import response_text
from tests.support.pilots.permission_matrix import make_pilot_area
from timeliness.calendar import add_months

TODAY = date(2027, 6, 30)
BEGAN = date(2026, 4, 10)
STEADY = [100, 110] * 6


def monthly_figures(days):
    """Monthly figures from April 2024 until June 2027; None for a month without one."""
    firsts = [date(2024 + n // 12, n % 12 + 1, 1) for n in range(3, 42)]
    halves = [None] * 12 + list(days) + [None] * len(firsts)
    return {
        first: SimpleNamespace(first=first, half=half, period=f"{first:%Y-%m}",
                               people=0 if half is None else 20)
        for first, half in zip(firsts, halves, strict=False)
    }  # fmt: skip


def change_of_medians(days, today=TODAY, follow_up=90, until=TODAY):
    area = SimpleNamespace(name="CPS South West")
    pilot = SimpleNamespace(follow_up_days=follow_up)
    part = SimpleNamespace(area=area, pilot=pilot, starts_on=BEGAN)
    return stage_change_of_figures(monthly_figures(days), part, today=today, until=until)


def test_a_change_is_said_with_what_it_is_and_what_a_chart_cannot_say():
    found = change_of_medians([*STEADY, 60, 105, 104])
    assert found.sentence.startswith("Of 3 months since 10 April 2026, 1 stand out from the 12")
    assert "A chart cannot show why" in found.sentence
    assert [out for *_rest, out in found.points] == [False, False, True] + [False] * 12


def test_no_change_is_not_called_one():
    found = change_of_medians([*STEADY, 104, 105, 108])
    assert "none stands out from the 12 before" in found.sentence
    assert not any(out for *_rest, out in found.points)


def test_the_month_in_which_it_began_is_none_of_those_before():
    assert len(change_of_medians([*STEADY, 104]).points) == 13
    assert "there are 11" in change_of_medians([*STEADY[:11]]).sentence


def test_a_month_is_judged_once_everybody_in_it_was_followed_long_enough():
    after_april = date(2026, 4, 30) + timedelta(days=90)
    assert len(change_of_medians([*STEADY, 60], today=after_april).points) == 13
    early = change_of_medians([*STEADY, 60], today=after_april - timedelta(days=1))
    assert len(early.points) == 12
    assert "No month since 10 April 2026" in early.sentence


def test_a_month_that_is_not_published_is_not_judged_and_is_counted_among_those_left_out():
    early = change_of_medians([*STEADY, 60, 105, 104, None], until=date(2026, 7, 1))
    assert len(early.points) == 15
    # This month and those since July; the last of these is one of them: of fifteen months, three.
    assert "12 months since 10 April 2026 are not judged (too new, or not published yet: 12)." in (
        early.sentence
    )


def test_months_left_out_are_counted_in_the_sentence_by_why():
    found = change_of_medians(
        [*STEADY, 60, 105, None, 104], today=date(2026, 11, 20), until=date(2026, 10, 1)
    )
    assert found.sentence.startswith("Of 3 months since 10 April 2026")
    assert (
        "5 months since 10 April 2026 are not judged (too new, or not published yet: 4, of too "
        "few people: 1)."
    ) in found.sentence


def test_a_month_that_is_not_shown_is_no_point():
    assert "there are 11" in change_of_medians([*STEADY[:6], None, *STEADY[7:], 60]).sentence


def test_months_older_than_two_years_before_the_start_are_left_out():
    first = add_months(BEGAN.replace(day=1), -24)
    assert months_judged(BEGAN, 90, today=TODAY, until=TODAY)[0] == first


@pytest.mark.django_db
def test_the_page_says_so_of_an_area_that_takes_part_and_of_no_other(client):
    unit = make_pilot_area()
    manager = person(cps_unit(), name="Manager")
    grants.grant_capacity("manage_pilot_area", to=manager, on=unit, by=manager, at=MONDAY)
    pilot = Pilot.objects.create(name="P", strands=[], purpose="P", follow_up_days=30)
    ours, other = (Agency.objects.get(name=name) for name in ("CPS South West", "CPS Wessex"))
    PilotArea.objects.create(pilot=pilot, area=ours, unit=unit, starts_on=BEGAN)
    PilotArea.objects.create(pilot=pilot, area=other, is_comparator=True)
    client.force_login(manager)
    for area, is_said in ((ours, True), (other, False)):
        address = reverse("see-figure", args=["referral-to-decision"])
        page = response_text(client.get(address, {"place": f"agency-{area.pk}"}))
        assert ("Since the pilot began" in page) is is_said
        assert ("Not enough data yet: limits are drawn from 12 months" in page) is is_said


@pytest.mark.django_db
def test_published_figures_stand_beside_how_ours_are_counted(client):
    client.force_login(person(cps_unit(), "see_figures"))
    page = response_text(client.get(reverse("explain-figure", args=["charge-to-completion"])))
    assert "446" in page and "CJS Delivery Data Dashboard" in page
    assert "Published figures are means, ours are medians" in page
