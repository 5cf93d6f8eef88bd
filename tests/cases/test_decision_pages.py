"""Pages for deciding about a suspect and for reporting the charge."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.action_plans.actions import action_plans
from cases.decisions.actions import decisions
from cases.models import Decision, ReportedCharge
from cases.referrals.actions import referrals
from devtools.case_builder import Road, cast
from people.text.dates import format_day
from tests.support.cases.charges import NO_OTHERS
from tests.support.cases.concurrency import at_once
from tests.support.cases.decisions import consult
from tests.support.cases.pages import as_, at, day, follow, in_days, links, said
from tests.support.module_fixtures import standing
from timeliness.calendar import london_day

pytestmark = pytest.mark.django_db

START = timezone.now() - timedelta(days=2)


@standing
def road():
    return Road(cast(), suspects=2, at=START).allocate()


@pytest.fixture
def prosecutor(road):
    return as_(road.cast.prosecutor)


def charges_of(suspect):
    return [str(row.pk) for row in suspect.allegations.unscoped("test")]


def charge(browser, road, **typed):
    suspect = road.suspects[0]
    road.have_reviewed(suspect)
    sent = {
        "allegations": charges_of(suspect),
        "rationale": "The test is met. Both sides know the reason.",
    } | typed
    return browser.post(at("authorise-charge", suspect), {"form_key": ""} | sent)


def nfa(browser, road, **typed):
    sent = {
        "stage": "evidential",
        "evidential": "CONSENT",
        "rationale": "Why it is right. Both sides know the reason.",
    }
    [held, *_] = road.suspects[0].consultations.unscoped("test")
    sent |= {"consultation": held.pk} | typed
    return browser.post(at("propose-no-further-action", road.suspects[0]), {"form_key": ""} | sent)


def made():
    return Decision.objects.unscoped("test").first()


def test_a_charge_is_authorised_from_the_allegations(road, prosecutor):
    road.have_reviewed(road.suspects[0])
    page = prosecutor.get(at("authorise-charge", road.suspects[0]))
    assert "victim 1" in said(page)
    assert "it is their turn to charge the suspect and report it" in said(page)
    assert at("propose-no-further-action", road.suspects[0]) in links(page)
    assert "checked" not in page.content.decode()  # nothing is preselected

    answer = charge(prosecutor, road)
    assert answer.url == at("see-case", road.case)
    assert "Charge authorised for suspect 1." in said(prosecutor.get(answer.url))
    assert made().charges.count() == 1
    assert road.suspect().state == "CHARGE_AUTHORISED"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"allegations": []}, "Select at least one allegation"),
        ({"rationale": ""}, "Enter why the test for a charge is met"),
    ],
)
def test_a_charge_needs_allegations_and_a_rationale(road, prosecutor, typed, told):
    assert told in said(charge(prosecutor, road, **typed))
    assert made() is None


def test_an_allegation_against_another_suspect_cannot_be_charged(road, prosecutor):
    page = charge(prosecutor, road, allegations=charges_of(road.suspects[1]))
    assert "Select one of the answers shown" in said(page)


def test_no_further_action_has_a_coded_reason_and_its_stage(road, prosecutor):
    consult(road)
    told = said(prosecutor.get(at("propose-no-further-action", road.suspects[0])))
    assert "The wording of these reasons is set locally" in told
    assert "countersigns it or says why not" in told
    assert "You cannot countersign it yourself, under any account." in told
    nfa(prosecutor, road, stage="public_interest", public_interest="SUSPECT_AGE")
    assert (made().kind, made().reason) == ("NFA_PUBLIC_INTEREST", "SUSPECT_AGE")
    assert road.suspect().state == "SECOND_READER"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"stage": ""}, "Select which stage of the Code is not met"),
        ({"evidential": ""}, "Select the main evidential reason"),
        ({"stage": "public_interest"}, "Select the main public interest reason"),
        ({"evidential": "SUSPECT_AGE"}, "Select one of the answers shown"),
        ({"rationale": ""}, "Enter why no further action is right"),
        ({"consultation": ""}, "Select the meeting with the police"),
    ],
)
def test_no_further_action_needs_a_reason_of_its_stage_and_a_rationale(
    road, prosecutor, typed, told
):
    consult(road)
    page = nfa(prosecutor, road, **typed)
    assert page.status_code == 200
    assert told in said(page)
    assert made() is None


def test_what_becomes_of_open_actions_is_shown_before_it_is_sent(road, prosecutor):
    first, second = road.suspects
    road.plan({"suspects": [first]}, {"suspects": [first, second]})
    road.do(
        action_plans.take_suspect_back,
        "prosecutor",
        suspect=first,
        reason="Enough. Both sides know the reason.",
    )
    alone, both = road.items
    consult(road)

    page = prosecutor.get(at("propose-no-further-action", first))
    assert "These open actions are about no one else and are cancelled: Action 1" in said(page)
    assert "Open actions that are about other suspects too stay open." in said(page)
    assert at("see-item", alone) in links(page) and at("see-item", both) not in links(page)

    page = prosecutor.get(at("authorise-charge", first))
    assert "These open actions stay open" in said(page)
    assert {at("see-item", alone), at("see-item", both)} <= set(links(page))


def test_a_suspect_decided_a_moment_ago_is_told_of_and_the_rationale_is_kept(road, prosecutor):
    consult(road)
    nfa(prosecutor, road)
    page = charge(prosecutor, road, rationale="An hour of thought. Both sides know the reason.")
    assert page.status_code == 409
    assert "at another stage now: Waiting for a second reader." in said(page)
    assert "An hour of thought. Both sides know the reason." in page.content.decode()
    assert Decision.objects.unscoped("test").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_prosecutors_deciding_at_once_make_one_decision_and_one_reads_why_not():
    road = Road(cast(), at=START).allocate()
    manager = as_(road.cast.manager)
    follow(
        manager, at("cover-case", road.case), to=road.cast.other_prosecutor.pk,
        **day("from_on", in_days(0)), **day("until_on", in_days(0)),
    )  # fmt: skip
    consult(road)
    pia, otto = as_(road.cast.prosecutor), as_(road.cast.other_prosecutor)
    answers = at_once(road.case, lambda: charge(pia, road), lambda: nfa(otto, road))
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    [refused] = [answer for answer in answers if answer.status_code == 409]
    assert "already been authorised" in said(refused) or "Waiting for" in said(refused)
    assert Decision.objects.unscoped("test").count() == 1


def test_the_police_report_the_charge(road):
    officer = as_(road.cast.officer)
    road.do(
        decisions.authorise_charge, "prosecutor", suspect=road.suspects[0],
        rationale="Met. Both sides know the reason.",
        allegations=list(road.suspects[0].allegations.unscoped("test")),
    )  # fmt: skip
    authorised_on = london_day(Decision.objects.unscoped("test").get().at)
    address = at("report-charge", road.suspects[0])
    told = f"The charges were authorised on {format_day(authorised_on)}."
    assert told in said(officer.get(address))

    page = officer.post(address, {"method": "IN_CUSTODY"} | day("charged_on", in_days(1)))
    assert "The date of the charge must be today or earlier" in said(page)
    before = day("charged_on", in_days(-9))
    page = officer.post(address, {"method": "IN_CUSTODY"} | before)
    assert f"The charge was authorised on {format_day(authorised_on)}. Enter that" in said(page)
    assert "Select how the suspect was charged" in said(officer.post(address, {"form_key": ""}))

    laid = {"laid": charges_of(road.suspects[0])} | NO_OTHERS
    answer = officer.post(address, {"method": "IN_CUSTODY"} | laid | day("charged_on", in_days(0)))
    assert answer.url == at("see-case", road.case)
    assert ReportedCharge.objects.unscoped("test").get().charged_on == in_days(0)
    assert road.suspect().state == "CHARGED"


def test_a_charge_that_nobody_authorised_is_not_reported(road):
    page = as_(road.cast.officer).get(at("report-charge", road.suspects[0]))
    assert page.status_code == 403
    assert "Suspect 1 is at another stage now: With the prosecutor." in page.content.decode()


def test_only_the_reviewing_prosecutor_decides(road):
    for who in (road.cast.other_prosecutor, road.cast.manager, road.cast.officer):
        for name in ("authorise-charge", "propose-no-further-action"):
            assert as_(who).get(at(name, road.suspects[0])).status_code == 403


def test_without_a_review_of_the_submission_there_is_no_charge_and_the_page_says_what_to_do(
    road, prosecutor
):
    suspect = road.suspects[0]
    typed = {
        "form_key": "", "allegations": charges_of(suspect),
        "rationale": "The test is met for this charge.",
    }  # fmt: skip
    page = prosecutor.post(at("authorise-charge", suspect), typed)
    assert page.status_code == 409
    assert "Record a review first, then authorise the charge." in said(page)
    assert "The test is met for this charge." in said(page)
    assert made() is None

    road.review()
    assert prosecutor.post(at("authorise-charge", suspect), typed).status_code == 302


def test_a_review_of_the_submission_before_is_none_of_this_one(road, prosecutor):
    road.review()
    road.do(
        referrals.withdraw_referral, "officer", referral=road.referral, withdrawal_reason="More."
    )
    road.allocate()
    typed = {
        "form_key": "", "allegations": charges_of(road.suspects[0]),
        "rationale": "The test is met for this charge.",
    }  # fmt: skip
    page = prosecutor.post(at("authorise-charge", road.suspects[0]), typed)
    assert page.status_code == 409 and "Record a review first" in said(page)
    assert made() is None
