"""
The unit with the suspect is reminded before the recorded end of bail or detention, and after it.
"""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.actions import custody_ends
from cases.case_details.actions import cases
from cases.decisions.actions import finalisations
from cases.desk.queries import worklists
from cases.models import Suspect
from devtools.case_builder import CaseBuilder, cast, scope
from tests.cases.test_audience import audience_of_clock
from tests.support.cases import charges
from tests.support.cases.pages import client_for
from tests.support.module_fixtures import module_fixture
from tests.support.timeliness.moments import london
from timeliness import notices
from timeliness.actions import clocks, sweep
from timeliness.models import Clock, Delivery

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OFFICER, SUPERVISOR = "Olive Officer", "Sue Supervisor"


@module_fixture
def builder():
    return CaseBuilder(cast())  # on Monday 2 March 2026 at 9am


def record_custody_of(builder, **facts):
    suspect, known = builder.suspect(), dict.fromkeys(cases.CUSTODY_FACTS[1:])
    builder.do(
        cases.record_custody, "officer", suspect=suspect, version=suspect.version, **known | facts
    )


def record_bail(builder, days=15, **facts):
    """Record bail for this many days from that Monday: fifteen is Tuesday 17 March."""
    today = london("2026-03-02 09:00").date()
    facts = {"bailed_on": today, "bail_ends_on": today + days * DAY} | facts
    record_custody_of(builder, custody="ON_BAIL", **facts)


def running_clocks(builder):
    return Clock.objects.running().filter(about=builder.case.pk)


def custody_notices(builder):
    """{(notice, recipient)} about the ends of custody on the case."""
    rows = Delivery.objects.filter(about=builder.case.pk, notice__startswith="end_")
    return set(rows.values_list("notice", "recipient__name"))


def sweep_each_hour(builder, *moments):
    """Sweep at each moment. Returns what each sweep added."""
    said = []
    for moment in moments:
        before = custody_notices(builder)
        sweep.sweep_clocks(at=moment)
        said.append(custody_notices(builder) - before)
    return said


def notices_to_both(notice):
    return {(notice, OFFICER), (notice, SUPERVISOR)}


def test_bail_is_told_two_working_days_before_on_the_day_and_above_when_it_passed(builder):
    record_bail(builder)
    friday, tuesday = london("2026-03-13 08:00"), london("2026-03-17 08:00")
    assert sweep_each_hour(
        builder, friday - HOUR, friday, tuesday - HOUR, tuesday, tuesday + HOUR, tuesday + DAY
    ) == [
        set(), notices_to_both("end_before_due"), set(), notices_to_both("end_after_due"), set(),
        {("end_escalated", SUPERVISOR)},
    ]  # fmt: skip


def test_bail_that_ends_on_a_sunday_is_told_on_the_sunday(builder):
    record_bail(builder, days=13)
    clock = running_clocks(builder).get()
    assert clock.overdue_at == london("2026-03-15 08:00")
    assert clock.remind_at == london("2026-03-12 08:00")


def test_detention_is_told_an_hour_before_and_when_it_ends(builder):
    ends = london("2026-03-03 14:00")
    record_custody_of(builder, custody="IN_CUSTODY", detained_until=ends)
    assert sweep_each_hour(builder, ends - 2 * HOUR, ends - HOUR, ends, ends + HOUR) == [
        set(), notices_to_both("end_before_due"), notices_to_both("end_after_due"),
        {("end_escalated", SUPERVISOR)},
    ]  # fmt: skip


def test_a_suspect_is_added_with_an_end_already(builder):
    facts = dict.fromkeys(cases.CUSTODY_FACTS) | {
        "custody": "IN_CUSTODY", "detained_until": london("2026-03-03 14:00"),
    }  # fmt: skip
    suspect = builder.do(cases.add_suspect, "officer", case=builder.case, surname="New", **facts)
    assert running_clocks(builder).get() == suspect.custody_clock
    assert suspect.custody_clock.subject == f"{builder.urn}, suspect {suspect.number}"


def test_the_clock_moves_with_the_date_and_with_nothing_else(builder):
    record_bail(builder)
    first = running_clocks(builder).get()
    record_bail(builder, bailed_on=london("2026-03-01 09:00").date())
    builder.write()
    assert running_clocks(builder).get() == first
    record_bail(builder, days=22)
    later = running_clocks(builder).get()
    assert later != first
    assert later.due_at.date() == london("2026-03-24 09:00").date()
    assert sweep_each_hour(builder, first.overdue_at) == [set()]


@pytest.mark.parametrize(
    "facts", [{"custody": "UNDER_INVESTIGATION"}, {"custody": "ON_BAIL"}, {"custody": "IN_CUSTODY"}]
)
def test_a_reminder_stops_where_no_such_end_is_recorded_any_more(builder, facts):
    record_bail(builder)
    record_custody_of(builder, **facts)
    assert not running_clocks(builder).exists()
    assert builder.suspect().custody_clock is None


def test_a_reminder_stops_with_the_turns_and_runs_again_when_it_reopens(builder):
    record_bail(builder)
    builder.allocate()
    assert running_clocks(builder).filter(rule="bail_ends").count() == 1
    builder.do(
        finalisations.finalise_administratively, "prosecutor", suspect=builder.suspect(),
        reason="OTHER", text="x",
    )  # fmt: skip
    assert not running_clocks(builder).exists()
    builder.do(finalisations.reopen_suspect, "manager", suspect=builder.suspect(), text="x")
    assert running_clocks(builder).filter(rule="bail_ends").count() == 1
    charges.authorise_charge_of(builder)
    charges.report_charge_of(builder)
    assert not running_clocks(builder).exists()


@pytest.mark.parametrize(("days", "starts"), [(-1, False), (0, True)])
def test_an_end_that_is_over_when_it_is_recorded_starts_nothing(builder, days, starts):
    record_bail(builder, days, bailed_on=london("2026-02-01 09:00").date())
    assert running_clocks(builder).exists() is starts
    if starts:  # it is past 8am
        assert sweep_each_hour(builder, builder.at) == [notices_to_both("end_after_due")]


def test_the_clock_of_a_reminder_makes_no_side_late(builder):
    record_bail(builder)
    suspect, clock = builder.suspect(), running_clocks(builder).get()
    assert suspect.due_at is None
    assert suspect.turns.unscoped("test").get().clock is None
    late = scope(builder.cast.officer, at=clock.escalate_at + 9 * DAY)
    [overdue] = [each for each in worklists.WORKLISTS if each.name == "overdue"]
    assert overdue.rows.count(late) == 0
    board = client_for(builder.cast.supervisor).get(reverse("see-board"))
    assert board.context["board"].overdue == 0


def test_people_of_the_cps_are_not_reminded(builder):
    record_bail(builder)
    builder.allocate()
    clock = running_clocks(builder).get(rule="bail_ends")
    both = {OFFICER, SUPERVISOR}
    assert audience_of_clock(clock.pk) == {
        "before_due": both, "after_due": both, "escalated": {SUPERVISOR},
    }  # fmt: skip


def test_a_closed_day_moves_what_is_said_before_and_not_the_day(builder):
    record_bail(builder)
    clock = running_clocks(builder).get()
    day = london("2026-03-16 09:00").date()
    assert clocks.recount_clock(clock, at=builder.at, extra={day: "Closed"})
    assert clock.overdue_at == clock.due_at == london("2026-03-17 08:00")
    assert clock.remind_at == london("2026-03-12 08:00")


def test_the_words_say_where_to_look_and_nothing_of_being_late():
    for stage in ("before_due", "after_due", "escalated"):
        words = notices.notice_title(f"end_{stage}")
        assert "bail or custody" in words
        assert "verdue" not in words


# Ends recorded before these clocks existed


def test_an_end_recorded_before_gets_its_clock_once(builder):
    record_bail(builder)
    builder.allocate()
    Suspect.objects.unscoped("test").filter(case=builder.case).update(custody_clock=None)
    running_clocks(builder).filter(rule="bail_ends").delete()
    versions = builder.suspect().history.count()
    assert custody_ends.start_missing_custody_clocks(at=builder.at) == 1
    clock = running_clocks(builder).get(rule="bail_ends")
    assert builder.suspect().custody_clock == clock
    assert clock.overdue_at == london("2026-03-17 08:00")
    assert custody_ends.start_missing_custody_clocks(at=builder.at) == 0
    assert running_clocks(builder).filter(rule="bail_ends").count() == 1
    assert builder.suspect().history.count() == versions
    assert sweep_each_hour(builder, london("2026-03-13 08:00")) == [
        notices_to_both("end_before_due")
    ]


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"custody": "IN_CUSTODY", "detained_until": london("2026-03-03 14:00")}, 1),
        ({"custody": "IN_CUSTODY", "detained_until": london("2026-03-01 14:00")}, 0),
        ({"custody": "ON_BAIL", "bail_ends_on": london("2026-03-01 09:00").date()}, 0),
        ({"custody": "ON_BAIL", "bail_ends_on": london("2026-03-02 09:00").date()}, 1),
        ({"custody": "UNDER_INVESTIGATION", "bail_ends_on": london("2026-03-17 09:00").date()}, 0),
        (
            {
                "custody": "ON_BAIL", "bail_ends_on": london("2026-03-17 09:00").date(),
                "holder_side": "",
            },
            0,
        ),
    ],
)  # fmt: skip
def test_only_a_future_end_of_an_open_suspect_gets_one(builder, facts, found):
    Suspect.objects.unscoped("test").filter(case=builder.case).update(**facts)
    assert custody_ends.start_missing_custody_clocks(at=builder.at) == found
    assert running_clocks(builder).count() == found


def test_where_nothing_is_left_two_short_walks_are_all(builder, django_assert_num_queries):
    record_bail(builder)
    with django_assert_num_queries(2):
        custody_ends.start_missing_custody_clocks(at=builder.at)


def test_one_case_that_fails_keeps_no_other_waiting(builder, monkeypatch):
    other = CaseBuilder(builder.cast)
    for each in (builder, other):
        Suspect.objects.unscoped("test").filter(case=each.case).update(
            custody="ON_BAIL", bail_ends_on=london("2026-03-17 09:00").date()
        )
    follow = custody_ends.update_custody_clock

    def fails(suspect, **facts):
        if suspect.case_id == builder.case.pk:
            raise RuntimeError("as if")
        follow(suspect, **facts)

    monkeypatch.setattr(custody_ends, "update_custody_clock", fails)
    assert custody_ends.start_missing_custody_clocks(at=builder.at) == 1
    assert running_clocks(other).count() == 1 and not running_clocks(builder).exists()
