"""The time for beginning a prosecution is clocked: for each side, from what it reads."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.case_details.actions import allegations as corrections
from cases.case_details.actions import cases
from cases.decisions.actions import charges, decisions, finalisations
from cases.decisions.counts import LaidCount
from cases.models import (
    Allegation,
    AuthorisedCharge,
    LaidCharge,
    Offence,
    ProsecutionLimit,
    ReportedCharge,
    Suspect,
)
from cases.offences.actions import time_limits
from cases.queries.time_limits import first_limit_text
from devtools.case_builder import CaseBuilder, cast, cps_unit, scope
from people.access.advisory_locks import AdvisoryLock
from people.models import Route
from people.text.dates import format_day, format_day_near, format_period
from tests.cases.test_audience import audience_of_clock
from tests.cases.test_referrals import withdraw_referral_of
from tests.support.after_commit import run_commit_hooks
from tests.support.api.token_callers import Caller
from tests.support.cases.charges import (
    allegations_against,
    answer_report,
    authorise_charge_of,
    authorised_charges,
    report_charge_of,
    report_unauthorised_charge,
)
from tests.support.cases.closing import close_investigation, reopen_closed
from tests.support.cases.decisions import no_further_action
from tests.support.cases.pages import client_for, page_text
from tests.support.cases.reversals import (
    countersign_reversal_of,
    propose_reversal,
    withdraw_charge_of,
)
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from tests.support.timeliness.moments import london
from timeliness import notices
from timeliness.actions import sweep
from timeliness.calendar import add_months
from timeliness.models import Clock, Delivery

pytestmark = pytest.mark.django_db

SUMMARY, OTHER_SUMMARY, INDICTABLE = "PH97006", "SX03180", "SX03001"
TIME = "The time for beginning a prosecution"
ACT, ENDS = date(2026, 1, 10), date(2026, 7, 10)  # a Friday
OFFICER, SUPERVISOR = "Olive Officer", "Sue Supervisor"
PROSECUTOR, MANAGER = "Pia Prosecutor", "Mona Manager"
DAY = timedelta(days=1)


def allege(builder, code=SUMMARY, first=ACT, last=None):
    return builder.do(
        cases.add_allegation, "officer", case=builder.case, victim=builder.victim,
        suspect=builder.suspects[0], offence=Offence.objects.get(pk=code), from_on=first,
        to_on=last,
    )  # fmt: skip


def allege_of_another(builder, first=date(2026, 2, 3)):
    """An allegation of a victim whom the CPS does not know, which it is not sent."""
    other = builder.do(cases.add_victim, "officer", case=builder.case)
    return builder.do(
        cases.add_allegation, "officer", case=builder.case, victim=other,
        suspect=builder.suspects[0], offence=Offence.objects.get(pk=SUMMARY),
        from_on=first,
    )  # fmt: skip


def correct(builder, allegation, code=SUMMARY, first=ACT):
    return builder.do(
        corrections.correct_allegation, "officer", allegation=allegation, reason="It was wrong.",
        victim=builder.victim, offence=Offence.objects.get(pk=code), from_on=first,
    )  # fmt: skip


def limits(builder):
    """{side: days on which the running clocks of time limits end}, once an action is committed."""
    time_limits.follow_limits_of_case(builder.case.pk, at=builder.at)
    found = {"POLICE": [], "CPS": []}
    rows = Clock.objects.running().filter(about=builder.case.pk, rule="time_limit_ends")
    for clock in rows.order_by("due_at"):
        is_police = clock.recipient_unit_id == builder.cast.police.pk
        found["POLICE" if is_police else "CPS"].append(clock.due_at.date())
    return found


def units_of_clocks(builder):
    rows = Clock.objects.running().filter(about=builder.case.pk, rule="time_limit_ends")
    return {clock.recipient_unit for clock in rows.select_related("recipient_unit")}


def limit_facts(at, first, last, is_confirmed):
    """A limit as the query has it. first, last: days from `at` on which it ends."""
    ends = {
        "first_ends_on": (at.date() + first * DAY).isoformat(),
        "last_ends_on": (at.date() + last * DAY).isoformat(),
    }
    now = ends["last_ends_on" if first < 0 else "first_ends_on"]
    return ends | {"ends_on": now, "is_confirmed": is_confirmed, "title": f"Offence {first}"}


def of_both(*days):
    return {"POLICE": list(days), "CPS": list(days)}


def of_police(*days):
    return {"POLICE": list(days), "CPS": []}


def limit_notices(builder):
    rows = Delivery.objects.filter(about=builder.case.pk, notice__startswith="time_limit_")
    return set(rows.values_list("notice", "recipient__name"))


@module_fixture
def builder():
    """A case that has not been sent, with an offence that is summary only and one that is not."""
    made = CaseBuilder(cast())
    allege(made)
    time_limits.follow_limits_of_case(made.case.pk, at=made.at)
    return made


@module_fixture
def allocated():
    made = CaseBuilder(cast())
    allege(made)
    made.allocate()
    time_limits.follow_limits_of_case(made.case.pk, at=made.at)
    return made


class TestReminders:
    def test_each_side_hears_before_on_the_last_day_and_once_it_passed(self, allocated):
        said = []
        for moment in (
            "2026-07-08 07:00", "2026-07-08 08:00", "2026-07-10 07:00", "2026-07-10 08:00",
            "2026-07-10 12:00", "2026-07-13 08:00",
        ):  # fmt: skip
            before = limit_notices(allocated)
            sweep.sweep_clocks(at=london(moment))
            said.append(limit_notices(allocated) - before)
        everybody = (OFFICER, SUPERVISOR, PROSECUTOR, MANAGER)
        expected = [
            {(f"time_limit_{stage}", name) for name in everybody}
            for stage in ("before_due", "after_due", "escalated")
        ]
        assert said == [set(), expected[0], set(), expected[1], set(), expected[2]]

    def test_two_limits_that_end_on_one_day_remind_once(self, allocated):
        allege(allocated, OTHER_SUMMARY)
        assert limits(allocated) == of_both(ENDS)
        for moment in ("2026-07-08 08:00", "2026-07-10 08:00", "2026-07-13 08:00"):
            sweep.sweep_clocks(at=london(moment))
        rows = Delivery.objects.filter(about=allocated.case.pk, notice__startswith="time_limit_")
        assert rows.count() == len(limit_notices(allocated)) == 3 * 4

    def test_what_one_of_them_leaves_runs_on(self, allocated):
        allege(allocated, OTHER_SUMMARY)
        before = limits(allocated)
        kept = set(Clock.objects.running().filter(rule="time_limit_ends"))
        wrong = Allegation.objects.unscoped("test").get(
            case=allocated.case, offence=SUMMARY, is_current=True
        )
        correct(allocated, wrong, "SX03007")
        assert limits(allocated) == before == of_both(ENDS)
        assert set(Clock.objects.running().filter(rule="time_limit_ends")) == kept

    def test_two_suspects_of_one_day_are_reminded_of_each(self):
        made = CaseBuilder(cast(), suspects=2)
        for suspect in made.suspects:
            made.do(
                cases.add_allegation, "officer", case=made.case, victim=made.victim,
                suspect=suspect, offence=Offence.objects.get(pk=SUMMARY), from_on=ACT,
            )  # fmt: skip
        assert limits(made) == of_police(ENDS, ENDS)
        subjects = Clock.objects.running().filter(about=made.case.pk).order_by("subject")
        assert [clock.subject.split(", ")[1] for clock in subjects] == ["suspect 1", "suspect 2"]

    def test_two_clocks_of_the_release_before_become_one(self, allocated):
        allege(allocated, OTHER_SUMMARY)
        limits(allocated)
        for row in ProsecutionLimit.objects.unscoped("test").filter(offence=OTHER_SUMMARY):
            clock = row.clock
            clock.pk, clock._state.adding = None, True
            clock.pk = uuid4()
            clock.save()
            row.clock = clock
            row.save()
        running = Clock.objects.running().filter(about=allocated.case.pk, rule="time_limit_ends")
        assert running.count() == 4
        assert limits(allocated) == of_both(ENDS)

    def test_before_it_is_sent_only_the_police_hear(self, builder):
        clock = Clock.objects.running().get(about=builder.case.pk)
        police = {OFFICER, SUPERVISOR}
        assert audience_of_clock(clock.pk) == {
            "before_due": police, "after_due": police, "escalated": police,
        }  # fmt: skip

    def test_the_titles_say_to_check_and_nothing_of_what_is_alleged(self):
        for stage in ("before_due", "after_due", "escalated"):
            title = notices.notice_title(f"time_limit_{stage}")
            assert "beginning a prosecution may" in title and title.endswith(": check it")

    def test_an_offence_without_a_limit_has_no_clock(self):
        assert limits(CaseBuilder(cast())) == of_police()

    def test_a_limit_that_has_ended_starts_nothing_and_is_said(self, builder):
        allege(builder, "SX56006", date(1996, 11, 5))
        assert limits(builder) == of_police(ENDS)
        text = page_text(client_for(builder.cast.officer).get(f"/cases/{builder.case.pk}/"))
        assert "The time for beginning a prosecution ended on 5 November 1997" in text

    def test_a_limit_whose_length_no_source_gives_has_no_clock(self, builder):
        allege(builder, "SX03249", date(2026, 1, 5))
        assert limits(builder) == of_police(ENDS)


class TestFollows:
    def test_a_correction_of_the_days_moves_it_and_one_of_the_offence_ends_it(self, builder):
        wrong = Allegation.objects.unscoped("test").get(case=builder.case, offence=SUMMARY)
        moved = correct(builder, wrong, first=date(2026, 2, 1))
        assert limits(builder) == of_police(date(2026, 8, 1))
        correct(builder, moved, "SX03007", date(2026, 2, 1))
        assert limits(builder) == of_police()

    def test_the_second_of_two_days_counts_once_the_first_has_ended(self, builder):
        wrong = Allegation.objects.unscoped("test").get(case=builder.case, offence=SUMMARY)
        correct(builder, wrong, "SX03007")
        allege(builder, SUMMARY, ACT, date(2026, 2, 20))
        assert limits(builder) == of_police(ENDS)
        at = london("2026-07-11 09:00")
        assert time_limits.follow_left_limits(at=at) == 1
        [clock] = Clock.objects.running().filter(about=builder.case.pk)
        assert clock.due_at.date() == date(2026, 8, 20)
        assert time_limits.follow_left_limits(at=at) == 0

    def test_the_cps_has_a_clock_once_it_is_sent_and_not_of_what_is_not(self, builder):
        assert limits(builder) == of_police(ENDS)
        builder.submit()
        assert limits(builder) == of_both(ENDS)
        other = builder.do(cases.add_victim, "officer", case=builder.case)
        builder.do(
            cases.add_allegation, "officer", case=builder.case, victim=other,
            suspect=builder.suspects[0], offence=Offence.objects.get(pk=SUMMARY),
            from_on=date(2026, 2, 3),
        )  # fmt: skip
        assert limits(builder) == {"POLICE": [ENDS, date(2026, 8, 3)], "CPS": [ENDS]}

    def test_sent_by_another_route_it_goes_to_the_unit_that_has_the_case_now(self, builder):
        urgent = cps_unit()
        Route.objects.create(police_unit=builder.cast.police, cps_unit=urgent, is_urgent=True)
        builder.submit(urgency="RED")
        assert limits(builder) == of_both(ENDS)
        assert units_of_clocks(builder) == {builder.cast.police, urgent}
        withdraw_referral_of(builder)
        builder.submit(urgency="GREEN")
        assert limits(builder) == of_both(ENDS)
        assert units_of_clocks(builder) == {builder.cast.police, builder.cast.cps}

    def test_a_merge_of_units_waits_for_it_and_then_a_change_of_closed_days(self, builder):
        with CaptureQueriesContext(connection) as sent:
            limits(builder)
        taken = [each["sql"] for each in sent if "advisory_xact_lock_shared" in each["sql"]]
        locks = [AdvisoryLock.UNITS, AdvisoryLock.CALENDAR]
        assert taken == [f"SELECT pg_advisory_xact_lock_shared({lock:d})" for lock in locks]

    def test_a_correction_that_is_not_sent_leaves_the_clock_of_the_cps(self, builder):
        builder.submit()
        other = builder.do(cases.add_victim, "officer", case=builder.case)
        wrong = Allegation.objects.unscoped("test").get(case=builder.case, offence=SUMMARY)
        builder.do(
            corrections.correct_allegation, "officer", allegation=wrong, reason="It was she.",
            victim=other, offence=Offence.objects.get(pk=SUMMARY), from_on=date(2026, 2, 3),
        )  # fmt: skip
        assert limits(builder) == {"POLICE": [date(2026, 8, 3)], "CPS": [ENDS]}

    def test_an_authorised_charge_runs_on_until_it_is_laid(self, allocated):
        authorise_charge_of(allocated)
        assert limits(allocated) == of_both(ENDS)
        report_charge_of(allocated)
        assert limits(allocated) == of_both()

    def test_a_charge_that_is_missing_from_the_report_runs_on(self, allocated):
        """Laid as another offence, or not at all: the prosecutor has not accepted it."""
        authorise_charge_of(allocated)
        report_unauthorised_charge(allocated)
        assert limits(allocated) == of_both(ENDS)
        answer_report(allocated, charges.accept_charge_report)
        assert limits(allocated) == of_both()

    def test_a_count_that_was_not_charged_runs_on_beside_a_charge_alike(self, allocated):
        """The report says that the count was not charged, and lays another of the same offence."""
        authorise_charge_of(allocated)
        counts = AuthorisedCharge.objects.filter(decision__suspect=allocated.suspects[0])
        numbers = {row.allegation.offence_id: n for n, row in enumerate(counts.order_by("pk"), 1)}
        [rape] = [each for each in allegations_against(allocated.suspects[0])
                  if each.offence_id == INDICTABLE]  # fmt: skip
        harassment = Offence.objects.get(pk=SUMMARY)
        laid = [
            LaidCount(rape.victim, rape.offence, rape.from_on, rape.to_on, numbers[INDICTABLE]),
            LaidCount(rape.victim, harassment, date(2026, 2, 3), None, 0, "Another day."),
        ]
        omitted = {numbers[SUMMARY]: "It was laid of another day."}
        report_charge_of(allocated, charges=laid, not_charged=omitted)
        assert limits(allocated) == of_both(ENDS)

    def test_a_report_from_before_counts_were_told_apart_is_read_by_victim_and_offence(
        self, allocated
    ):
        authorise_charge_of(allocated)
        first = report_charge_of(allocated)
        Suspect.objects.unscoped("test").filter(case=allocated.case).update(state="CHARGE_DIFFERS")
        older = ReportedCharge.objects.unscoped("test").create(
            case=allocated.case, decision=first.decision, number=2, method="WRITTEN_CHARGE",
            charged_on=allocated.at.date(), by=allocated.cast.officer, at=allocated.at,
        )  # fmt: skip
        assert limits(allocated) == of_both(ENDS)
        for victim, offence in authorised_charges(allocated.suspects[0]):
            LaidCharge.objects.create(report=older, victim=victim, offence=offence)
        assert limits(allocated) == of_both()

    def test_an_allegation_that_the_charge_leaves_out_stops(self, allocated):
        [rape] = Allegation.objects.unscoped("test").filter(
            case=allocated.case, offence=INDICTABLE
        ).select_related("victim", "offence")  # fmt: skip
        authorise_charge_of(allocated, allegations=[rape])
        assert limits(allocated) == of_both()

    def test_what_a_report_sends_runs_until_somebody_decides_on_it(self, allocated):
        sent = authorised_charges(allocated.suspects[0])
        late = allege_of_another(allocated)
        authorise_charge_of(allocated, allegations=allegations_against(allocated.suspects[0])[:2])
        assault = Offence.objects.get(pk=INDICTABLE)
        laid = [*sent, (late.victim, assault, late.from_on)]
        report_charge_of(allocated, charges=laid, explanation="It was laid too.")
        assert limits(allocated) == of_both(date(2026, 8, 3))

    @pytest.mark.parametrize(("day", "runs"), [(3, []), (4, [date(2026, 8, 3)])])
    def test_one_that_was_laid_without_authority_stops(self, allocated, day, runs):
        sent = authorised_charges(allocated.suspects[0])
        late = allege_of_another(allocated)
        authorise_charge_of(allocated, allegations=allegations_against(allocated.suspects[0])[:2])
        laid = [*sent, (late.victim, late.offence, date(2026, 2, day))]
        report_charge_of(allocated, charges=laid, explanation="It was laid too.")
        assert limits(allocated) == of_both(*runs)

    def test_a_decision_without_reasons_leaves_out_what_was_sent_before_it(
        self, allocated, monkeypatch
    ):
        """One from before reasons were asked for (ADR 66)."""
        monkeypatch.setattr(decisions, "check_counts", lambda *_, **_facts: None)
        [rape] = Allegation.objects.unscoped("test").filter(
            case=allocated.case, offence=INDICTABLE
        ).select_related("victim", "offence")  # fmt: skip
        allege(allocated, first=date(2026, 2, 4))
        late = allege_of_another(allocated)
        authorise_charge_of(allocated, allegations=[rape], uncharged=[])
        laid = [(rape.victim, rape.offence), (late.victim, rape.offence, late.from_on)]
        report_charge_of(allocated, charges=laid, explanation="It was laid too.")
        assert limits(allocated) == of_both(date(2026, 8, 3))

    def test_a_charge_that_is_withdrawn_opens_it_again(self, allocated):
        [rape] = Allegation.objects.unscoped("test").filter(
            case=allocated.case, offence=INDICTABLE
        ).select_related("victim", "offence")  # fmt: skip
        authorise_charge_of(allocated, allegations=[rape])
        assert limits(allocated) == of_both()
        withdraw_charge_of(allocated)
        assert limits(allocated) == of_both(ENDS)

    def test_it_goes_on_while_the_case_is_finalised(self, allocated):
        allocated.do(
            finalisations.finalise_administratively, "prosecutor", suspect=allocated.suspect(),
            reason="OTHER", text="x",
        )  # fmt: skip
        assert limits(allocated) == of_both(ENDS)

    def test_no_further_action_stops_it_and_reconsidering_opens_it_again(self, allocated):
        no_further_action(allocated, allocated.suspect())
        assert limits(allocated) == of_both()
        propose_reversal(allocated)
        assert limits(allocated) == of_both(ENDS)
        countersign_reversal_of(allocated)
        assert limits(allocated) == of_both(ENDS)

    def test_a_closed_investigation_stops_it_and_reopening_opens_it_again(self, builder):
        close_investigation(builder)
        assert limits(builder) == of_police()
        reopen_closed(builder)
        assert limits(builder) == of_police(ENDS)

    def test_each_action_is_followed_when_it_commits(self, builder):
        with run_commit_hooks():
            allege(builder, first=date(2026, 2, 3))
        rows = Clock.objects.running().filter(about=builder.case.pk)
        assert {clock.due_at.date() for clock in rows} == {ENDS, date(2026, 8, 3)}

    def test_a_failure_leaves_the_action_done_and_the_next_run_follows(self, builder, monkeypatch):
        def fails(*_case, **_facts):
            raise RuntimeError("as if")

        with monkeypatch.context() as patch:
            patch.setattr(time_limits, "follow_limits_of_case", fails)
            with run_commit_hooks():
                allege(builder, first=date(2026, 2, 3))
        assert time_limits.follow_left_limits(at=builder.at) == 1
        assert limits(builder) == of_police(ENDS, date(2026, 8, 3))

    def test_nothing_that_stays_as_it_is_gets_another_clock(self, allocated):
        before = set(Clock.objects.values_list("pk", flat=True))
        assert limits(allocated) == of_both(ENDS)
        assert set(Clock.objects.values_list("pk", flat=True)) == before


class TestShown:
    def test_on_the_case_page_and_the_list_of_each_side(self):
        made = CaseBuilder(cast(), at=days_ago(9))
        act = made.at.date() - 9 * DAY
        allege(made, first=act)
        with run_commit_hooks():
            made.allocate()
        day = format_day_near(add_months(act, 6), timezone.localdate())
        words = f"The time for beginning a prosecution may end on {day}: check it"
        for who, name in (("officer", "waiting"), ("prosecutor", "mine")):
            client = client_for(getattr(made.cast, who))
            page = page_text(client.get(reverse("see-case", args=[made.case.pk])))
            assert f"Time limit {words}" in page
            assert words in page_text(client.get(reverse("see-worklist", args=[name])))
        authorise_charge_of(made)
        with run_commit_hooks():
            report_charge_of(made)
        page = client_for(made.cast.officer).get(reverse("see-case", args=[made.case.pk]))
        assert "Time limit" not in page_text(page)

    def test_in_the_api(self, allocated):
        with run_commit_hooks():
            allege(allocated, first=date(2026, 1, 12), last=date(2026, 1, 15))
        caller = Caller(allocated.cast.cps).for_(allocated.cast.prosecutor)
        [suspect] = caller.get(f"/api/cases/{allocated.case.pk}/").json()["suspects"]
        harassment = Offence.objects.get(pk=SUMMARY).title
        assert suspect["time_limits"] == [
            {
                "offence": SUMMARY, "title": harassment, "from_on": from_on, "last_on": last_on,
                "ends_on": first_ends_on, "first_ends_on": first_ends_on,
                "last_ends_on": last_ends_on, "is_confirmed": False,
            }
            for from_on, last_on, first_ends_on, last_ends_on in (
                ("2026-01-10", "2026-01-10", "2026-07-10", "2026-07-10"),
                ("2026-01-12", "2026-01-15", "2026-07-12", "2026-07-15"),
            )
        ]  # fmt: skip

    def test_the_api_tells_the_ends_apart_once_the_first_has_passed(self, allocated):
        act, last = date(2025, 8, 1), date(2026, 2, 20)
        with run_commit_hooks():
            allege(allocated, first=act, last=last)
        caller = Caller(allocated.cast.cps).for_(allocated.cast.prosecutor)
        [suspect] = caller.get(f"/api/cases/{allocated.case.pk}/").json()["suspects"]
        [found] = [each for each in suspect["time_limits"] if each["from_on"] == act.isoformat()]
        ends = [add_months(each, 6).isoformat() for each in (act, last)]
        assert [found[name] for name in ("first_ends_on", "last_ends_on")] == ends
        assert found["ends_on"] == ends[1]

    def test_a_row_of_the_release_before_is_told_by_the_end_that_it_has(self, allocated):
        ProsecutionLimit.objects.unscoped("test").update(first_ends_on=None)
        caller = Caller(allocated.cast.cps).for_(allocated.cast.prosecutor)
        [suspect] = caller.get(f"/api/cases/{allocated.case.pk}/").json()["suspects"]
        [found] = suspect["time_limits"]
        assert (found["first_ends_on"], found["last_ends_on"]) == ("2026-07-10", "2026-07-10")

    @pytest.mark.parametrize(
        ("days", "words"),
        [
            ([(1, 1, True)], "A prosecution must begin by 2 July: Offence 1"),
            ([(0, 0, True)], "A prosecution must begin today: Offence 0"),
            ([(-1, -1, True)], f"{TIME} ended on 30 June: Offence -1"),
            ([(-9, -9, True), (3, 3, False)], f"{TIME} may end on 4 July: check it: Offence 3"),
            ([(0, 0, False)], f"{TIME} may end today: check it: Offence 0"),
            ([(-1, -1, False)], f"{TIME} may have ended on 30 June: check it: Offence -1"),
            ([(-9, -9, True), (-3, -3, True)], f"{TIME} ended on 28 June: Offence -3"),
            ([(2, 2, True), (2, 2, True)], "A prosecution must begin by 3 July: Offence 2"),
            (
                [(1, 4, True)],
                "A prosecution must begin by 2 July for the first day of the act, and by 5 July for"
                " its last day: Offence 1",
            ),
            (
                [(-9, 4, True)],
                f"{TIME} ended on 22 June for the first day of the act; for its last day it ends on"
                " 5 July: Offence -9",
            ),
            (
                [(-9, 4, False)],
                f"{TIME} may have ended on 22 June for the first day of the act; for its last day"
                " it may end on 5 July: check it: Offence -9",
            ),
            (
                [(1, 4, False)],
                f"{TIME} may end on 2 July for the first day of the act, and on 5 July for its last"
                " day: check it: Offence 1",
            ),
            ([], ""),
        ],
    )
    def test_the_first_end_to_come_is_said(self, days, words):
        at = london("2026-07-01 09:00")
        facts = [limit_facts(at, first, last, sure) for first, last, sure in days]
        assert first_limit_text(facts, at=at) == words

    def test_two_that_end_alike_are_named_together(self):
        at = london("2026-07-01 09:00")
        facts = [
            limit_facts(at, first, last, True) | {"title": title}
            for first, last, title in (
                (1, 1, "Harassment"), (1, 1, "Assault"), (1, 3, "Battery"), (2, 2, "Other"),
            )
        ]  # fmt: skip
        said = "A prosecution must begin by 2 July: Harassment; Assault"
        assert first_limit_text(facts, at=at) == said

    def test_one_row_of_the_page_for_what_ends_alike_and_one_for_what_has_partly_ended(self):
        made = CaseBuilder(cast(), at=days_ago(9))
        act, gone = made.at.date() - 9 * DAY, made.at.date() - 300 * DAY
        allege(made, first=act)
        allege(made, OTHER_SUMMARY, first=act)
        with run_commit_hooks():
            allege(made, first=gone, last=act)
        page = client_for(made.cast.officer).get(reverse("see-case", args=[made.case.pk]))
        [card] = page.context["cards"]
        rows = [row for row in card.facts if row[0] == "Time limit"]
        titles = [Offence.objects.get(pk=code).title for code in (SUMMARY, OTHER_SUMMARY)]
        assert [(str(row[1]).split(" on ")[0], str(row[2])) for row in rows] == [
            (f"{TIME} may have ended", f"{titles[0]}, {format_period(gone, act)}"),
            (f"{TIME} may end", "; ".join(f"{each}, {format_day(act)}" for each in titles)),
        ]

    def test_nothing_of_what_is_not_sent_is_read_by_the_cps(self, allocated):
        other = allocated.do(cases.add_victim, "officer", case=allocated.case)
        allocated.do(
            cases.add_allegation, "officer", case=allocated.case, victim=other,
            suspect=allocated.suspects[0], offence=Offence.objects.get(pk=SUMMARY),
            from_on=date(2026, 2, 3),
        )  # fmt: skip
        of_cps = scope(allocated.cast.prosecutor, at=allocated.at)
        rows = ProsecutionLimit.objects.for_scope(of_cps).filter(case=allocated.case)
        assert [row.ends_on for row in rows] == [ENDS]
        page = client_for(allocated.cast.prosecutor).get(
            reverse("see-case", args=[allocated.case.pk])
        )
        assert "3 August" not in page_text(page)


class TestLeft:
    def test_what_an_earlier_release_left_gets_its_clocks_once(self, allocated):
        ProsecutionLimit.objects.unscoped("test").filter(case=allocated.case).delete()
        Clock.objects.filter(about=allocated.case.pk, rule="time_limit_ends").delete()
        assert time_limits.follow_left_limits(at=allocated.at) == 1
        assert limits(allocated) == of_both(ENDS)
        assert time_limits.follow_left_limits(at=allocated.at) == 0

    def test_a_clock_that_an_interrupted_process_left_is_stopped(self, allocated):
        Suspect.objects.unscoped("test").filter(case=allocated.case).update(
            state="NO_FURTHER_ACTION", holder_side=""
        )
        assert time_limits.follow_left_limits(at=allocated.at) == 1
        assert limits(allocated) == of_both()

    def test_one_case_that_fails_keeps_no_other_waiting(self, allocated, monkeypatch):
        other = CaseBuilder(allocated.cast)
        allege(other)
        ProsecutionLimit.objects.unscoped("test").all().delete()
        follow = time_limits.follow_limits_of_case

        def fails(case_id, **facts):
            if case_id == allocated.case.pk:
                raise RuntimeError("as if")
            follow(case_id, **facts)

        monkeypatch.setattr(time_limits, "follow_limits_of_case", fails)
        time_limits.follow_left_limits(at=other.at)
        rows = ProsecutionLimit.objects.unscoped("test")
        assert rows.filter(case=other.case).exists()
        assert not rows.filter(case=allocated.case).exists()


def within_the_hour(builder):
    """The running clocks, as limits() but without following: the task ran each minute."""
    for minute in range(60):
        time_limits.follow_limits_in_turn(at=builder.at.replace(minute=minute))
    rows = Clock.objects.running().filter(about=builder.case.pk, rule="time_limit_ends")
    return sorted((clock.recipient_unit.name, clock.due_at.date()) for clock in rows)


class TestInTurn:
    """What no column shows to be out of date is right within the hour."""

    def both(self, builder):
        return sorted((unit.name, ENDS) for unit in (builder.cast.police, builder.cast.cps))

    def test_each_case_has_its_turn_once(self, allocated):
        turns = [
            time_limits.follow_limits_in_turn(at=allocated.at.replace(minute=minute))
            for minute in range(60)
        ]
        rows = ProsecutionLimit.objects.unscoped("test")
        assert sum(turns) == len(set(rows.values_list("case", flat=True)))

    def test_a_clock_that_was_not_started_again_is(self, allocated):
        rows = ProsecutionLimit.objects.unscoped("test").filter(case=allocated.case)
        rows.update(is_running=False, clock=None)
        Clock.objects.filter(about=allocated.case.pk).update(closed_at=allocated.at)
        assert within_the_hour(allocated) == self.both(allocated)

    def test_the_clock_of_one_side_that_is_missing_is_made(self, allocated):
        rows = ProsecutionLimit.objects.unscoped("test").filter(case=allocated.case)
        rows.filter(only_side="CPS").delete()
        of_cps = Clock.objects.filter(recipient_unit=allocated.cast.cps, rule="time_limit_ends")
        of_cps.update(closed_at=allocated.at)
        assert within_the_hour(allocated) == self.both(allocated)

    def test_a_charge_that_was_laid_meanwhile_stops_it(self, allocated):
        authorise_charge_of(allocated)
        report_charge_of(allocated)
        assert within_the_hour(allocated) == []

    def test_a_clock_at_the_unit_of_before_is_at_the_one_that_has_the_case(self, allocated):
        other = cps_unit()
        of_cps = Clock.objects.filter(recipient_unit=allocated.cast.cps, rule="time_limit_ends")
        of_cps.update(recipient_unit=other)
        assert within_the_hour(allocated) == self.both(allocated)

    def test_time_that_has_run_out_for_good_has_no_turn(self, allocated):
        late = london("2027-07-11 09:00")
        assert not any(
            time_limits.follow_limits_in_turn(at=late.replace(minute=minute))
            for minute in range(60)
        )
