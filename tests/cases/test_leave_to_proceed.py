"""Charges that lie on the file go on with the leave of a court, from the day of that leave."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from cases.decisions.actions import court_facts
from cases.models import CourtFact, Event, StoppedCount
from devtools.case_builder import cast, scope
from people.access.scopes import Refused
from people.text.dates import format_day
from tests.cases.test_one_of_alternatives import charged
from tests.support.cases.charge_stops import (
    charge_two_victims,
    countersign_stop_of,
    laid_about,
    laid_against,
    stop_charges_of,
)
from tests.support.cases.concurrency import run_at_once
from tests.support.cases.court_facts import correct_in_court, record_in_court
from tests.support.cases.leave_of_court import about_second, give_leave, left_on_file, nth_day
from tests.support.cases.pages import client_for, date_parts, page_text, page_url, submit_form
from tests.support.cases.refusals import why_not
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return left_on_file(only_second=True)


@module_fixture
def all_left():
    return left_on_file()


def on_file(builder):
    """Keys of the charges that lie on the file."""
    rows = StoppedCount.objects.filter(is_current=True, stop__kind="ON_FILE")
    return set(rows.filter(stop__case=builder.case).values_list("laid", flat=True))


def resumed(builder):
    """How often the prosecution of the case went on again."""
    return Event.objects.unscoped("test").filter(
        case=builder.case, verb="resume_prosecution"
    ).count()  # fmt: skip


class TestGiven:
    def test_named_or_not_it_is_of_what_lies_on_the_file(self, builder):
        [left] = about_second(builder)
        given = give_leave(builder)
        assert [row.charge for row in given.about.all()] == [left]
        assert on_file(builder) == set()
        assert builder.suspect().state == "CHARGED"

    def test_a_charge_that_does_not_lie_there_is_refused(self, builder):
        mine = laid_about(builder.suspects[0], builder.victim)
        with pytest.raises(Refused, match="does not lie on the file"):
            give_leave(builder, mine[0], *about_second(builder))
        assert len(on_file(builder)) == 1

    @pytest.mark.parametrize("kind", [None, "DISCONTINUED", "NO_EVIDENCE"])
    def test_nor_is_there_leave_where_none_lies_there(self, kind):
        made = charge_two_victims(cast())
        if kind:
            stop_charges_of(made, charges=laid_against(made.suspects[0])[:1], kind=kind)
        with pytest.raises(Refused, match="No charge against this suspect lies on the file"):
            record_in_court(made, "LEAVE", result="CROWN")

    @pytest.mark.parametrize(
        ("days", "why"), [(2, "was left to lie on the file on"), (20, "has not come yet")]
    )
    def test_its_day_is_neither_before_that_nor_ahead(self, builder, days, why):
        with pytest.raises(Refused, match=why):
            give_leave(builder, on=nth_day(builder, days))

    def test_the_prosecution_goes_on_where_every_charge_lay_there(self, all_left):
        assert all_left.suspect().state == "STOPPED"
        give_leave(all_left, *about_second(all_left))
        assert all_left.suspect().state == "CHARGED"
        assert resumed(all_left) == 1
        give_leave(all_left)
        assert on_file(all_left) == set()
        assert resumed(all_left) == 1

    def test_it_is_left_there_again_and_goes_on_again(self, builder):
        [left] = about_second(builder)
        give_leave(builder)
        with pytest.raises(Refused, match="Something is recorded in court"):
            stop_charges_of(builder, charges=[left], kind="ON_FILE", on=nth_day(builder, 5))
        stop_charges_of(builder, charges=[left], kind="ON_FILE", on=nth_day(builder, 7))
        assert on_file(builder) == {left.pk}
        give_leave(builder, result="APPEAL", on=nth_day(builder, 8))
        assert on_file(builder) == set()

    def test_given_twice_at_once_it_is_recorded_once(self, builder):
        [left] = about_second(builder)
        give_leave(builder, left)
        with pytest.raises(Refused, match="No charge against this suspect lies on the file"):
            give_leave(builder, left)

    def test_no_other_row_of_a_stop_goes_on_by_it(self, builder):
        mine = laid_about(builder.suspects[0], builder.victim)
        stop_charges_of(builder, charges=mine[:1])
        given = give_leave(builder)
        counts = StoppedCount.objects.filter(laid=mine[0])
        with pytest.raises(DatabaseError, match="already stopped"), transaction.atomic():
            counts.update(leave=given, is_current=False)
        with pytest.raises(DatabaseError, match="already stopped"), transaction.atomic():
            counts.update(is_current=False)


class TestInCourt:
    def test_nothing_is_of_the_charge_between_the_two_days(self, builder):
        [left] = about_second(builder)
        give_leave(builder)
        told = why_not(lambda: record_in_court(
            builder, "PLEA", left, result="NOT_GUILTY", on=nth_day(builder, 5)
        ))  # fmt: skip
        assert "was stopped before that day" in told
        for days in (3, 6):
            record_in_court(builder, "PLEA", left, result="NOT_GUILTY", on=nth_day(builder, days))

    def test_it_is_of_all_again_and_can_end_in_a_conviction(self, builder):
        [left] = about_second(builder)
        with pytest.raises(Refused, match="has neither a conviction nor a sentence"):
            record_in_court(builder, "OUTCOME", left, result="CONVICTED")
        give_leave(builder)
        convicted = record_in_court(builder, "OUTCOME", result="CONVICTED")
        assert not convicted.about.exists()
        with pytest.raises(Refused, match="An outcome of one of these charges is recorded"):
            stop_charges_of(builder, charges=[left], kind="ON_FILE")

    def test_a_custody_time_limit_counts_for_it_again(self, all_left):
        from tests.cases.test_custody_reminders import record_custody_of

        record_custody_of(all_left, custody="REMANDED", custody_limit_ends_on=None)
        limit = all_left.at.date() + timedelta(days=40)
        give_leave(all_left)
        record_in_court(all_left, "CUSTODY_LIMIT", *about_second(all_left), on=limit)
        assert all_left.suspect().first_limit_ends_on == limit
        stop_charges_of(all_left, charges=about_second(all_left), kind="ON_FILE")
        assert all_left.suspect().first_limit_ends_on is None
        give_leave(all_left, on=all_left.at.date())
        assert all_left.suspect().first_limit_ends_on == limit


class TestCorrected:
    def test_its_day_and_court_are_corrected(self, builder):
        given = give_leave(builder)
        right = correct_in_court(builder, given, result="APPEAL", on=nth_day(builder, 4))
        count = StoppedCount.objects.get(leave=right)
        assert not count.is_current and not StoppedCount.objects.filter(leave=given).exists()
        record_in_court(builder, "PLEA", count.laid, result="NOT_GUILTY", on=nth_day(builder, 4))

    def test_not_to_before_the_file_nor_to_after_what_needs_it(self, builder):
        [left] = about_second(builder)
        given = give_leave(builder)
        record_in_court(builder, "PLEA", left, result="NOT_GUILTY", on=nth_day(builder, 7))
        with pytest.raises(Refused, match="was left to lie on the file on"):
            correct_in_court(builder, given, result="CROWN", on=nth_day(builder, 2))
        with pytest.raises(Refused, match="which needs that leave"):
            correct_in_court(builder, given, result="CROWN", on=nth_day(builder, 8))
        assert StoppedCount.objects.filter(leave=given).exists()

    def test_not_to_after_it_was_left_there_again(self, builder):
        given = give_leave(builder)
        stop_charges_of(
            builder, charges=about_second(builder), kind="ON_FILE", on=nth_day(builder, 7)
        )
        with pytest.raises(Refused, match="was stopped again on"):
            correct_in_court(builder, given, result="CROWN", on=nth_day(builder, 8))
        correct_in_court(builder, given, result="CROWN", on=nth_day(builder, 7))
        with pytest.raises(Refused, match="so this leave stays"):
            correct_in_court(
                builder, CourtFact.objects.unscoped("test").get(kind="LEAVE", is_current=True),
                is_void=True,
            )  # fmt: skip

    def test_recorded_in_error_the_charges_lie_on_the_file_again(self, all_left):
        given = give_leave(all_left)
        assert on_file(all_left) == set()
        void = correct_in_court(all_left, given, is_void=True)
        assert (all_left.suspect().state, void.void_text) == ("STOPPED", "Recorded in error")
        assert len(on_file(all_left)) == 3
        assert not StoppedCount.objects.filter(leave__suspect=all_left.suspects[0]).exists()
        give_leave(all_left)
        assert all_left.suspect().state == "CHARGED"

    def test_given_after_all_it_is_recorded_anew(self, all_left):
        given = give_leave(all_left, *about_second(all_left))
        void = correct_in_court(all_left, given, is_void=True)
        with pytest.raises(Refused, match="Nothing has changed"):
            correct_in_court(all_left, void, is_void=True)
        with pytest.raises(Refused, match="record that leave anew"):
            correct_in_court(all_left, void, result="APPEAL")
        assert len(on_file(all_left)) == 3
        right = give_leave(all_left, *about_second(all_left), result="APPEAL")
        [left] = about_second(all_left)
        assert StoppedCount.objects.get(leave=right).laid == left
        assert all_left.suspect().state == "CHARGED"
        assert len(on_file(all_left)) == 2

    @pytest.mark.parametrize(("kind", "result", "why"), [
        ("PLEA", "NOT_GUILTY", "which needs this leave"),
        ("OUTCOME", "ACQUITTED", "which needs this leave"),
    ])  # fmt: skip
    def test_not_while_something_in_court_needs_it(self, builder, kind, result, why):
        given = give_leave(builder)
        rests = record_in_court(builder, kind, *about_second(builder), result=result)
        with pytest.raises(Refused, match=why):
            correct_in_court(builder, given, is_void=True)
        correct_in_court(builder, rests, is_void=True, result=result)
        correct_in_court(builder, given, is_void=True)
        assert len(on_file(builder)) == 1

    def test_nor_while_a_verdict_of_all_does(self, builder):
        given = give_leave(builder)
        record_in_court(builder, "OUTCOME", result="CONVICTED")
        with pytest.raises(Refused, match="An outcome of one of these charges is recorded"):
            correct_in_court(builder, given, is_void=True)


def test_recorded_in_error_while_another_stop_waits_for_its_reader():
    made = charge_two_victims(cast(), read_twice=True)
    made.at += timedelta(days=3)
    stop_charges_of(made, charges=about_second(made), kind="ON_FILE")
    countersign_stop_of(made)
    given = record_in_court(made, "LEAVE", result="CROWN")
    stop_charges_of(made, charges=laid_about(made.suspects[0], made.victim))
    correct_in_court(made, given, is_void=True)
    assert made.suspect().state == "CHARGE_STOP"
    countersign_stop_of(made)
    assert made.suspect().state == "STOPPED"


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_record_it_once():
    made = charge_two_victims(cast())
    stop_charges_of(made, kind="ON_FILE")
    suspect, day = made.suspect(), made.at.date()
    first, second = run_at_once(
        made.case,
        *(
            lambda who=who: court_facts.record_court_fact(
                suspect=suspect, by=scope(who, made.at), at=made.at, kind="LEAVE", on=day,
                result="CROWN",
            )
            for who in (made.cast.prosecutor, made.cast.manager)
        ),
    )  # fmt: skip
    assert sorted(type(each).__name__ for each in (first, second)) == ["CourtFact", "Refused"]
    assert CourtFact.objects.unscoped("test").filter(kind="LEAVE").count() == 1


class TestPages:
    def test_it_is_recorded_on_the_page_and_seen_by_both_sides(self, builder):
        prosecutor = client_for(builder.cast.prosecutor)
        url = page_url("record-court-fact", builder.suspects[0])
        page = page_text(prosecutor.get(url))
        assert "Select it for what happened by then, or for leave to proceed with it." in page
        day = nth_day(builder, 6)
        sent = {"kind": "LEAVE"} | date_parts("on", day)
        told = page_text(prosecutor.post(url, sent | {"form_key": ""}))
        assert "Select which court gave leave" in told
        submit_form(prosecutor, url, **sent, leave_of="APPEAL")
        officer = client_for(builder.cast.officer)
        decisions = page_text(officer.get(page_url("see-decisions", builder.case)))
        assert f"Goes on again by leave of the Court of Appeal, {format_day(day)}:" in decisions
        in_court = page_text(officer.get(page_url("see-court-facts", builder.case)))
        assert "Leave to proceed with charges on the file: Court of Appeal" in in_court
        card = page_text(officer.get(page_url("see-case", builder.case)))
        assert (
            f"Leave to proceed with charges on the file Court of Appeal, {format_day(day)}" in card
        )
        assert "Left to lie on the file" not in card

    def test_it_is_offered_only_while_a_charge_lies_there(self, builder):
        url = page_url("record-court-fact", builder.suspects[0])
        prosecutor = client_for(builder.cast.prosecutor)
        assert "Leave to proceed" in page_text(prosecutor.get(url))
        given = give_leave(builder)
        assert "Leave to proceed" not in page_text(prosecutor.get(url))
        correct = page_url("correct-court-fact", given)
        assert "It was recorded in error: no court gave leave" in page_text(prosecutor.get(correct))
        sent = {
            "what": "another",
            "reason": "The clerk’s record has it two days before.",
        } | date_parts("on", nth_day(builder, 5))
        submit_form(prosecutor, correct, **sent, leave_of="CROWN")
        assert CourtFact.objects.unscoped("test").get(replaces=given).on == nth_day(builder, 5)


def test_beside_its_alternative_only_one_ends_in_a_conviction():
    made = charged(alternative_to=1)
    first, second = laid_against(made.suspects[0])
    stop_charges_of(made, charges=[second], kind="ON_FILE")
    record_in_court(made, "OUTCOME", first, result="CONVICTED")
    record_in_court(made, "LEAVE", result="CROWN")
    with pytest.raises(Refused, match="of the alternative to one of these charges is recorded"):
        record_in_court(made, "OUTCOME", second, result="CONVICTED")
