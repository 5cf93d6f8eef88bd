"""Custody time limits: recorded after a charge, listed, and reminded of."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from cases.case_details.actions import cases
from cases.desk.queries import custody_ends, worklists
from cases.models import Custody, Suspect
from devtools.case_builder import CaseBuilder, cast, scope
from people.access.scopes import Refused
from tests.cases.test_audience import audience_of_clock
from tests.cases.test_custody_reminders import (
    DAY,
    HOUR,
    custody_notices,
    record_custody_of,
    running_clocks,
    sweep_each_hour,
)
from tests.support.cases import charges
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, date_parts, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from tests.support.timeliness.moments import london
from timeliness import periods
from timeliness.actions import clocks
from timeliness.reminder_times import CUSTODY_LIMIT_ENDS

pytestmark = pytest.mark.django_db

ENDS = date(2026, 9, 1)  # a Tuesday; the Monday before is a bank holiday
POLICE = {"Olive Officer", "Sue Supervisor"}


@module_fixture
def builder():
    """A suspect charged on Monday 2 March 2026."""
    builder = CaseBuilder(cast()).allocate()
    charges.authorise_charge_of(builder)
    charges.report_charge_of(builder)
    return builder


def record_remand(builder, ends=ENDS):
    record_custody_of(builder, custody="REMANDED", custody_limit_ends_on=ends)


def limits_on_list(builder, who):
    """{case: text of its row} in the worklist of custody time limits."""
    page = client_for(getattr(builder.cast, who)).get(
        reverse("see-worklist", args=["custody-limits"])
    )
    assert page.status_code == 200
    return {row[0]: row[-3] for row in page.context["rows"]}


def post_custody_form(builder, **typed):
    suspect = builder.suspect()
    page = client_for(builder.cast.officer).get(page_url("record-custody", suspect))
    opened = page.context["form"]["opened"].value()
    sent = {"version": suspect.version, "opened": opened, "custody": "REMANDED", **typed}
    sent["changed_because"] = "The court remanded them this morning."
    return client_for(builder.cast.officer).post(page_url("record-custody", suspect), sent)


# Recorded


def test_a_limit_is_recorded_after_the_turns_have_ended_and_is_in_the_history(builder):
    assert builder.suspect().state == "CHARGED"
    assert (
        post_custody_form(builder, **date_parts("custody_limit_ends_on", ENDS)).status_code == 302
    )
    now = builder.suspect()
    assert (now.custody, now.custody_limit_ends_on) == ("REMANDED", ENDS)
    page = page_text(client_for(builder.cast.prosecutor).get(page_url("see-case", builder.case)))
    assert "Charged and remanded in custody" in page
    assert "Custody time limit ends 1 September 2026" in page
    history = page_text(
        client_for(builder.cast.officer).get(page_url("see-case-history", builder.case))
    )
    assert "Custody time limit ends on" in history
    assert now.history.first().custody_limit_ends_on == ENDS


def test_a_limit_may_be_left_out_while_unknown(builder):
    assert post_custody_form(builder).status_code == 302
    assert builder.suspect().custody == "REMANDED"
    assert not running_clocks(builder).exists()


def test_the_limit_is_not_asked_for_before_the_charge_and_not_accepted():
    builder = CaseBuilder(cast()).allocate()
    page = client_for(builder.cast.officer).get(page_url("record-custody", builder.suspect()))
    assert "custody_limit_ends_on" not in page.text and "remanded" not in page.text
    assert (
        "remanded"
        not in client_for(builder.cast.officer).get(page_url("add-suspect", builder.case)).text
    )
    typed = date_parts("custody_limit_ends_on", ENDS)
    assert "Select one of the answers shown" in page_text(post_custody_form(builder, **typed))
    with pytest.raises(Refused, match="has not been charged"):
        record_remand(builder)
    with pytest.raises(Refused, match="has not been charged"):
        builder.do(
            cases.add_suspect, "officer", case=builder.case, surname="New", custody="REMANDED",
            custody_limit_ends_on=ENDS,
        )  # fmt: skip
    assert builder.suspect().custody_limit_ends_on is None


def test_a_limit_is_removed_with_the_remand(builder):
    record_remand(builder)
    today = builder.at.date()
    record_custody_of(builder, custody="ON_BAIL", bailed_on=today, custody_limit_ends_on=ENDS)
    assert builder.suspect().custody_limit_ends_on is None
    assert limits_on_list(builder, "officer") == {}


def test_a_stale_form_overwrites_no_limit_that_another_recorded(builder):
    before, officer = builder.suspect(), client_for(builder.cast.officer)
    page = officer.get(page_url("record-custody", before))
    opened = page.context["form"]["opened"].value()
    record_remand(builder)
    sent = {
        "version": before.version,
        "opened": opened,
        "custody": "UNDER_INVESTIGATION",
        "changed_because": "They were released in the evening.",
        **date_parts("released_on", date(2026, 2, 1)),
        **date_parts("arrested_on", date(2026, 1, 15)),
    }
    officer.post(page_url("record-custody", before), sent)
    now = builder.suspect()
    assert (now.custody, now.custody_limit_ends_on) == ("REMANDED", ENDS)


# In worklists


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"first_limit_ends_on": "2026-12-03"}, "Custody time limit ends 3 December"),
        ({"first_limit_ends_on": "2027-01-03"}, "Custody time limit ends 3 January 2027"),
        ({"first_limit_ends_on": "2026-07-01"}, "Custody time limit ends today"),
        (
            {"first_limit_ends_on": "2026-06-30"},
            "The end of the custody time limit that was recorded has passed: 30 June",
        ),
        ({}, ""),
        ({"custody": "ON_BAIL", "bail_ends_on": "2026-12-03"}, ""),
        ({"custody": "ON_BAIL", "first_limit_ends_on": "2026-12-03"}, ""),
        ({"state": "STOPPED", "first_limit_ends_on": "2026-12-03"}, ""),
    ],
)
def test_a_limit_is_shown_after_the_turns_have_ended_and_bail_is_not(facts, words):
    """The time is half past midnight on 1 July in London."""
    now = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    known = dict.fromkeys(("detained_until", "bail_ends_on", "first_limit_ends_on"))
    known |= {"custody": Custody.REMANDED, "holder_side": "", "state": "CHARGED"} | facts
    assert custody_ends.custody_end_text(known, at=now) == words


@pytest.mark.parametrize("who", ["officer", "supervisor", "assistant", "manager", "prosecutor"])
def test_the_people_who_must_keep_the_limit_have_it_on_a_list(builder, who):
    record_remand(builder, date(2031, 9, 1))
    assert limits_on_list(builder, who) == {
        builder.case.pk: "Custody time limit ends 1 September 2031"
    }
    assert (
        client_for(getattr(builder.cast, who)).get("/").context["counts"]["custody-limits"] == "1"
    )


def test_the_first_to_end_is_first_and_the_list_goes_on_after_a_page(builder):
    record_remand(builder, date(2031, 9, 2))
    other = CaseBuilder(builder.cast).allocate()
    charges.authorise_charge_of(other)
    charges.report_charge_of(other)
    record_remand(other, date(2031, 9, 1))
    assert list(limits_on_list(builder, "officer")) == [other.case.pk, builder.case.pk]
    [rows] = [each.rows for each in worklists.WORKLISTS if each.name == "custody-limits"]
    reader = scope(builder.cast.officer)
    [first] = rows.page(reader, size=1)
    after = worklists.Cursor.parse(worklists.Cursor.after([first]))
    assert [row[1] for row in rows.page(reader, after=after)] == [builder.case.pk]


def test_no_other_list_board_or_figure_takes_it_for_open_work(builder):
    record_remand(builder, date(2026, 3, 5))
    suspect = builder.suspect()
    assert (suspect.is_open, suspect.due_at, suspect.holder_side) == (False, None, "")
    page = client_for(builder.cast.officer).get(reverse("see-worklist", args=["unit"]))
    assert page.context["rows"] == []


def test_a_person_who_may_not_see_the_case_has_it_on_no_list(builder):
    record_remand(builder)
    stranger = CaseBuilder(cast())
    assert limits_on_list(stranger, "manager") == {}
    add_conflict(builder.cast.prosecutor, builder.case, at=builder.at)
    assert limits_on_list(builder, "prosecutor") == {}
    Suspect.objects.unscoped("test").filter(case=builder.case).update(only_side="POLICE")
    assert limits_on_list(builder, "manager") == {} and len(limits_on_list(builder, "officer")) == 1


def test_the_list_asks_no_more_than_any_list(builder):
    address = reverse("see-worklist", args=["custody-limits"])
    record_remand(builder)
    client = client_for(builder.cast.officer)
    client.get(address)  # the first page of a session writes it
    _, asked = page_and_queries(client, address)
    assert len(asked) <= 6


# Reminders


def test_the_police_and_the_prosecution_hear_before_it_on_the_day_and_those_above_after(builder):
    record_remand(builder)
    before, today = london("2026-08-27 08:00"), london("2026-09-01 08:00")
    both = POLICE | {"Pia Prosecutor"}
    assert sweep_each_hour(
        builder, before - HOUR, before, today - HOUR, today, today + HOUR, today + DAY
    ) == [
        set(), {("end_before_due", who) for who in both},
        set(), {("end_after_due", who) for who in both},
        set(), {("end_escalated", who) for who in ("Sue Supervisor", "Mona Manager")},
    ]  # fmt: skip


def test_the_managers_hear_where_no_prosecutor_is_left(builder):
    record_remand(builder)
    add_conflict(builder.cast.prosecutor, builder.case, at=builder.at)
    heard = audience_of_clock(running_clocks(builder).get().pk)
    assert heard["before_due"] == POLICE | {"Mona Manager"}


def test_the_cps_hears_nothing_of_a_suspect_whom_the_police_keep_to_themselves(builder):
    record_remand(builder)
    Suspect.objects.unscoped("test").filter(case=builder.case).update(only_side="POLICE")
    heard = audience_of_clock(running_clocks(builder).get().pk)
    assert heard == {"before_due": POLICE, "after_due": POLICE, "escalated": {"Sue Supervisor"}}


def test_the_clock_moves_with_the_date_and_stops_with_the_remand(builder):
    record_remand(builder)
    first = running_clocks(builder).get()
    assert first == builder.suspect().custody_clock and first.rule == CUSTODY_LIMIT_ENDS
    record_remand(builder, ENDS + 7 * DAY)
    assert running_clocks(builder).get() != first
    record_custody_of(builder, custody="REMANDED")
    assert not running_clocks(builder).exists() and builder.suspect().custody_clock is None


def test_the_clock_runs_on_while_the_report_of_the_charge_is_corrected(builder):
    record_remand(builder)
    charges.correct_report(
        builder, charges=[charges.unauthorised_charge(builder)], explanation="It was another one."
    )
    assert builder.suspect().state == "CHARGE_DIFFERS"
    assert (
        running_clocks(builder).filter(rule=CUSTODY_LIMIT_ENDS).get()
        == builder.suspect().custody_clock
    )


def test_an_area_settles_how_long_before_it_is_told_and_the_law_s_days_are_not_guessed(
    builder, monkeypatch
):
    row = periods.PERIODS_BY_VERSION["custody_limit_remind_before@always"]
    assert row.is_unset
    settled = periods.Period(**vars(row) | {"amount": 10, "unit": "working_days"})
    monkeypatch.setitem(periods.PERIODS_BY_VERSION, row.version, settled)
    record_remand(builder)
    clock = running_clocks(builder).get()
    assert clock.remind_at == london("2026-08-17 08:00")
    assert clock.overdue_at == clock.due_at == london("2026-09-01 08:00")
    record_remand(builder, date(2026, 3, 6))  # less than ten working days ahead
    assert running_clocks(builder).get().remind_at == london("2026-03-04 08:00")
    assert clocks.recount_clock(running_clocks(builder).get(), at=builder.at, extra={}) is False


def test_an_end_that_has_passed_starts_no_clock_and_sends_no_notice(builder):
    record_remand(builder, builder.at.date() - DAY)
    assert not running_clocks(builder).exists() and not custody_notices(builder)
