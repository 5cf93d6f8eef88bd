"""Rows without a due date are listed by age; and the worklists of charges."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.decisions.actions import charges
from cases.models import UNDATED, by_age
from cases.referrals.actions import referrals
from devtools.case_builder import Road, cast, force_unit, person
from people.access import grants
from tests.support.cases import charges as charging
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.pages import as_, said

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def listed(who, name):
    """The cases on a person's list, in order."""
    return [row[0] for row in as_(who).get(reverse("see-worklist", args=[name])).context["rows"]]


def days_ago(n):
    return timezone.now() - n * DAY


def withdraw(road):
    road.do(
        referrals.withdraw_referral, "officer", referral=road.referral, withdrawal_reason="New."
    )


def test_what_has_no_date_comes_last_and_the_longest_waiting_first():
    people = cast()
    ages = [3, 40, 12, 90, 7, 25]
    roads = {n: Road(people, at=days_ago(n)).write() for n in ages}
    dated = Road(people, at=days_ago(2)).allocate().plan()
    oldest_first = [roads[n].case.pk for n in sorted(ages, reverse=True)]
    assert listed(people.supervisor, "sign-off") == oldest_first
    assert listed(people.officer, "unit") == [dated.case.pk, *oldest_first]


def test_no_date_that_can_be_agreed_comes_after_one_without_a_date():
    began = days_ago(36_500)
    assert timezone.now() + 365_000 * DAY < by_age(began) < by_age(timezone.now()) < UNDATED
    assert by_age(None) == UNDATED


def test_what_the_police_write_moves_nobody_whom_the_cps_knows():
    road = Road(cast(), suspects=1, at=days_ago(9)).submit()
    withdraw(road)
    back = road.suspect()
    assert (back.state, back.listed_at) == ("INVESTIGATING", by_age(back.turn_began_at))
    road.at += DAY
    road.write()
    written = road.suspect()
    assert (written.state, written.listed_at) == ("AWAITING_SIGN_OFF", back.listed_at)
    assert written.turn_began_at > back.turn_began_at


def test_of_whom_the_cps_knows_nothing_each_turn_counts():
    road = Road(cast(), suspects=1, at=days_ago(9))
    road.at += DAY
    road.write()
    assert road.suspect().listed_at == by_age(road.suspect().turn_began_at)


# The lists of charges


def on_lists(road):
    """{person: whether one of the two lists has the case}."""
    lists = {
        "officer": "charges-to-report",
        "supervisor": "charges-to-report",
        "prosecutor": "charges-to-compare",
        "manager": "charges-to-compare",
    }
    return {who for who, name in lists.items() if listed(getattr(road.cast, who), name)}


def test_a_charge_is_listed_until_it_is_reported_as_authorised():
    road = Road(cast(), at=days_ago(9)).allocate()
    assert on_lists(road) == set()
    charging.charge(road)
    assert on_lists(road) == {"officer", "supervisor"}
    charging.otherwise(road)
    assert on_lists(road) == {"prosecutor", "manager"}
    charging.answer(road, charges.query_charge_report)
    assert on_lists(road) == {"officer", "supervisor"}
    page = as_(road.cast.officer).get(reverse("see-worklist", args=["charges-to-report"]))
    assert "Correct the charge and report it again" in said(page)
    charging.correct(road)
    assert on_lists(road) == set()


def test_the_longest_unreported_charge_is_the_first():
    people = cast()
    roads = [Road(people, at=days_ago(n)).allocate() for n in (9, 60, 30)]
    for road in roads:
        charging.charge(road)
    cases = [road.case.pk for road in (roads[1], roads[2], roads[0])]
    assert listed(people.supervisor, "charges-to-report") == cases


def test_a_conflict_and_a_wall_keep_charges_off_the_lists():
    road = Road(cast(), at=days_ago(9)).allocate()
    charging.charge(road)
    in_conflict(road.cast.supervisor, road.case, at=timezone.now())
    assert on_lists(road) == {"officer"}
    stranger = person(force_unit(), "supervise_cases", "refer_cases")
    assert listed(stranger, "charges-to-report") == []
    grants.grant_capacity(
        "officer_in_case", to=stranger, on=road.case, by=stranger, at=timezone.now()
    )
    assert listed(stranger, "charges-to-report") == [road.case.pk]


@pytest.mark.parametrize("urgency", ["GREEN", "RED"])
def test_what_the_police_write_unseen_moves_nobody_however_urgent_it_is(urgency):
    """The order must not reveal to the CPS which of two cases the police are writing about."""
    people = cast()
    first, second = (Road(people, at=days_ago(n)).submit() for n in (9, 7))
    for road in (first, second):
        withdraw(road)
    before = listed(people.prosecutor, "waiting")
    assert before == [first.case.pk, second.case.pk]
    since = second.suspect().listed_at
    second.at += DAY
    second.write(urgency=urgency)
    assert second.suspect().urgency == urgency and second.suspect().due_at is None
    assert listed(people.prosecutor, "waiting") == before
    assert second.suspect().listed_at == since


def test_what_the_cps_knows_nothing_of_is_red_before_all_that_is_due_later():
    road = Road(cast(), at=days_ago(9)).write(urgency="RED")
    assert road.suspect().listed_at == road.suspect().turn_began_at
