"""What a victim is owed once charges ended counts from that day, however late it was recorded."""

from datetime import timedelta

import pytest

from devtools.case_builder import cast
from people.text.dates import format_day
from tests.support.cases.charge_stops import (
    charge_read_twice,
    charge_two_victims,
    countersign_stop_of,
    laid_about,
    stop_charges_of,
)
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import recomputed_duties, record_of, tell_victim
from timeliness.calendar import london_day
from victims.actions.letter_facts import facts_of_letter
from victims.actions.reviewable_decisions import reviewable_decisions_of_victim

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """A suspect charged with counts about two victims, nine days ago."""
    made = charge_two_victims(cast())
    made.charged_on = made.at.date()
    made.at += timedelta(days=9)
    return made


def stop_about_second(builder, days=None):
    day = None if days is None else builder.charged_on + timedelta(days=days)
    mine = laid_about(builder.suspects[0], builder.second)
    return stop_charges_of(builder, charges=mine, on=day)


def duty_of(builder, what="DISCONTINUED"):
    [duty] = [each for each in recomputed_duties(builder) if each.what == what]
    return duty


def test_the_working_day_runs_from_the_day_on_which_they_ended(builder):
    stop_about_second(builder, days=2)
    late = duty_of(builder)
    assert london_day(late.happened_at) == builder.charged_on + timedelta(days=2)
    assert late.clock.due_at < builder.at


def test_and_from_when_it_was_recorded_where_no_day_was_given(builder):
    stop = stop_about_second(builder)
    assert duty_of(builder).happened_at == stop.in_force_at
    assert duty_of(builder).clock.due_at > builder.at


def test_a_second_reader_who_reads_late_takes_no_time_from_the_victim():
    builder = charge_read_twice(cast())
    builder.at += timedelta(days=1)
    ended_on = builder.at.date()
    stop_charges_of(builder, on=ended_on)
    builder.at += timedelta(days=6)
    countersign_stop_of(builder)
    assert london_day(duty_of(builder).happened_at) == ended_on


def test_a_victim_who_was_told_on_that_day_is_owed_it_no_more(builder):
    builder.at -= timedelta(days=6)
    tell_victim(builder, builder.second, builder.suspect(), "STOPPED")
    builder.at += timedelta(days=6)
    stop_about_second(builder, days=2)
    assert not duty_of(builder).is_open


def test_letters_and_reviews_name_the_day(builder):
    stop_about_second(builder, days=2)
    ended_on = builder.charged_on + timedelta(days=2)
    record = record_of(builder.second)
    told = facts_of_letter("STOPPED", record, builder.suspect(), side="CPS", language="ENGLISH")
    assert told["stopped_on"] == format_day(ended_on)
    [found] = reviewable_decisions_of_victim(record, side="CPS")
    assert found.decisions["CPS_DISCONTINUED"].decided_on == ended_on
