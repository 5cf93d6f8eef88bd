"""Charges that ended again after leave of a court are reviewed again: a review is of one stop."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from devtools.case_builder import cast
from people.access.scopes import Refused
from tests.support.cases.charge_stops import (
    charge_two_suspects,
    charge_two_victims,
    laid_about,
    stop_charges_of,
)
from tests.support.cases.concurrency import run_at_once
from tests.support.cases.court_facts import record_in_court
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import duties_owed, recomputed_duties, tell_victim
from tests.support.victims.vrr_requests import (
    ask_for_review_today,
    complete_review,
    fresh_request,
    tell_outcome,
    withdraw_request,
)
from victims.actions.duty_facts_sql import cases_with_unsettled_duties
from victims.models import RightToReview

ONCE = "has been reviewed for this victim already"
FILL = import_module("victims.migrations.0008_review_each_stop").FILL


@module_fixture
def builder():
    """Two charges about the first victim, one about the second, all on the file for some days."""
    made = charge_two_victims(cast())
    made.at += timedelta(days=3)
    stop_charges_of(made, kind="ON_FILE")
    made.at += timedelta(days=2)
    return made


def stop(builder, kind="ON_FILE", charges=None):
    mine = charges or laid_about(builder.suspects[0], builder.victim)
    return stop_charges_of(builder, kind=kind, charges=mine)


def give_leave(builder, *charges):
    builder.at += timedelta(days=1)
    named = charges or laid_about(builder.suspects[0], builder.victim)
    record_in_court(builder, "LEAVE", *named, result="CROWN", on=builder.at.date())
    builder.at += timedelta(days=1)


def ask(builder, reviewed="CPS_ON_FILE", of=None):
    tell_victim(builder, of or builder.victim, builder.suspect(), "STOPPED")
    return ask_for_review_today(builder, reviewed=reviewed, of=of)


def review(builder, reviewed="CPS_ON_FILE", outcome="STANDS"):
    """The first victim asks, and hears the outcome."""
    right = ask(builder, reviewed)
    tell_outcome(builder, complete_review(builder, right, outcome))
    return fresh_request(right)


@pytest.mark.django_db
class TestOncePerStop:
    def test_left_there_again_it_is_reviewed_again_and_once(self, builder):
        first = review(builder)
        with pytest.raises(Refused, match=ONCE):
            ask(builder)
        give_leave(builder)
        again = stop(builder)
        second = review(builder)
        assert first.stop != second.stop == again
        assert (second.decision, second.status) == (first.decision, "TOLD")
        assert second.decided_on == builder.at.date() == second.told_on
        with pytest.raises(Refused, match=ONCE):
            ask(builder)

    def test_discontinued_beside_one_that_was_before_it_is_reviewed_again(self):
        made = charge_two_victims(cast())
        one, other = laid_about(made.suspects[0], made.victim)
        stop(made, "DISCONTINUED", [one])
        stop(made, "ON_FILE", [other])
        review(made, "CPS_DISCONTINUED")
        give_leave(made, other)
        stop(made, "DISCONTINUED", [other])
        assert review(made, "CPS_DISCONTINUED").stop.number == 3
        with pytest.raises(Refused, match=ONCE):
            ask(made, "CPS_DISCONTINUED")

    def test_of_two_left_apart_the_first_is_not_reviewed_again_once_the_second_goes(self):
        made = charge_two_victims(cast())
        one, other = laid_about(made.suspects[0], made.victim)
        stop(made, "ON_FILE", [one])
        stop(made, "ON_FILE", [other])
        assert review(made).stop.number == 2
        give_leave(made, other)
        stop(made, "DISCONTINUED", [other])
        with pytest.raises(Refused, match=ONCE):
            ask(made, "CPS_ON_FILE")
        assert review(made, "CPS_DISCONTINUED").stop.number == 3

    def test_where_leave_was_for_another_victim_there_is_no_second(self, builder):
        review(builder)
        give_leave(builder, *laid_about(builder.suspects[0], builder.second))
        stop(builder, charges=laid_about(builder.suspects[0], builder.second))
        with pytest.raises(Refused, match=ONCE):
            ask(builder)
        assert ask(builder, of=builder.second).status == "ASKED"

    def test_one_that_was_open_at_the_leave_comes_to_its_end_first(self, builder):
        open_still = ask(builder)
        give_leave(builder)
        stop(builder)
        with pytest.raises(Refused, match="has not ended"):
            ask(builder)
        withdraw_request(builder, open_still)
        assert ask(builder).stop.number == 2


@pytest.mark.django_db
class TestTheReleaseBefore:
    """It names no stop: what it recorded is of the last one by then."""

    def test_its_requests_count_for_the_stop_that_was_in_force(self, builder):
        unnamed(review(builder))
        with pytest.raises(Refused, match=ONCE):
            ask(builder)
        give_leave(builder)
        stop(builder)
        assert ask(builder).status == "ASKED"

    def test_its_requests_are_given_their_stops(self, builder):
        first = review(builder)
        unnamed(first)
        _run(FILL)
        assert fresh_request(first).stop == first.stop
        give_leave(builder)
        stop(builder)
        second = review(builder)
        unnamed(second)
        _run(FILL)
        assert [fresh_request(each).stop for each in (first, second)] == [first.stop, second.stop]


def unnamed(right):
    """Store a request as the release before does."""
    _run(f"UPDATE victims_righttoreview SET stop_id = NULL WHERE id = '{right.pk}'")


def _run(statement):
    with connection.cursor() as cursor:
        cursor.execute("SELECT for_tests.run_past_triggers(%s)", [statement])


@pytest.mark.django_db
def test_which_stop_it_is_about_stays(builder):
    right = ask(builder)
    rows = RightToReview.objects.unscoped("test").filter(pk=right.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(stop=None)


@pytest.mark.django_db
def test_the_page_says_that_they_went_on_and_offers_the_second(builder):
    review(builder)
    give_leave(builder)
    went_on = builder.at.date() - timedelta(days=1)
    manager = client_for(builder.cast.manager)
    address = page_url("see-review-requests", builder.victim)
    page = page_text(manager.get(address))
    assert f"By leave of a court on {went_on:%-d %B %Y}" in page
    stop(builder)
    page = page_text(manager.get(address))
    assert page.count("By leave of a court") == 1
    tell_victim(builder, builder.victim, builder.suspect(), "STOPPED")
    assert f"Told on {builder.at.date():%-d %B %Y}." in page_text(manager.get(address))
    ask_for_review_today(builder, reviewed="CPS_ON_FILE")
    page = page_text(manager.get(address))
    assert page.count("Request about suspect 1") == 2 and page.count("By leave of a court") == 1


@pytest.mark.django_db
def test_the_page_takes_nothing_of_the_second_for_the_first():
    made = charge_two_victims(cast())
    day = stop(made).ended_on
    review(made)
    record_in_court(made, "LEAVE", result="CROWN", on=day)
    mine = laid_about(made.suspects[0], made.victim)
    stop_charges_of(made, charges=mine, kind="ON_FILE", on=day)
    manager = client_for(made.cast.manager)
    page = page_text(manager.get(page_url("see-review-requests", made.victim)))
    assert "no contact says so now" not in page


@pytest.mark.django_db
def test_the_answer_that_there_is_none_is_owed_for_each_stop_also_of_one_day():
    made = charge_two_suspects(cast())
    rights = []
    for _each in range(2):
        stop(made)
        rights.append(ask(made))
        made.at += timedelta(minutes=1)
        record_in_court(made, "LEAVE", result="CROWN", on=made.at.date())
    assert [each.reasons for each in rights] == [["SOME_CHARGED"]] * 2
    recomputed_duties(made)
    owed = duties_owed(made, what="NO_REVIEW_CPS")
    assert {each.source for each in owed if each.is_open} == {str(each.pk) for each in rights}
    assert cases_with_unsettled_duties(at=made.at) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_record_it_at_once_record_one_for_the_second_stop():
    made = charge_two_victims(cast(), at=timezone.now() - timedelta(days=9))
    stop(made)
    review(made)
    give_leave(made)
    again = stop(made)
    tell_victim(made, made.victim, made.suspect(), "STOPPED")
    both = [lambda: ask_for_review_today(made, reviewed="CPS_ON_FILE")] * 2
    [refusal] = [each for each in run_at_once(made.case, *both) if isinstance(each, Refused)]
    assert "has not ended" in str(refusal)
    rows = RightToReview.objects.unscoped("test").filter(stop=again)
    assert rows.count() == 1
