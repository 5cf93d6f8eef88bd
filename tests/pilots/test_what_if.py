"""
Replay of past referrals under another period: further breaches, and who held the suspect then.
"""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from cases.action_plans.actions import action_plans
from cases.models import Case
from devtools.case_builder import CaseBuilder, cast, cps_unit, person
from people.models import Unit
from pilots.actions.publication import counting_secret
from pilots.queries.period_replay import PeriodReplay, replay_period
from pilots.queries.period_replay_text import (
    approximate_count,
    period_replay_detail,
    period_replay_rows,
)
from tests.support.cases.charges import authorise_charge_of
from tests.support.module_fixtures import module_fixture
from tests.support.people.pages import response_text
from tests.support.pilots.monthly_figures import count_each_case_once
from timeliness.actions import heartbeats

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 20, 12, tzinfo=UTC)  # all referrals were sent on 2 March


@module_fixture
def area():
    """
    Five suspects of one Area with their first referral; 28 days end on 30 March, 21 on the 23rd.

    Charged on the 12th; undecided; with the police for a plan from the 7th until the 28th, then
    charged; with the prosecutor until the 26th; and restricted, undecided.
    """
    people = cast()
    builders = [CaseBuilder(people).allocate() for _ in range(5)]
    soon, _open, planned, slow, hidden = builders
    act_later(soon, 10, authorise_charge_of)
    act_later(planned, 5, CaseBuilder.plan)
    act_later(planned, 21, take_suspect_back_from_police)
    authorise_charge_of(planned)
    act_later(slow, 24, authorise_charge_of)
    Case.objects.unscoped("test").filter(pk=hidden.case.pk).update(is_restricted=True)
    return people.cps.agency_id


def act_later(builder, days, act):
    builder.at += timedelta(days=days)
    act(builder)


def take_suspect_back_from_police(builder):
    builder.do(
        action_plans.take_suspect_back,
        "prosecutor",
        suspect=builder.suspects[0],
        reason="Enough. Both sides know the reason.",
    )


def replay(amount, at=AT, urgency="GREEN", areas=None):
    facts = {"urgency": urgency, "amount": amount, "areas": areas}
    with count_each_case_once():
        return replay_period(**facts, at=at, until=at, secret=b"")


def test_a_shorter_period_has_more_breaches_and_says_who_held_them(area):
    found = replay(21)
    assert found.suspects == 4
    assert found.was == {"CPS": 1}
    assert found.would_be == {"CPS": 2, "POLICE": 1}


def test_a_longer_period_has_fewer(area):
    assert replay(90).would_be == {}


def test_the_period_as_it_was_changes_nothing(area):
    found = replay(28)
    assert found.would_be == found.was


def test_a_period_that_has_not_run_out_yet_is_no_breach(area):
    on_the_last_day = datetime(2026, 3, 23, 22, tzinfo=UTC)
    assert replay(21, at=on_the_last_day).would_be == {}
    assert replay(21, at=on_the_last_day + timedelta(hours=3)).would_be == {"CPS": 2, "POLICE": 1}


def test_referrals_count_of_the_years_whose_figures_are_listed(area):
    """Three years including the present one, in London time."""
    old_year = datetime(2028, 12, 31, 23, tzinfo=UTC)
    assert replay(21, at=old_year).suspects == 4
    assert replay(21, at=old_year + timedelta(hours=1)).suspects == 0


def test_another_class_and_another_area_are_other_figures(area):
    assert replay(1, urgency="RED").suspects == 0
    assert replay(21, areas=[area]).suspects == 4
    assert replay(21, areas=[area + 1]).suspects == 0


def test_a_replay_costs_the_same_for_one_as_for_many(area, django_assert_num_queries):
    with django_assert_num_queries(2):
        replay(21)


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "fewer than 5"), (4, "fewer than 5"), (5, "about 5"), (7, "about 5"), (8, "about 10")],
)
def test_the_replay_is_rounded_to_five(count, said):
    assert approximate_count(count) == said


@pytest.mark.parametrize(
    ("was", "would_be", "said"),
    [
        (8, 20, "about 10 more"),
        (20, 8, "about 10 fewer"),
        (0, 4, "no change, or fewer than 5"),
        (20, 22, "no change, or fewer than 5"),
    ],
)
def test_a_change_says_which_way(was, would_be, said):
    _police, cps = period_replay_rows(PeriodReplay(40, {"CPS": was}, {"CPS": would_be}))
    assert cps == ("CPS", approximate_count(was), approximate_count(would_be), said)


class TestOneSuspect:
    """The page does not reveal who held a single suspect, or when."""

    def test_none_and_one_to_four_read_the_same(self):
        nobody = period_replay_rows(PeriodReplay(40, {}, {}))
        assert [side for side, *_said in nobody] == ["Police", "CPS"]
        for few in range(1, 5):
            assert period_replay_rows(PeriodReplay(40, {"CPS": few}, {})) == nobody
            assert period_replay_rows(PeriodReplay(40, {}, {"CPS": few, "POLICE": few})) == nobody

    def test_no_change_tells_more_than_the_two_numbers_beside_it(self):
        said = {}
        for was in range(30):
            for would_be in range(30):
                *_side, one, other, change = period_replay_rows(
                    PeriodReplay(40, {"CPS": was}, {"CPS": would_be})
                )[1]
                said.setdefault((one, other), set()).add(change)
        assert {len(changes) for changes in said.values()} == {1}

    def test_nothing_is_said_of_fewer_than_five_suspects(self, area):
        assert period_replay_rows(PeriodReplay(4, {"CPS": 4}, {"CPS": 4})) == []
        found = [replay_detail(length) for length in ("50", "75", "150", "200")]
        assert all(each.rows == [] for each in found)

    def test_of_five_every_length_has_the_same_rows(self, area):
        Case.objects.unscoped("test").update(is_restricted=False)
        found = [replay_detail(length) for length in ("75", "200")]
        assert [each.tried for each in found] == ["21 calendar days", "56 calendar days"]
        assert found[0].rows == found[1].rows
        assert len(found[0].rows) == 2


def replay_detail(length, urgency="GREEN"):
    mark_published()
    with count_each_case_once():
        return period_replay_detail(place="ALL", urgency=urgency, length=length, at=AT)


def mark_published():
    """Mark figures as published at AT, after the end of the quarter of the referrals."""
    counting_secret()
    heartbeats.leave_heartbeat("published", at=AT)


def test_a_length_is_a_whole_number_of_its_unit(area):
    lengths = ("50", "75", "150", "200")
    assert [replay_detail(each, "RED").tried for each in lengths] == [
        "1 hour", "2 hours", "4 hours", "6 hours"
    ]  # fmt: skip


def test_a_quarter_that_has_not_been_closed_for_a_month_is_not_counted(area):
    Case.objects.unscoped("test").update(is_restricted=False)
    assert replay_detail("75").suspects == "about 5"
    heartbeats.leave_heartbeat("published", at=datetime(2026, 4, 30, 12, tzinfo=UTC))
    with count_each_case_once():
        early = period_replay_detail(place="ALL", urgency="GREEN", length="75", at=AT)
    assert (early.suspects, early.rows) == ("fewer than 5", [])


def test_where_nothing_was_ever_published_nothing_is_said(area):
    assert period_replay_detail(place="ALL", urgency="GREEN", length="75", at=AT).rows == []


class TestPage:
    ADDRESS = "see-what-if"

    def page(self, client, who, **asked):
        mark_published()
        client.force_login(who)
        with count_each_case_once():
            return response_text(client.get(reverse(self.ADDRESS), asked))

    def test_the_page_says_what_is_tried_and_no_number_under_five(self, area, client):
        manager = person(Unit.objects.get(agency=area, kind="RASSO"), "allocate_cases")
        where = {"place": f"agency-{area}", "urgency": "GREEN"}
        page = self.page(client, manager, **where, length="75")
        assert "28 calendar days, or 21 calendar days" in page
        assert "Too few suspects to say" in page and "Whose turn it was" not in page
        Case.objects.unscoped("test").update(is_restricted=False)
        page = self.page(client, manager, **where, length="75")
        assert f"Of about 5 suspects first referred since 1 January {now().year - 2}" in page
        assert "Whose turn it was" in page

    def test_only_a_few_lengths_can_be_tried(self, area, client):
        """So that nobody can try hour by hour until the number changes."""
        manager = person(Unit.objects.get(agency=area, kind="RASSO"), "allocate_cases")
        for typed in ({"length": "74"}, {"amount": "21"}, {"length": ""}):
            page = self.page(client, manager, urgency="GREEN", **typed)
            assert "Select how long the period should be" in page
            assert "28 calendar days, or" not in page

    def test_an_area_whose_figures_one_does_not_read_cannot_be_tried(self, area, client):
        stranger = person(cps_unit("CPS Wessex"), "allocate_cases")
        page = self.page(client, stranger, place=f"agency-{area}", urgency="GREEN", length="75")
        assert "or 21 calendar days" not in page
        page = self.page(client, stranger, place="ALL", urgency="GREEN", length="75")
        assert "or 21 calendar days" in page
