"""Custody time limits: recorded after a charge, listed, and reminded of."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from cases.case_details.actions import cases
from cases.desk.queries import custody_ends, worklists
from cases.models import Custody, Suspect
from devtools.case_builder import Road, cast, scope
from people.access.scopes import Refused
from tests.cases.test_audience import audience
from tests.cases.test_custody_reminders import DAY, HOUR, record, running, sweep_hourly, told
from tests.support.cases import charges
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.pages import as_, at, day, said
from tests.support.cases.query_counter import questions
from tests.support.module_fixtures import standing
from tests.support.timeliness.moments import london
from timeliness import periods
from timeliness.actions import clocks
from timeliness.reminder_times import CUSTODY_LIMIT_ENDS

pytestmark = pytest.mark.django_db

ENDS = date(2026, 9, 1)  # a Tuesday; the Monday before is a bank holiday
POLICE = {"Olive Officer", "Sue Supervisor"}


@standing
def road():
    """A suspect charged on Monday 2 March 2026."""
    road = Road(cast()).allocate()
    charges.charge(road)
    charges.report(road)
    return road


def remanded(road, ends=ENDS):
    record(road, custody="REMANDED", custody_limit_ends_on=ends)


def limits(road, who):
    """{case: text of its row} in the worklist of custody time limits."""
    page = as_(getattr(road.cast, who)).get(reverse("see-worklist", args=["custody-limits"]))
    assert page.status_code == 200
    return {row[0]: row[-1] for row in page.context["rows"]}


def form(road, **typed):
    suspect = road.suspect()
    page = as_(road.cast.officer).get(at("record-custody", suspect))
    opened = page.context["form"]["opened"].value()
    sent = {"version": suspect.version, "opened": opened, "custody": "REMANDED", **typed}
    return as_(road.cast.officer).post(at("record-custody", suspect), sent)


# Recorded


def test_a_limit_is_recorded_after_the_road_has_ended_and_is_in_the_history(road):
    assert road.suspect().state == "CHARGED"
    assert form(road, **day("custody_limit_ends_on", ENDS)).status_code == 302
    now = road.suspect()
    assert (now.custody, now.custody_limit_ends_on) == ("REMANDED", ENDS)
    page = said(as_(road.cast.prosecutor).get(at("see-case", road.case)))
    assert "Charged and remanded in custody" in page
    assert "Custody time limit ends 1 September 2026" in page
    history = said(as_(road.cast.officer).get(at("see-case-history", road.case)))
    assert "Custody time limit ends on" in history
    assert now.history.first().custody_limit_ends_on == ENDS


def test_a_limit_may_be_left_out_while_unknown(road):
    assert form(road).status_code == 302
    assert road.suspect().custody == "REMANDED"
    assert not running(road).exists()


def test_nobody_is_asked_about_it_before_the_charge_and_nothing_takes_it():
    road = Road(cast()).allocate()
    page = as_(road.cast.officer).get(at("record-custody", road.suspect()))
    assert "custody_limit_ends_on" not in page.text and "remanded" not in page.text
    assert "remanded" not in as_(road.cast.officer).get(at("add-suspect", road.case)).text
    typed = day("custody_limit_ends_on", ENDS)
    assert "Select one of the answers shown" in said(form(road, **typed))
    with pytest.raises(Refused, match="has not been charged"):
        remanded(road)
    with pytest.raises(Refused, match="has not been charged"):
        road.do(
            cases.add_suspect, "officer", case=road.case, surname="New", custody="REMANDED",
            custody_limit_ends_on=ENDS,
        )  # fmt: skip
    assert road.suspect().custody_limit_ends_on is None


def test_a_limit_is_removed_with_the_remand(road):
    remanded(road)
    today = road.at.date()
    record(road, custody="ON_BAIL", bailed_on=today, custody_limit_ends_on=ENDS)
    assert road.suspect().custody_limit_ends_on is None
    assert limits(road, "officer") == {}


def test_a_stale_form_overwrites_no_limit_that_another_recorded(road):
    before, officer = road.suspect(), as_(road.cast.officer)
    page = officer.get(at("record-custody", before))
    opened = page.context["form"]["opened"].value()
    remanded(road)
    sent = {
        "version": before.version, "opened": opened, "custody": "UNDER_INVESTIGATION",
        **day("released_on", date(2026, 2, 1)), **day("arrested_on", date(2026, 1, 15)),
    }  # fmt: skip
    officer.post(at("record-custody", before), sent)
    now = road.suspect()
    assert (now.custody, now.custody_limit_ends_on) == ("REMANDED", ENDS)


# In worklists


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"custody_limit_ends_on": "2026-12-03"}, "Custody time limit ends 3 December"),
        ({"custody_limit_ends_on": "2027-01-03"}, "Custody time limit ends 3 January 2027"),
        ({"custody_limit_ends_on": "2026-07-01"}, "Custody time limit ends today"),
        (
            {"custody_limit_ends_on": "2026-06-30"},
            "The end of the custody time limit that was recorded has passed: 30 June",
        ),
        ({}, ""),
        ({"custody": "ON_BAIL", "bail_ends_on": "2026-12-03"}, ""),
        ({"custody": "ON_BAIL", "custody_limit_ends_on": "2026-12-03"}, ""),
    ],
)
def test_a_limit_is_shown_after_the_road_has_ended_and_bail_is_not(facts, words):
    """The time is half past midnight on 1 July in London."""
    now = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    known = dict.fromkeys(("detained_until", "bail_ends_on", "custody_limit_ends_on"))
    known |= {"custody": Custody.REMANDED, "holder_side": ""} | facts
    assert custody_ends.custody_end_text(known, at=now) == words


@pytest.mark.parametrize("who", ["officer", "supervisor", "assistant", "manager", "prosecutor"])
def test_whoever_must_keep_the_limit_has_it_on_a_list(road, who):
    remanded(road, date(2031, 9, 1))
    assert limits(road, who) == {road.case.pk: "Custody time limit ends 1 September 2031"}
    assert as_(getattr(road.cast, who)).get("/").context["counts"]["custody-limits"] == "1"


def test_the_first_to_end_is_first_and_the_list_goes_on_after_a_page(road):
    remanded(road, date(2031, 9, 2))
    other = Road(road.cast).allocate()
    charges.charge(other)
    charges.report(other)
    remanded(other, date(2031, 9, 1))
    assert list(limits(road, "officer")) == [other.case.pk, road.case.pk]
    [rows] = [each.rows for each in worklists.WORKLISTS if each.name == "custody-limits"]
    reader = scope(road.cast.officer)
    [first] = rows.page(reader, size=1)
    after = worklists.Cursor.parse(worklists.Cursor.after([first]))
    assert [row[1] for row in rows.page(reader, after=after)] == [road.case.pk]


def test_no_other_list_board_or_figure_takes_it_for_open_work(road):
    remanded(road, date(2026, 3, 5))
    suspect = road.suspect()
    assert (suspect.is_open, suspect.due_at, suspect.holder_side) == (False, None, "")
    page = as_(road.cast.officer).get(reverse("see-worklist", args=["unit"]))
    assert page.context["rows"] == []


def test_who_may_not_see_the_case_has_it_on_no_list(road):
    remanded(road)
    stranger = Road(cast())
    assert limits(stranger, "manager") == {}
    in_conflict(road.cast.prosecutor, road.case, at=road.at)
    assert limits(road, "prosecutor") == {}
    Suspect.objects.unscoped("test").filter(case=road.case).update(only_side="POLICE")
    assert limits(road, "manager") == {} and len(limits(road, "officer")) == 1


def test_the_list_asks_no_more_than_any_list(road):
    address = reverse("see-worklist", args=["custody-limits"])
    remanded(road)
    _, asked = questions(as_(road.cast.officer), address)
    assert len(asked) <= 6


# Reminders


def test_the_police_and_the_prosecution_hear_before_it_on_the_day_and_those_above_after(road):
    remanded(road)
    before, today = london("2026-08-27 08:00"), london("2026-09-01 08:00")
    both = POLICE | {"Pia Prosecutor"}
    assert sweep_hourly(
        road, before - HOUR, before, today - HOUR, today, today + HOUR, today + DAY
    ) == [
        set(), {("end_before_due", who) for who in both},
        set(), {("end_after_due", who) for who in both},
        set(), {("end_escalated", who) for who in ("Sue Supervisor", "Mona Manager")},
    ]  # fmt: skip


def test_the_managers_hear_where_no_prosecutor_is_left(road):
    remanded(road)
    in_conflict(road.cast.prosecutor, road.case, at=road.at)
    heard = audience(running(road).get().pk)
    assert heard["before_due"] == POLICE | {"Mona Manager"}


def test_the_cps_hears_nothing_of_a_suspect_whom_the_police_keep_to_themselves(road):
    remanded(road)
    Suspect.objects.unscoped("test").filter(case=road.case).update(only_side="POLICE")
    heard = audience(running(road).get().pk)
    assert heard == {"before_due": POLICE, "after_due": POLICE, "escalated": {"Sue Supervisor"}}


def test_the_clock_moves_with_the_date_and_stops_with_the_remand(road):
    remanded(road)
    first = running(road).get()
    assert first == road.suspect().custody_clock and first.rule == CUSTODY_LIMIT_ENDS
    remanded(road, ENDS + 7 * DAY)
    assert running(road).get() != first
    record(road, custody="REMANDED")
    assert not running(road).exists() and road.suspect().custody_clock is None


def test_the_clock_runs_on_while_the_report_of_the_charge_is_corrected(road):
    remanded(road)
    charges.correct(road, charges=[charges.another(road)], explanation="It was another one.")
    assert road.suspect().state == "CHARGE_DIFFERS"
    assert running(road).filter(rule=CUSTODY_LIMIT_ENDS).get() == road.suspect().custody_clock


def test_an_area_settles_how_long_before_it_is_told_and_the_law_s_days_are_not_guessed(
    road, monkeypatch
):
    row = periods.PERIODS_BY_VERSION["custody_limit_remind_before@always"]
    assert row.is_unset
    settled = periods.Period(**vars(row) | {"amount": 10, "unit": "working_days"})
    monkeypatch.setitem(periods.PERIODS_BY_VERSION, row.version, settled)
    remanded(road)
    clock = running(road).get()
    assert clock.remind_at == london("2026-08-17 08:00")
    assert clock.overdue_at == clock.due_at == london("2026-09-01 08:00")
    remanded(road, date(2026, 3, 6))  # less than ten working days ahead
    assert running(road).get().remind_at == london("2026-03-04 08:00")
    assert clocks.recount_clock(running(road).get(), at=road.at, extra={}) is False


def test_an_end_that_has_passed_starts_nothing_and_tells_nobody(road):
    remanded(road, road.at.date() - DAY)
    assert not running(road).exists() and not told(road)
