"""Pages of triage: a referral is accepted, or returned with coded reasons and a date."""

from datetime import date

import pytest
from django.utils import timezone

from cases.deadlines import last_agreeable_date
from cases.models import Referral, ReferralReturn, ReturnReason, Turn
from cases.referral_checks import REFERRAL_CHECKS
from cases.states import State
from devtools.case_builder import Road, cast, cps_unit, person
from people.text.dates import format_day
from tests.support.cases.pages import as_, at, day, in_days, links, said
from tests.support.cases.query_counter import questions
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

NEXT_WEEK = in_days(7)
RETURN = {"reasons": ["no_mg3"], "detail_no_mg3": "Page 2 is not there"}


@standing
def road():
    return Road(cast()).submit()


@pytest.fixture
def assistant(road):
    return as_(road.cast.assistant)


def version(road):
    """The version that a page opened now has."""
    return Referral.objects.unscoped("test").get(pk=road.referral.pk).version


def accept(assistant, road, **more):
    typed = {"form_key": "", "version": version(road)} | more
    return assistant.post(at("accept-referral", road.referral), typed)


def send_on(assistant, road, **more):
    typed = RETURN | day("reply_by", NEXT_WEEK) | {"version": version(road)} | more
    return assistant.post(at("return-referral", road.referral), typed)


def test_the_referral_is_there_to_read_before_it_is_accepted(road, assistant):
    page = assistant.get(at("accept-referral", road.referral))
    assert "What is alleged." in said(page) and "Ready to go." in said(page)
    assert at("return-referral", road.referral) in links(page)
    assert road.suspect().state == State.TRIAGE


def test_accepting_makes_its_suspects_ready_to_allocate(road, assistant):
    answer = accept(assistant, road)
    assert answer.url == at("see-case", road.case)
    assert road.suspect().state == State.READY_TO_ALLOCATE
    assert "Accepted at triage" in said(assistant.get(at("see-referral", road.referral)))


def test_triage_answers_the_referral_that_it_read(road, assistant):
    """
    Only an answer changes a referral at triage today; the optimistic lock is tested all the same.
    """
    read = version(road)
    Referral.objects.unscoped("test").update(version=read + 1, summary="Another text.")
    for answer in (accept, send_on):
        page = answer(assistant, road, version=read)
        assert page.status_code == 409
        assert "This referral has changed since you opened it. Read it again" in said(page)
        assert "Another text." in said(page)
    assert road.suspect().state == State.TRIAGE


def test_accepted_twice_is_a_clear_sentence(road, assistant):
    for _ in range(2):
        page = accept(assistant, road)
    assert page.status_code == 409
    assert "This referral is not at triage: it was accepted at triage." in said(page)


def test_returning_asks_for_the_coded_reasons_and_says_that_a_clock_starts(road, assistant):
    page = assistant.get(at("return-referral", road.referral))
    told = said(page)
    standard = [reason for reason in REFERRAL_CHECKS.values() if not reason.is_priority]
    assert len(standard) == 13
    assert all(str(reason.words) in told for reason in standard)
    assert "Check custody status and resubmit" not in told
    assert "This date starts a clock for the police" in told


def test_a_red_referral_has_the_two_priority_reasons_first():
    road = Road(cast()).submit(urgency="RED")
    page = as_(road.cast.assistant).get(at("return-referral", road.referral))
    offered = [code for code, text in page.context["form"]["reasons"].field.choices]
    assert offered[:2] == ["check_custody_resubmit", "insufficient_information"]
    assert len(offered) == 15


def test_a_returned_referral_keeps_its_reasons_and_runs_to_the_date(road, assistant):
    more = {"reasons": ["no_mg3", "exhibits_missing"], "detail_no_dv_checklist": "Not asked"}
    answer = send_on(assistant, road, **more)
    assert answer.url == at("see-referral", road.referral)
    returned = ReferralReturn.objects.unscoped("test").get(referral=road.referral)
    assert returned.reply_by == NEXT_WEEK
    kept = dict(ReturnReason.objects.filter(of=returned).values_list("code", "detail"))
    assert kept == {"no_mg3": "Page 2 is not there", "exhibits_missing": ""}
    turn = Turn.objects.unscoped("test").get(suspect=road.suspect(), ended_at=None)
    assert timezone.localdate(turn.clock.due_at) == NEXT_WEEK
    assert turn.clock.recipient_unit == road.cast.police
    assert turn.side == "POLICE"


def test_today_is_soon_enough_for_a_referral_in_custody():
    road = Road(cast()).submit(urgency="RED")
    assistant = as_(road.cast.assistant)
    answer = send_on(
        assistant, road, reasons=["check_custody_resubmit"], **day("reply_by", in_days(0))
    )
    assert answer.status_code == 302
    assert road.suspect().state == State.RETURNED


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"reasons": []}, "Select at least one reason"),
        ({"reasons": ["no_tea"]}, "Select one of the answers shown"),
        ({"reasons": ["insufficient_information"]}, "Select one of the answers shown"),
        ({"detail_no_mg3": "x" * 251}, "Enter no more than 250 characters. You have entered 251."),
        (day("reply_by", in_days(-1)), "The date for a reply must be today or later"),
        (day("reply_by", date(9998, 12, 31)), "The date for a reply must be {last} or earlier"),
        (day("reply_by", date(9999, 12, 31)), "The date for a reply must be {last} or earlier"),
        ({"reply_by-day": ""}, "The date for a reply must include a day"),
        (dict.fromkeys(day("reply_by", NEXT_WEEK), ""), "Enter the date for a reply"),
    ],
)
def test_what_is_wrong_is_named_and_everything_typed_is_kept(road, assistant, more, told):
    page = send_on(assistant, road, **{"detail_no_mg3": "Page 2 is not there", **more})
    last = format_day(last_agreeable_date(at=timezone.now()))
    assert page.status_code == 200
    assert told.format(last=last) in said(page)
    assert more.get("detail_no_mg3", "Page 2 is not there") in said(page)
    assert road.suspect().state == State.TRIAGE


def test_returned_when_another_has_accepted_it_is_a_clear_sentence_and_keeps_the_reasons(
    road, assistant
):
    colleague = as_(person(road.cast.cps, "triage_cases"))
    accept(colleague, road)
    page = send_on(assistant, road)
    assert page.status_code == 409
    assert "This referral is not at triage: it was accepted at triage." in said(page)
    assert "Page 2 is not there" in said(page)


@pytest.mark.parametrize("name", ["accept-referral", "return-referral"])
@pytest.mark.parametrize("role", ["officer", "supervisor", "manager", "prosecutor"])
def test_only_triage_accepts_or_returns_a_referral(road, role, name):
    page = as_(getattr(road.cast, role)).post(at(name, road.referral), {"form_key": ""})
    assert page.status_code == 403
    assert "Only CPS triage can do this." in said(page)


@pytest.mark.parametrize("name", ["accept-referral", "return-referral"])
def test_triage_of_another_unit_finds_nothing(road, name):
    stranger = as_(person(cps_unit(), "triage_cases"))
    assert stranger.get(at(name, road.referral)).status_code == 404
    assert stranger.post(at(name, road.referral), RETURN).status_code == 404


@pytest.mark.parametrize("name", ["accept-referral", "return-referral"])
def test_a_page_costs_the_same_however_many_suspects(name):
    counts = []
    for n in (1, 4):
        road = Road(cast(), suspects=n).submit()
        counts.append(len(questions(as_(road.cast.assistant), at(name, road.referral))[1]))
    assert counts[0] == counts[1] <= 12
