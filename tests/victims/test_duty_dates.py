"""Due days of duties, compared with dates counted by hand on a paper calendar."""

from datetime import UTC, datetime

import pytest

from cases.models import CourtFact
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.charges import authorise_charge_of, report_charge_of
from tests.support.module_fixtures import module_fixture
from tests.support.timeliness.moments import day_of
from tests.support.victims.duties import duties_owed, record_of
from timeliness import periods
from timeliness.actions.closed_days import recount_clocks_from
from timeliness.calendar import london_day
from timeliness.models import ExtraDay
from timeliness.periods import Period
from victims.actions import duties
from victims.models import VictimEvent

pytestmark = pytest.mark.django_db
LATER = datetime(2028, 4, 3, 9, 0, tzinfo=UTC)
DAYS = {  # an interview on this day: due at the end of that one
    "2026-03-27": "2026-03-30",  # Friday; the clocks go forward on Sunday
    "2026-10-23": "2026-10-26",  # Friday; the clocks go back on Sunday
    "2026-10-25": "2026-10-26",  # that Sunday
    "2026-12-23": "2026-12-24",
    "2026-12-24": "2026-12-29",  # Thursday: Christmas on Friday, Boxing Day's substitute on Monday
    "2026-12-25": "2026-12-29",
    "2026-12-31": "2027-01-04",  # Thursday before New Year's Day
    "2027-03-25": "2027-03-30",  # Thursday before Easter, over which the clocks go forward
    "2027-10-29": "2027-11-01",  # Friday; clocks go back on Sunday
    "2028-02-25": "2028-02-28",
    "2028-02-28": "2028-02-29",  # the leap day is a Tuesday
    "2028-02-29": "2028-03-01",
}
MOMENTS = {  # a trial whose date is recorded then: due then; both in UTC
    "2026-03-28 23:30": "2026-03-30 22:59:59",  # Saturday night in winter, due in summer
    "2026-10-22 22:59": "2026-10-23 22:59:59",  # a minute before Friday in London
    "2026-10-22 23:00": "2026-10-26 23:59:59",  # Friday in London, and Thursday in UTC
    "2026-10-24 23:30": "2026-10-26 23:59:59",  # Sunday in London
}


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@module_fixture
def builder():
    return CaseBuilder(cast()).submit()


def record_interviews(builder, *days):
    for day in days:
        VictimEvent.objects.unscoped("test").create(
            case=builder.case,
            record=record_of(builder.victim),
            suspect=builder.suspects[0],
            side="POLICE",
            what="INTERVIEW",
            on=day_of(day),
            by=builder.cast.officer,
            at=LATER,
        )


def due_times(builder, what):
    """{when it happened: when it is due} of the duties of one kind."""
    duties.recompute_case_duties(case_id=builder.case.pk, at=LATER)
    return {duty.happened_at: duty.clock.due_at for duty in duties_owed(builder, what=what)}


def test_every_day_is_counted_as_on_a_paper_calendar(builder):
    record_interviews(builder, *DAYS)
    found = due_times(builder, "INTERVIEW").items()
    assert {london_day(at): london_day(end) for at, end in found} == {
        day_of(day): day_of(end) for day, end in DAYS.items()
    }


def test_a_moment_belongs_to_its_day_in_london():
    builder = CaseBuilder(cast()).allocate()
    authorise_charge_of(builder)
    report_charge_of(builder)
    for at in MOMENTS:
        CourtFact.objects.unscoped("test").create(
            case=builder.case, suspect=builder.suspects[0], kind="TRIAL", on=day_of("2027-01-01"),
            by=builder.cast.officer, at=utc(at),
        )  # fmt: skip
    assert due_times(builder, "TRIAL") == {utc(at): utc(end) for at, end in MOMENTS.items()}


def test_a_bank_holiday_that_is_announced_late_moves_what_is_owed_and_not_what_was_kept(builder):
    record_interviews(builder, "2026-12-24")
    assert list(due_times(builder, "INTERVIEW").values()) == [utc("2026-12-29 23:59:59")]
    ExtraDay.objects.create(day=day_of("2026-12-29"), title="A day of mourning")
    recount_clocks_from(day_of("2026-12-29"), at=utc("2026-12-24 12:00"))
    [duty] = duties_owed(builder, what="INTERVIEW")
    assert duty.clock.due_at == duty.listed_at == utc("2026-12-30 23:59:59")


def test_a_rule_that_changes_after_the_event_leaves_what_arose_under_the_old_one(
    builder, monkeypatch
):
    changed = Period(
        "victim_told_enhanced", 3, "working_days", "event", "sourced", "A later Code",
        starts=day_of("2026-06-01"),
    )  # fmt: skip
    record_interviews(builder, "2026-05-29")
    due_times(builder, "INTERVIEW")
    monkeypatch.setitem(periods.PERIODS_BY_VERSION, changed.version, changed)
    record_interviews(builder, "2026-05-28", "2026-06-01")  # one of them recorded only now
    duties.recompute_case_duties(case_id=builder.case.pk, at=LATER)
    recount_clocks_from(day_of("2026-05-01"), at=LATER)
    found = [
        (london_day(d.happened_at), d.clock.rule_version, london_day(d.clock.due_at))
        for d in duties_owed(builder, what="INTERVIEW")
    ]
    assert found == [
        (day_of("2026-05-28"), "victim_told_enhanced@2021-04-01", day_of("2026-05-29")),
        (day_of("2026-05-29"), "victim_told_enhanced@2021-04-01", day_of("2026-06-01")),
        (day_of("2026-06-01"), "victim_told_enhanced@2026-06-01", day_of("2026-06-04")),
    ]


def test_an_area_may_have_a_rule_of_its_own(builder, monkeypatch):
    own = Period(
        "victim_told_enhanced", 2, "working_days", "event", "product setting", "A pilot",
        area="South West", starts=day_of("2026-06-01"),
    )  # fmt: skip
    monkeypatch.setitem(periods.PERIODS_BY_VERSION, own.version, own)
    record_interviews(builder, "2026-06-01")
    due_times(builder, "INTERVIEW")
    [duty] = duties_owed(builder, what="INTERVIEW")
    assert duty.clock.rule_version == "victim_told_enhanced@South West@2026-06-01"
    assert london_day(duty.clock.due_at) == day_of("2026-06-03")
