"""Which trials a victim is told of whose charges lay on the file and go on by leave of a court."""

from datetime import timedelta

import pytest

from devtools.case_builder import cast
from tests.support.cases.charge_stops import (
    charge_two_victims,
    laid_about,
    replace_charge_of,
    stop_charges_of,
)
from tests.support.cases.court_facts import correct_in_court, record_in_court
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import (
    duties_owed,
    news_owed_to,
    recomputed_duties,
    tell_victim,
)
from victims.actions.duty_facts_sql import cases_with_unsettled_duties

pytestmark = pytest.mark.django_db
IN_A_MONTH = 30


@module_fixture
def builder():
    """Two charges about the first victim and one about the second, and no trial yet."""
    made = charge_two_victims(cast())
    made.first_day = made.at.date()
    return made


def day(builder, n):
    """The n-th day after the charge."""
    return builder.first_day + timedelta(days=n)


def mine(builder):
    return laid_about(builder.suspects[0], builder.victim)


def list_trial(builder, *charges, n=IN_A_MONTH):
    return record_in_court(builder, "TRIAL", *charges, on=day(builder, n))


def leave(builder, *charges, **facts):
    builder.at += timedelta(hours=1)
    on = {"on": builder.at.date()} | facts
    return record_in_court(builder, "LEAVE", *charges, result="CROWN", **on)


def left(builder, *charges, **facts):
    builder.at += timedelta(hours=1)
    stop_charges_of(builder, kind="ON_FILE", **({"charges": charges} if charges else {}), **facts)


def is_owed(builder):
    """Whether the first victim is owed a trial; nothing is left to be worked out of the case."""
    found = "TRIAL" in news_owed_to(builder, builder.victim)
    assert cases_with_unsettled_duties(at=builder.at) == []
    return found


def trials(builder):
    """[(when it began, whether it is open)] of the trials that the first victim was ever owed."""
    recomputed_duties(builder)
    rows = [
        each for each in duties_owed(builder, what="TRIAL")
        if each.record_id == builder.victim.pk
    ]  # fmt: skip
    return sorted((each.happened_at, each.is_open) for each in rows)


class TestListedBeforeTheFile:
    def test_who_was_told_of_it_hears_that_it_stands(self, builder):
        list_trial(builder)
        tell_victim(builder, builder.victim, builder.suspect(), "HEARING")
        builder.at += timedelta(days=2)
        left(builder)
        assert not is_owed(builder)
        builder.at += timedelta(days=2)
        given = leave(builder)
        assert is_owed(builder)
        (_first, is_open), again = trials(builder)
        assert not is_open and again == (given.at, True)
        tell_victim(builder, builder.victim, builder.suspect(), "PROCEEDED", "HEARING")
        assert not is_owed(builder)

    def test_who_was_not_is_owed_it_from_the_leave(self, builder):
        list_trial(builder)
        assert is_owed(builder)
        left(builder)
        builder.at += timedelta(days=2)
        given = leave(builder)
        assert is_owed(builder)
        assert [at for at, is_open in trials(builder) if is_open] == [given.at]

    def test_more_leave_and_a_day_put_right_tell_nothing_anew(self, builder):
        one, other = mine(builder)
        list_trial(builder)
        left(builder)
        builder.at += timedelta(days=2)
        given = leave(builder, one)
        tell_victim(builder, builder.victim, builder.suspect(), "HEARING")
        leave(builder, other)
        assert not is_owed(builder)
        builder.at += timedelta(days=1)
        correct_in_court(builder, given, result="CROWN", on=given.on - timedelta(days=1))
        assert not is_owed(builder)

    def test_where_another_of_theirs_went_on_it_is_not_told_twice(self, builder):
        one, _other = mine(builder)
        list_trial(builder)
        tell_victim(builder, builder.victim, builder.suspect(), "HEARING")
        left(builder, one)
        leave(builder, one)
        assert not is_owed(builder)
        assert len(trials(builder)) == 1

    def test_leave_in_error_leaves_it_off(self, builder):
        list_trial(builder)
        left(builder)
        given = leave(builder)
        assert is_owed(builder)
        builder.at += timedelta(hours=1)
        correct_in_court(builder, given, is_void=True)
        assert not is_owed(builder)


class TestOfTheirCharges:
    def test_leave_for_another_charge_does_not_bring_it_back(self, builder):
        one, other = mine(builder)
        list_trial(builder, one)
        left(builder)
        leave(builder, other)
        assert not is_owed(builder)
        leave(builder, one)
        assert is_owed(builder)

    def test_of_a_charge_that_ended_it_is_off_while_another_goes_on(self, builder):
        one, _other = mine(builder)
        list_trial(builder, one)
        assert is_owed(builder)
        left(builder, one)
        assert not is_owed(builder)

    def test_of_one_that_another_took_the_place_of_it_is_told(self, builder):
        one, _other = mine(builder)
        list_trial(builder, one)
        builder.at += timedelta(hours=1)
        replace_charge_of(builder, one)
        assert is_owed(builder)

    def test_what_the_court_decided_by_leave_brings_back_no_later_one(self, builder):
        one, other = mine(builder)
        list_trial(builder)
        left(builder, one)
        leave(builder, one)
        record_in_court(builder, "OUTCOME", one, result="ACQUITTED", on=builder.at.date())
        builder.at += timedelta(hours=1)
        stop_charges_of(builder, kind="DISCONTINUED", charges=[other])
        assert not is_owed(builder)


class TestLeftAgainOnThatDay:
    @pytest.mark.parametrize("n", [6, IN_A_MONTH])
    def test_it_is_off_again_until_there_is_leave_again(self, builder, n):
        list_trial(builder, n=n)
        left(builder)
        builder.at += timedelta(days=6)
        the_day = day(builder, 6)
        leave(builder, on=the_day)
        assert is_owed(builder)
        left(builder, on=the_day)
        assert not is_owed(builder)
        leave(builder, on=the_day)
        assert is_owed(builder)

    def test_a_trial_on_the_day_of_the_file_was_to_come(self, builder):
        list_trial(builder, n=6)
        left(builder)
        builder.at += timedelta(days=4)
        leave(builder)
        builder.at += timedelta(days=3)
        left(builder, on=day(builder, 6))
        assert is_owed(builder)
