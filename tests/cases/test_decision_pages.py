"""Pages for deciding about a suspect and for reporting the charge."""

import pytest

from cases.action_plans.actions import action_plans
from cases.decisions.actions import decisions
from cases.models import Decision, ReportedCharge
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from people.text.dates import format_day
from tests.support.cases.charges import counts_form, report_form
from tests.support.cases.concurrency import run_at_once
from tests.support.cases.decisions import record_consultation_of
from tests.support.cases.pages import (
    client_for,
    date_parts,
    day_from_today,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.cases.suspect_focus import FOCUS_ANSWERS
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from timeliness.calendar import london_day

pytestmark = pytest.mark.django_db

START = days_ago(2)


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2, at=START).allocate()


@pytest.fixture
def prosecutor(builder):
    return client_for(builder.cast.prosecutor)


def allegations_to_charge(suspect):
    return [str(row.pk) for row in suspect.allegations.unscoped("test")]


def post_charge(browser, builder, **typed):
    suspect = builder.suspects[0]
    builder.have_reviewed(suspect)
    sent = (
        counts_form(*typed.pop("allegations", allegations_to_charge(suspect)))
        | {
            "rationale": "The test is met. Both sides know the reason.",
            "public_interest_rationale": "Nothing speaks against a prosecution.",
        }
        | typed
    )
    return browser.post(page_url("authorise-charge", suspect), {"form_key": ""} | sent)


def post_no_further_action(browser, builder, **typed):
    sent = {
        "stage": "evidential",
        "evidential": "CONSENT",
        "rationale": "Why it is right. Both sides know the reason.",
        **FOCUS_ANSWERS,
    }
    [held, *_] = builder.suspects[0].consultations.unscoped("test")
    sent |= {"consultation": held.pk} | typed
    return browser.post(
        page_url("propose-no-further-action", builder.suspects[0]), {"form_key": ""} | sent
    )


def first_decision():
    return Decision.objects.unscoped("test").first()


def test_a_charge_is_authorised_from_the_allegations(builder, prosecutor):
    builder.have_reviewed(builder.suspects[0])
    page = prosecutor.get(page_url("authorise-charge", builder.suspects[0]))
    assert "Victim 1, 10 January 2026" in page_text(page)
    assert "it is their turn to charge the suspect and report it" in page_text(page)
    assert page_url("propose-no-further-action", builder.suspects[0]) in links_on_page(page)
    assert "Among the charges" not in page_text(page)  # nothing is preselected

    answer = post_charge(prosecutor, builder)
    assert answer.url == page_url("see-case", builder.case)
    assert "Charge authorised for suspect 1." in page_text(prosecutor.get(answer.url))
    assert first_decision().charges.count() == 1
    assert builder.suspect().state == "CHARGE_AUTHORISED"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"allegations": []}, "State at least one charge"),
        ({"rationale": ""}, "Enter why the evidential stage is met"),
        ({"public_interest_rationale": ""}, "Enter why the public interest stage is met"),
        ({"rationale": "x"}, "Say more under “Why is the evidential stage met?”"),
        ({"public_interest_rationale": "x x x"}, "Say more under “Why is the public interest"),
    ],
)
def test_a_charge_needs_allegations_and_a_rationale(builder, prosecutor, typed, told):
    assert told in page_text(post_charge(prosecutor, builder, **typed))
    assert first_decision() is None


def test_an_allegation_against_another_suspect_cannot_be_charged(builder, prosecutor):
    page = post_charge(prosecutor, builder, allegations=allegations_to_charge(builder.suspects[1]))
    assert "The allegation is not as it was." in page_text(page)


def test_no_further_action_has_a_coded_reason_and_its_stage(builder, prosecutor):
    record_consultation_of(builder)
    told = page_text(prosecutor.get(page_url("propose-no-further-action", builder.suspects[0])))
    assert "The wording of these reasons is set locally" in told
    assert "countersigns it or says why not" in told
    assert "You cannot countersign it yourself, under any account." in told
    why = "He is 14, and another way of dealing with it was agreed."
    post_no_further_action(
        prosecutor, builder, stage="public_interest", public_interest="SUSPECT_AGE",
        public_interest_rationale=why,
    )  # fmt: skip
    decision = first_decision()
    assert (decision.public_interest_rationale, decision.review.test) == (why, "FULL")
    assert (first_decision().kind, first_decision().reason) == (
        "NFA_PUBLIC_INTEREST",
        "SUSPECT_AGE",
    )
    assert builder.suspect().state == "SECOND_READER"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"stage": ""}, "Select which stage of the Code is not met"),
        ({"evidential": ""}, "Select the main evidential reason"),
        ({"stage": "public_interest"}, "Select the main public interest reason"),
        ({"evidential": "SUSPECT_AGE"}, "Select one of the answers shown"),
        ({"rationale": ""}, "Enter your reasons on the evidential stage"),
        (
            {"stage": "public_interest", "public_interest": "SUSPECT_AGE"},
            "Enter why the public interest stage is not met",
        ),
        ({"consultation": ""}, "Select the meeting with the police"),
    ],
)
def test_no_further_action_needs_a_reason_of_its_stage_and_a_rationale(
    builder, prosecutor, typed, told
):
    record_consultation_of(builder)
    page = post_no_further_action(prosecutor, builder, **typed)
    assert page.status_code == 200
    assert told in page_text(page)
    assert first_decision() is None


def test_the_end_of_open_actions_is_shown_before_a_decision_is_sent(builder, prosecutor):
    first, second = builder.suspects
    builder.plan({"suspects": [first]}, {"suspects": [first, second]})
    builder.do(
        action_plans.take_suspect_back,
        "prosecutor",
        suspect=first,
        reason="Enough. Both sides know the reason.",
    )
    alone, both = builder.items
    record_consultation_of(builder)

    page = prosecutor.get(page_url("propose-no-further-action", first))
    assert "These open actions are about no one else and are cancelled: Action 1" in page_text(page)
    assert "Open actions that are about other suspects too stay open." in page_text(page)
    assert page_url("see-item", alone) in links_on_page(page) and page_url(
        "see-item", both
    ) not in links_on_page(page)

    page = prosecutor.get(page_url("authorise-charge", first))
    assert "These open actions stay open" in page_text(page)
    assert {page_url("see-item", alone), page_url("see-item", both)} <= set(links_on_page(page))


def test_a_suspect_decided_a_moment_ago_is_told_of_and_the_rationale_is_kept(builder, prosecutor):
    record_consultation_of(builder)
    post_no_further_action(prosecutor, builder)
    page = post_charge(
        prosecutor, builder, rationale="An hour of thought. Both sides know the reason."
    )
    assert page.status_code == 409
    assert "at another stage now: Waiting for a second reader." in page_text(page)
    assert "An hour of thought. Both sides know the reason." in page.content.decode()
    assert Decision.objects.unscoped("test").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_prosecutors_deciding_at_once_make_one_decision_and_one_reads_why_not():
    builder = CaseBuilder(cast(), at=START).allocate()
    manager = client_for(builder.cast.manager)
    submit_form(
        manager, page_url("cover-case", builder.case), to=builder.cast.other_prosecutor.pk,
        **date_parts("from_on", day_from_today(0)), **date_parts("until_on", day_from_today(0)),
    )  # fmt: skip
    record_consultation_of(builder)
    pia, otto = client_for(builder.cast.prosecutor), client_for(builder.cast.other_prosecutor)
    answers = run_at_once(
        builder.case,
        lambda: post_charge(pia, builder),
        lambda: post_no_further_action(otto, builder),
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    [refused] = [answer for answer in answers if answer.status_code == 409]
    assert "already been authorised" in page_text(refused) or "Waiting for" in page_text(refused)
    assert Decision.objects.unscoped("test").count() == 1


def test_the_police_report_the_charge(builder):
    officer = client_for(builder.cast.officer)
    builder.do(
        decisions.authorise_charge, "prosecutor", suspect=builder.suspects[0],
        rationale="Met. Both sides know the reason.",
        allegations=list(builder.suspects[0].allegations.unscoped("test")),
    )  # fmt: skip
    authorised_on = london_day(Decision.objects.unscoped("test").get().at)
    address = page_url("report-charge", builder.suspects[0])
    told = f"The charges were authorised on {format_day(authorised_on)}."
    assert told in page_text(officer.get(address))

    page = officer.post(
        address, {"method": "IN_CUSTODY"} | date_parts("charged_on", day_from_today(1))
    )
    assert "The date of the charge must be today or earlier" in page_text(page)
    before = date_parts("charged_on", day_from_today(-9))
    page = officer.post(address, {"method": "IN_CUSTODY"} | before)
    assert f"The charge was authorised on {format_day(authorised_on)}. Enter that" in page_text(
        page
    )
    assert "Select how the suspect was charged" in page_text(
        officer.post(address, {"form_key": ""})
    )

    laid = report_form("AS_STATED")
    sent = {"method": "IN_CUSTODY", "version": 1} | date_parts("charged_on", day_from_today(0))
    answer = officer.post(address, laid | sent)
    assert answer.url == page_url("see-case", builder.case)
    assert ReportedCharge.objects.unscoped("test").get().charged_on == day_from_today(0)
    assert builder.suspect().state == "CHARGED"


def test_a_charge_that_was_not_authorised_is_not_reported(builder):
    page = client_for(builder.cast.officer).get(page_url("report-charge", builder.suspects[0]))
    assert page.status_code == 403
    assert "Suspect 1 is at another stage now: With the prosecutor." in page.content.decode()


def test_only_the_reviewing_prosecutor_decides(builder):
    for who in (builder.cast.other_prosecutor, builder.cast.manager, builder.cast.officer):
        for name in ("authorise-charge", "propose-no-further-action"):
            assert client_for(who).get(page_url(name, builder.suspects[0])).status_code == 403


def test_without_a_review_of_the_submission_there_is_no_charge_and_the_page_says_what_to_do(
    builder, prosecutor
):
    suspect = builder.suspects[0]
    typed = {
        "form_key": "", **counts_form(*allegations_to_charge(suspect)),
        "rationale": "The test is met for this charge.",
        "public_interest_rationale": "Nothing speaks against a prosecution.",
    }  # fmt: skip
    page = prosecutor.post(page_url("authorise-charge", suspect), typed)
    assert page.status_code == 409
    assert "Record a review of this submission first." in page_text(page)
    assert "The test is met for this charge." in page_text(page)
    assert first_decision() is None

    builder.review()
    assert prosecutor.post(page_url("authorise-charge", suspect), typed).status_code == 302


def test_a_review_of_the_submission_before_is_none_of_this_one(builder, prosecutor):
    builder.review()
    builder.do(
        referrals.withdraw_referral, "officer", referral=builder.referral, withdrawal_reason="More."
    )
    builder.allocate()
    typed = {
        "form_key": "", **counts_form(*allegations_to_charge(builder.suspects[0])),
        "rationale": "The test is met for this charge.",
        "public_interest_rationale": "Nothing speaks against a prosecution.",
    }  # fmt: skip
    page = prosecutor.post(page_url("authorise-charge", builder.suspects[0]), typed)
    assert page.status_code == 409 and "Record a review of this submission first" in page_text(page)
    assert first_decision() is None
