"""History replayed under another period: how many more breaches, and who held the suspect then."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from cases.actions import action_plans
from cases.models import Case
from people.models import Unit
from pilots.queries.what_if import replayed
from pilots.queries.what_if_words import about, changed
from tests.cases.charging import charge
from tests.cast import Road, cast, cps_unit, person
from tests.people.pages import text
from tests.standing import standing

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 20, 12, tzinfo=UTC)  # all roads were referred on 2 March


@standing
def area():
    """
    Five suspects of one Area and their first referral; 28 days run out on 30 March, 21 on the 23rd.

    Charged on the 12th; still undecided; with the police for a plan from the 7th until the 28th,
    then charged; with the prosecutor until the 26th; and restricted, undecided.
    """
    people = cast()
    roads = [Road(people).allocate() for _ in range(5)]
    soon, _open, planned, slow, hidden = roads
    later(soon, 10, charge)
    later(planned, 5, Road.plan)
    later(planned, 21, taken_back)
    charge(planned)
    later(slow, 24, charge)
    Case.objects.system("test").filter(pk=hidden.case.pk).update(is_restricted=True)
    return people.cps.agency_id


def later(road, days, act):
    road.at += timedelta(days=days)
    act(road)


def taken_back(road):
    road.do(
        action_plans.take_suspect_back, "prosecutor", suspect=road.suspects[0], reason="Enough."
    )


def replay(amount, at=AT, urgency="GREEN", areas=None):
    return replayed(urgency=urgency, amount=amount, at=at, areas=areas)


def test_a_shorter_period_has_more_breaches_and_says_who_held_them(area):
    found = replay(21)
    assert found.suspects == 4
    assert found.was == {"CPS": 1}
    assert found.would_be == {"CPS": 2, "POLICE": 1}
    assert found.more == {"CPS": 1, "POLICE": 1}


def test_a_longer_period_has_fewer(area):
    assert replay(90).more == {"CPS": -1}


def test_the_period_as_it_was_changes_nothing(area):
    assert replay(28).more == {"CPS": 0}


def test_a_period_that_has_not_run_out_yet_is_no_breach(area):
    on_the_last_day = datetime(2026, 3, 23, 22, tzinfo=UTC)
    assert replay(21, at=on_the_last_day).would_be == {}
    assert replay(21, at=on_the_last_day + timedelta(hours=3)).would_be == {"CPS": 2, "POLICE": 1}


def test_another_class_and_another_area_are_other_figures(area):
    assert replay(1, urgency="RED").suspects == 0
    assert replay(21, areas=[area]).suspects == 4
    assert replay(21, areas=[area + 1]).suspects == 0


def test_it_costs_the_same_for_one_as_for_many(area, django_assert_num_queries):
    with django_assert_num_queries(2):
        replay(21)


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "fewer than 5"), (4, "fewer than 5"), (5, "about 5"), (7, "about 5"), (8, "about 10")],
)
def test_what_would_have_been_is_said_in_fives(count, said):
    assert about(count) == said


def test_a_change_says_which_way(area):
    assert changed(12) == "about 10 more"
    assert changed(-12) == "about 10 fewer"
    assert changed(-4) == changed(0) == changed(4) == "no change, or fewer than 5"


class TestPage:
    ADDRESS = "see-what-if"

    def page(self, client, who, **asked):
        client.force_login(who)
        return text(client.get(reverse(self.ADDRESS), asked))

    def test_it_says_what_is_tried_and_no_number_under_five(self, area, client):
        manager = person(Unit.objects.get(agency=area, kind="RASSO"), "allocate_cases")
        page = self.page(client, manager, place=f"agency-{area}", urgency="GREEN", amount="21")
        assert "28 calendar days, or 21 calendar days" in page
        assert "Of fewer than 5 suspects" in page
        page = self.page(client, manager, urgency="GREEN", amount="soon")
        assert "Enter a whole number between 1 and 999" in page

    def test_an_area_whose_figures_one_does_not_read_cannot_be_tried(self, area, client):
        stranger = person(cps_unit("CPS Wessex"), "allocate_cases")
        page = self.page(client, stranger, place=f"agency-{area}", urgency="GREEN", amount="21")
        assert "or 21 calendar days" not in page
        page = self.page(client, stranger, place="ALL", urgency="GREEN", amount="21")
        assert "or 21 calendar days" in page
