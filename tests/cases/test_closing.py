"""The police close an investigation: a report, another person's signature, and the way back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.closing.forms import lines_of_inquiry
from cases.closing.outcome_codes import OUTCOMES_BY_CODE, outcomes_hint
from cases.closing.queries.closing_reports import last_report
from cases.closing.queries.known_lines import known_lines
from cases.closing.report_parts import LineOfInquiry, VictimAnswer
from cases.models import ActionItem, ActionPlan, ClosingReport, Event, Suspect
from cases.open_lines import OpenLine
from cases.referrals.actions import referrals
from cases.states import State
from devtools.case_builder import MONDAY, CaseBuilder, cast, person, scope
from people.access import grants
from people.models import Human, User
from tests.support.cases.closing import (
    LINES,
    close_investigation,
    newest_report,
    propose_closing,
    reopen_closed,
    send_closing_back,
    sign_closing,
    victim_said,
    withdraw_closing,
)
from tests.support.cases.early_advice import AdviceCaseBuilder
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.refusals import why_not
from tests.support.cases.sealed_rows import opened_values, update_in_clear
from tests.support.module_fixtures import module_fixture
from timeliness.models import Clock, Delivery

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2)


@module_fixture
def case_returned():
    return CaseBuilder(cast()).submit().send_back()


def told(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


def read_by(builder, who):
    return ClosingReport.objects.for_scope(scope(getattr(builder.cast, who), at=builder.at))


def one_human(*users):
    User.objects.filter(pk__in=[user.pk for user in users]).update(human=Human.objects.create())


# The report, and its signature


def test_a_report_waits_for_a_supervisor_and_closes_nothing(builder):
    report = propose_closing(builder)
    assert (report.status, report.outcome, report.only_side) == ("PROPOSED", 16, "POLICE")
    suspect = builder.suspect()
    assert (suspect.state, suspect.holder_side) == (State.CLOSING_SIGN_OFF, "POLICE")
    assert builder.suspect(1).state == State.INVESTIGATING
    assert told("closing_wanted") == {"Sue Supervisor"}
    assert told("closing_signed") == set()


def test_a_signature_closes_it_and_nobody_has_the_turn(builder):
    propose_closing(builder)
    report = sign_closing(builder)
    assert (report.status, report.has_open_line) == ("CLOSED", False)
    assert report.answered_by_id == builder.cast.supervisor.pk
    suspect = builder.suspect()
    assert (suspect.state, suspect.holder_side, suspect.is_open) == (State.CLOSED, "", False)
    assert suspect.proposed_by == []
    assert not suspect.turns.unscoped("test").filter(ended_at=None).exists()
    assert told("closing_signed") == {"Olive Officer"}


def test_the_outcome_is_kept_for_each_allegation(builder):
    report = close_investigation(builder)
    [alleged] = builder.suspects[0].allegations.unscoped("test")
    assert [(row.allegation_id, row.outcome) for row in report.outcomes.all()] == [(alleged.pk, 16)]
    lines = opened_values(report.lines.order_by("number"), "text", "is_done", "why_not")
    assert lines == [(line.text, line.is_done, line.why_not) for line in LINES]
    [asked] = report.victims_asked.all()
    assert (asked.victim_id, asked.spoke_id) == (builder.victim.pk, builder.cast.officer.pk)


def test_a_supervisor_sends_it_back_and_the_next_report_starts_from_it(builder):
    propose_closing(builder)
    send_closing_back(builder)
    assert builder.suspect().state == State.INVESTIGATING
    assert told("closing_sent_back") == {"Olive Officer"}
    again = propose_closing(builder, who="supervisor")
    assert again.number == 2
    assert again.authors == sorted([builder.cast.officer.pk, builder.cast.supervisor.pk])


def test_the_supervisor_sees_first_what_has_changed_and_what_a_signature_begins(builder):
    propose_closing(builder)
    send_closing_back(builder)
    said = victim_said(builder, "I want it to stop, and nothing more to be asked.")
    propose_closing(builder, reasons="The messages bear neither out.", victims=[said])
    page = page_text(
        client_for(builder.cast.supervisor).get(
            page_url("sign-closing-report", builder.suspects[0])
        )
    )
    assert "What has changed since Why What victim 1 said Closing report 2" in page
    assert "The victim is to be told within 1 working day" in page
    assert (
        "within 3 months of being told. It is finished within 30 working days of the request."
        in page
    )


def test_a_report_sent_again_as_it_was_says_that_nothing_has_changed(builder):
    propose_closing(builder)
    send_closing_back(builder)
    propose_closing(builder)
    client = client_for(builder.cast.supervisor)
    page = page_text(client.get(page_url("sign-closing-report", builder.suspects[0])))
    assert "What has changed since Nothing Closing report 2" in page


def test_a_report_can_be_withdrawn_before_it_is_signed(builder):
    propose_closing(builder)
    withdraw_closing(builder)
    assert newest_report(builder.suspects[0]).status == "WITHDRAWN"
    assert (builder.suspect().state, builder.suspect().proposed_by) == (State.INVESTIGATING, [])
    assert (
        why_not(sign_closing, builder) == "Suspect 1 is at another stage now: Under investigation."
    )


def test_another_report_than_the_one_read_is_not_signed(builder):
    propose_closing(builder)
    read = newest_report(builder.suspects[0]).number
    send_closing_back(builder)
    propose_closing(builder)
    assert why_not(sign_closing, builder, version=read) == (
        "This report has changed since you opened it. Read it again, then decide."
    )


# What a report needs


def test_outcomes_without_a_suspect_and_those_of_the_cps_close_nothing(builder):
    for code in (1, 9, 14, 18, 19, 99):
        assert why_not(propose_closing, builder, outcome=code) == (
            "Select one of the outcomes shown."
        )


def test_a_line_that_was_not_done_says_why(builder):
    lines = [LineOfInquiry("Her phone", False)]
    assert why_not(propose_closing, builder, lines=lines) == "Enter why “Her phone” was not done."
    assert "at least one line" in why_not(propose_closing, builder, lines=[])


def test_early_advice_that_was_not_sought_says_why(builder):
    told = why_not(propose_closing, builder, no_advice_because="")
    assert told == "Enter why early advice was not sought about suspect 1."


def test_an_outcome_about_the_victim_needs_the_victim_s_own_words(builder):
    told = why_not(propose_closing, builder, victims=[])
    assert told.startswith("Outcome 16 needs what victim 1 said.")
    said = victim_said(builder, on=None)
    assert why_not(propose_closing, builder, victims=[said]) == (
        "Enter who spoke with victim 1, when and how."
    )
    both = VictimAnswer(
        builder.victim, "No.", None, builder.at.date(), "PHONE", (), "She was away."
    )
    assert "not both" in why_not(propose_closing, builder, victims=[both])
    unasked = VictimAnswer(builder.victim, not_asked_because="She has died since.")
    assert propose_closing(builder, victims=[unasked]).pk


def test_an_outcome_that_is_not_about_the_victim_asks_nobody(builder):
    assert propose_closing(builder, outcome=5, victims=[]).victims_asked.count() == 0


def test_a_report_needs_no_day_at_all(builder):
    """Nobody was interviewed, and no victim asked."""
    assert propose_closing(builder, outcome=5, victims=[], interviewed_on=None).pk


def test_days_that_have_not_come_are_refused(builder):
    tomorrow = builder.at.date() + timedelta(days=1)
    for facts in ({"interviewed_on": tomorrow}, {"victims": [victim_said(builder, on=tomorrow)]}):
        assert "has not come yet" in why_not(propose_closing, builder, **facts)


def lines_offered(builder):
    suspect = builder.suspects[0]
    by = scope(builder.cast.officer, at=builder.at)
    return [
        (line.text, line.is_done, line.why_not)
        for line in known_lines(suspect, last_report(suspect, by), by)
    ]


def test_a_report_begins_with_what_was_advised_and_asked_for(builder):
    there = AdviceCaseBuilder(builder.cast).give()
    assert [text for text, *_rest in lines_offered(there)] == [
        "Take the friend’s statement.", "Download his phone for that week.",
    ]  # fmt: skip
    there = CaseBuilder(builder.cast).allocate().review()
    texts = ("His diary.\nThe week before.", "His bank.", "His car.", "His bank.")
    there.plan(*(there.action(text=each) for each in texts))
    items = ActionItem.objects.unscoped("test").filter(case=there.case)
    items.filter(number=2).update(answer="DONE", status="ANSWERED")
    items.filter(number=3).update(status="CANCELLED")
    assert lines_offered(there) == [
        ("His diary. The week before.", None, ""), ("His bank.", True, ""),
    ]  # fmt: skip


def test_a_report_begins_with_the_lines_that_the_newest_referral_left_open(builder):
    there = CaseBuilder(builder.cast).submit(
        open_lines=[OpenLine("His old phone", date(2027, 5, 1))]
    )
    there.send_back()
    day = date(2027, 5, 1)
    lines = [OpenLine("The friend", day), OpenLine("The taxi\nof that night", day)]
    there.submit(open_lines=lines)
    assert lines_offered(there) == [
        ("The friend", None, ""), ("The taxi of that night", None, ""),
    ]  # fmt: skip


def test_after_a_report_only_what_is_newer_is_added_to_its_lines(builder):
    there = CaseBuilder(builder.cast).allocate().review()
    there.plan(there.action(text="His bank."))
    Suspect.objects.unscoped("test").filter(case=there.case).update(state=State.INVESTIGATING)
    propose_closing(there)
    lines = [(line.text, line.is_done, line.why_not) for line in LINES]
    assert lines_offered(there) == lines
    send_closing_back(there)
    ActionPlan.objects.unscoped("test").filter(case=there.case).update(
        set_at=there.at + timedelta(days=1)
    )
    assert lines_offered(there) == [*lines, ("His bank.", None, "")]


def test_the_form_shows_the_lines_that_the_case_has(builder):
    there = AdviceCaseBuilder(builder.cast).give()
    page = client_for(there.cast.officer).get(page_url("propose-closing", there.suspects[0]))
    assert [form["text"].value() for form in page.context["lines"].forms] == [
        "Take the friend’s statement.", "Download his phone for that week.",
    ]  # fmt: skip
    begun = "It begins with the lines of inquiry that the case already has"
    assert begun in page_text(page)
    page = client_for(builder.cast.officer).get(page_url("propose-closing", builder.suspects[0]))
    assert begun not in page_text(page)


def test_a_long_line_ends_at_a_word_and_what_did_not_fit_is_counted(builder, monkeypatch):
    there = CaseBuilder(builder.cast).allocate().review()
    text = "Look at each message that he sent in that week. " * 9
    there.plan(there.action(text=text), there.action(text="x" * 301), there.action(text="His car."))
    Suspect.objects.unscoped("test").filter(case=there.case).update(state=State.INVESTIGATING)
    whole, unbroken, short = (line for line, *_rest in lines_offered(there))
    assert (unbroken, short) == ("x" * 299 + "…", "His car.")
    assert 290 < len(whole) <= 300 and whole.endswith("…")
    assert text.startswith(whole[:-1] + " ")
    officer = client_for(there.cast.officer)
    address = page_url("propose-closing", there.suspects[0])
    assert "did not fit here" not in page_text(officer.get(address))
    monkeypatch.setattr(lines_of_inquiry, "MAX_LINES", 1)
    page = page_text(officer.get(address))
    assert "2 more lines that the case has did not fit here. See its action plans" in page


# Where the police hold the suspect


def test_a_reply_that_the_cps_asked_for_is_owed_until_it_is_signed(case_returned):
    clock = case_returned.suspect().turns.unscoped("test").get(ended_at=None).clock
    propose_closing(case_returned)
    assert case_returned.suspect().turns.unscoped("test").get(ended_at=None).clock == clock
    send_closing_back(case_returned)
    assert case_returned.suspect().state == State.RETURNED
    propose_closing(case_returned)
    sign_closing(case_returned)
    clock.refresh_from_db()
    assert clock.closed_at is not None
    assert told("closing_signed") == {"Olive Officer", "Tess Triage"}


def test_reopening_gives_the_old_date_back(case_returned):
    clock = case_returned.suspect().turns.unscoped("test").get(ended_at=None).clock
    close_investigation(case_returned)
    case_returned.at += timedelta(days=9)
    reopen_closed(case_returned)
    suspect = case_returned.suspect()
    assert (suspect.state, suspect.due_at) == (State.INVESTIGATING, clock.due_at)
    assert Clock.objects.get(pk=clock.pk).closed_at is None


@pytest.mark.parametrize("stage", ["submit", "accept", "allocate"])
def test_what_the_cps_holds_the_police_do_not_close(stage):
    there = getattr(CaseBuilder(cast()), stage)()
    assert "Suspect 1 is at another stage now" in why_not(propose_closing, there)


def test_a_closed_suspect_is_not_referred(builder):
    close_investigation(builder)
    about = {"case": builder.case, "suspects": builder.suspects[:1]}
    told = why_not(
        builder.do, referrals.write_referral, "officer", **about,
        urgency="GREEN", code_test="FULL", summary="What is alleged.", lines_done="All.",
        no_advice_because="He was to be charged.",
    )  # fmt: skip
    assert told == (
        "The police have closed the investigation of suspect 1, and must reopen it first."
    )


# Reopening


def test_a_supervisor_reopens_it_with_a_ground_and_a_reason(builder):
    close_investigation(builder)
    report = reopen_closed(builder)
    assert (report.status, report.reopened_on) == ("REOPENED", "NEW_EVIDENCE")
    assert builder.suspect().state == State.INVESTIGATING
    assert told("closing_reopened") == {"Olive Officer"}
    assert propose_closing(builder).number == 2  # and it can be close_investigation again


def test_the_page_of_reports_names_who_signed_and_who_reopened(builder):
    close_investigation(builder)
    builder.cast.relief = person(builder.cast.police, "supervise_cases", name="Rae Relief")
    reopen_closed(builder, who="relief")
    page = page_text(
        client_for(builder.cast.officer).get(page_url("see-closing-reports", builder.case))
    )
    assert "Signed by Sue Supervisor" in page
    assert "Reopened by Rae Relief" in page and "Reopened by Sue Supervisor" not in page


def test_the_form_and_the_report_say_that_no_source_confirms_the_outcomes(builder):
    officer = client_for(builder.cast.officer)
    form = page_text(officer.get(page_url("propose-closing", builder.suspects[0])))
    assert (
        "The titles are those of the Home Office. That these outcomes close an investigation of"
        " rape, and for which of them the victim is asked, is a local setting that no source"
        " confirms." in form
    )
    propose_closing(builder)
    told = (
        "That it closes an investigation of rape, and whether the victim is asked, is a local"
        " setting that no source confirms."
    )
    supervisor = client_for(builder.cast.supervisor)
    assert told in page_text(supervisor.get(page_url("sign-closing-report", builder.suspects[0])))
    sign_closing(builder)
    assert told in page_text(officer.get(page_url("see-closing-reports", builder.case)))


def test_an_outcome_that_a_source_confirms_is_not_doubted():
    known = OUTCOMES_BY_CODE[5]
    read = replace(known, confidence="read")
    assert (known.is_confirmed, read.is_confirmed) == (False, True)
    assert str(outcomes_hint([read])) == "The titles are those of the Home Office."
    assert "no source confirms" in str(outcomes_hint([read, known]))


def test_the_form_says_once_for_which_outcomes_the_victim_is_asked(builder):
    officer = client_for(builder.cast.officer)
    form = page_text(officer.get(page_url("propose-closing", builder.suspects[0])))
    asked = "If the outcome is one of 10, 15, 16, 21, 22, say further down what the victim said."
    assert form.count("what the victim said.") == form.count(asked) == 1


def test_an_officer_does_not_reopen(builder):
    close_investigation(builder)
    told = why_not(reopen_closed, builder, who="officer")
    assert told == "Only a supervisor of the police unit can do this."


# What the CPS reads


def test_the_cps_reads_no_report_that_is_not_signed(case_returned):
    propose_closing(case_returned)
    assert not read_by(case_returned, "assistant").exists()
    assert read_by(case_returned, "officer").count() == 1
    verbs = Event.objects.for_scope(scope(case_returned.cast.assistant, at=case_returned.at))
    assert "propose_closing" not in set(verbs.values_list("verb", flat=True))
    sign_closing(case_returned)
    assert read_by(case_returned, "assistant").count() == 1


def test_a_suspect_whom_the_cps_does_not_know_stays_unknown(builder):
    close_investigation(builder)
    assert newest_report(builder.suspects[0]).only_side == "POLICE"
    [event] = Event.objects.unscoped("test").filter(verb="sign_closing_report")
    assert event.only_side == "POLICE"


# Nobody signs their own


def test_the_author_signs_nothing_whatever_else_they_hold(builder):
    propose_closing(builder)
    grants.grant_capacity(
        "supervise_cases", to=builder.cast.officer, on=builder.cast.police,
        by=builder.cast.supervisor, at=MONDAY,
    )  # fmt: skip
    for act in (sign_closing, send_closing_back):
        assert why_not(act, builder, who="officer") == (
            "You wrote this closing report, so another supervisor must sign it."
        )


def test_the_author_of_a_reopened_report_does_not_sign_the_one_that_starts_from_it(builder):
    """The form starts from its words."""
    close_investigation(builder)
    reopen_closed(builder)
    grants.grant_capacity(
        "supervise_cases", to=builder.cast.officer, on=builder.cast.police,
        by=builder.cast.officer, at=MONDAY,
    )  # fmt: skip
    report = propose_closing(builder, who="supervisor")
    assert report.authors == sorted([builder.cast.officer.pk, builder.cast.supervisor.pk])
    assert "You wrote this closing report" in why_not(sign_closing, builder, who="officer")


def test_the_author_signs_nothing_under_another_account(builder):
    propose_closing(builder)
    one_human(builder.cast.officer, builder.cast.supervisor)
    for act in (sign_closing, send_closing_back):
        assert why_not(act, builder) == (
            "You wrote this closing report under another account of yours, so another person "
            "must sign it."
        )


def test_the_database_knows_an_author_under_any_account(builder):
    report = propose_closing(builder)
    one_human(builder.cast.officer, builder.cast.supervisor)
    row = ClosingReport.objects.unscoped("test").filter(pk=report.pk)
    signed = {
        "status": "CLOSED",
        "answer": "Yes.",
        "has_open_line": False,
        "answered_at": builder.at,
    }
    for signer in (builder.cast.officer, builder.cast.supervisor):
        with pytest.raises(IntegrityError), transaction.atomic():
            update_in_clear(row, answered_by=signer, **signed)


def test_the_database_keeps_a_report_as_it_was_signed(builder):
    report = close_investigation(builder)
    row = ClosingReport.objects.unscoped("test").filter(pk=report.pk)
    for facts in ({"reasons": "Another."}, {"answer": "Another."}, {"outcome": 15}):
        with pytest.raises(DatabaseError), transaction.atomic():
            update_in_clear(row, **facts)


def test_the_database_allows_one_report_in_force(builder):
    report = close_investigation(builder)
    twice = ClosingReport(
        case=builder.case, suspect=builder.suspects[0], number=9, outcome=16, reasons="Again.",
        by=builder.cast.officer, at=builder.at,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        twice.save(force_insert=True)
    assert report.status == "CLOSED"
