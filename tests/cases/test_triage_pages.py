"""Pages of triage: a referral is accepted, or returned with coded reasons and a date."""

from datetime import date

import pytest
from django.utils import timezone

from cases.deadlines import last_agreeable_date
from cases.models import Referral, ReferralReturn, ReturnReason, Turn
from cases.referral_checks import REFERRAL_CHECKS
from cases.states import State
from devtools.case_builder import CaseBuilder, cast, cps_unit, person
from people.text.dates import format_day
from tests.support.cases.pages import (
    client_for,
    date_parts,
    day_from_today,
    links_on_page,
    page_text,
    page_url,
)
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.sealed_rows import opened_values, update_in_clear
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db

NEXT_WEEK = day_from_today(7)
RETURN = {"reasons": ["no_mg3"], "detail_no_mg3": "Page 2 is not there"}


@module_fixture
def builder():
    return CaseBuilder(cast()).submit()


@pytest.fixture
def assistant(builder):
    return client_for(builder.cast.assistant)


def current_version(builder):
    """The version that a page opened now has."""
    return Referral.objects.unscoped("test").get(pk=builder.referral.pk).version


def accept_on_page(assistant, builder, **more):
    typed = {"form_key": "", "version": current_version(builder)} | more
    return assistant.post(page_url("accept-referral", builder.referral), typed)


def return_from_triage(assistant, builder, **more):
    typed = (
        RETURN | date_parts("reply_by", NEXT_WEEK) | {"version": current_version(builder)} | more
    )
    return assistant.post(page_url("return-referral", builder.referral), typed)


def test_the_referral_is_there_to_read_before_it_is_accepted(builder, assistant):
    page = assistant.get(page_url("accept-referral", builder.referral))
    assert "What is alleged." in page_text(page) and "Ready to go." in page_text(page)
    assert page_url("return-referral", builder.referral) in links_on_page(page)
    assert builder.suspect().state == State.TRIAGE


def test_accepting_makes_its_suspects_ready_to_allocate(builder, assistant):
    answer = accept_on_page(assistant, builder)
    assert answer.url == page_url("see-case", builder.case)
    assert builder.suspect().state == State.READY_TO_ALLOCATE
    assert "Accepted at triage" in page_text(
        assistant.get(page_url("see-referral", builder.referral))
    )


def test_triage_answers_the_referral_that_it_read(builder, assistant):
    """
    Only an answer changes a referral at triage today; the optimistic lock is tested all the same.
    """
    read = current_version(builder)
    rows = Referral.objects.unscoped("test").all()
    update_in_clear(rows, version=read + 1, summary="Another text.")
    for answer in (accept_on_page, return_from_triage):
        page = answer(assistant, builder, version=read)
        assert page.status_code == 409
        assert "This referral has changed since you opened it. Read it again" in page_text(page)
        assert "Another text." in page_text(page)
    assert builder.suspect().state == State.TRIAGE


def test_accepted_twice_is_a_clear_sentence(builder, assistant):
    for _ in range(2):
        page = accept_on_page(assistant, builder)
    assert page.status_code == 409
    assert "This referral is not at triage: it was accepted at triage." in page_text(page)


def test_returning_asks_for_the_coded_reasons_and_says_that_a_clock_starts(builder, assistant):
    page = assistant.get(page_url("return-referral", builder.referral))
    told = page_text(page)
    standard = [reason for reason in REFERRAL_CHECKS.values() if not reason.is_priority]
    assert len(standard) == 13
    assert all(str(reason.words) in told for reason in standard)
    assert "Check custody status and resubmit" not in told
    assert "This date starts a clock for the police" in told


def test_a_red_referral_has_the_two_priority_reasons_first():
    builder = CaseBuilder(cast()).submit(urgency="RED")
    page = client_for(builder.cast.assistant).get(page_url("return-referral", builder.referral))
    offered = [code for code, text in page.context["form"]["reasons"].field.choices]
    assert offered[:2] == ["check_custody_resubmit", "insufficient_information"]
    assert len(offered) == 15


def test_a_returned_referral_keeps_its_reasons_and_runs_to_the_date(builder, assistant):
    more = {"reasons": ["no_mg3", "exhibits_missing"], "detail_no_dv_checklist": "Not asked"}
    answer = return_from_triage(assistant, builder, **more)
    assert answer.url == page_url("see-referral", builder.referral)
    returned = ReferralReturn.objects.unscoped("test").get(referral=builder.referral)
    assert returned.reply_by == NEXT_WEEK
    kept = dict(opened_values(ReturnReason.objects.filter(of=returned), "code", "detail"))
    assert kept == {"no_mg3": "Page 2 is not there", "exhibits_missing": ""}
    turn = Turn.objects.unscoped("test").get(suspect=builder.suspect(), ended_at=None)
    assert timezone.localdate(turn.clock.due_at) == NEXT_WEEK
    assert turn.clock.recipient_unit == builder.cast.police
    assert turn.side == "POLICE"


def test_today_is_soon_enough_for_a_referral_in_custody():
    builder = CaseBuilder(cast()).submit(urgency="RED")
    assistant = client_for(builder.cast.assistant)
    answer = return_from_triage(
        assistant,
        builder,
        reasons=["check_custody_resubmit"],
        **date_parts("reply_by", day_from_today(0)),
    )
    assert answer.status_code == 302
    assert builder.suspect().state == State.RETURNED


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"reasons": []}, "Select at least one reason"),
        ({"reasons": ["no_tea"]}, "Select one of the answers shown"),
        ({"reasons": ["insufficient_information"]}, "Select one of the answers shown"),
        ({"detail_no_mg3": "x" * 251}, "Enter no more than 250 characters. You have entered 251."),
        (date_parts("reply_by", day_from_today(-1)), "The date for a reply must be today or later"),
        (
            date_parts("reply_by", date(9998, 12, 31)),
            "The date for a reply must be {last} or earlier",
        ),
        (
            date_parts("reply_by", date(9999, 12, 31)),
            "The date for a reply must be {last} or earlier",
        ),
        ({"reply_by-day": ""}, "The date for a reply must include a day"),
        (dict.fromkeys(date_parts("reply_by", NEXT_WEEK), ""), "Enter the date for a reply"),
    ],
)
def test_an_invalid_answer_is_named_and_everything_typed_is_kept(builder, assistant, more, told):
    page = return_from_triage(
        assistant, builder, **{"detail_no_mg3": "Page 2 is not there", **more}
    )
    last = format_day(last_agreeable_date(at=timezone.now()))
    assert page.status_code == 200
    assert told.format(last=last) in page_text(page)
    assert more.get("detail_no_mg3", "Page 2 is not there") in page_text(page)
    assert builder.suspect().state == State.TRIAGE


def test_returned_when_another_has_accepted_it_is_a_clear_sentence_and_keeps_the_reasons(
    builder, assistant
):
    colleague = client_for(person(builder.cast.cps, "triage_cases"))
    accept_on_page(colleague, builder)
    page = return_from_triage(assistant, builder)
    assert page.status_code == 409
    assert "This referral is not at triage: it was accepted at triage." in page_text(page)
    assert "Page 2 is not there" in page_text(page)


@pytest.mark.parametrize("name", ["accept-referral", "return-referral"])
@pytest.mark.parametrize("role", ["officer", "supervisor", "manager", "prosecutor"])
def test_only_triage_accepts_or_returns_a_referral(builder, role, name):
    page = client_for(getattr(builder.cast, role)).post(
        page_url(name, builder.referral), {"form_key": ""}
    )
    assert page.status_code == 403
    assert "Only CPS triage can do this." in page_text(page)


@pytest.mark.parametrize("name", ["accept-referral", "return-referral"])
def test_triage_of_another_unit_finds_nothing(builder, name):
    stranger = client_for(person(cps_unit(), "triage_cases"))
    assert stranger.get(page_url(name, builder.referral)).status_code == 404
    assert stranger.post(page_url(name, builder.referral), RETURN).status_code == 404


@pytest.mark.parametrize("name", ["accept-referral", "return-referral"])
def test_a_page_costs_the_same_however_many_suspects(name):
    counts = []
    for n in (1, 4):
        builder = CaseBuilder(cast(), suspects=n).submit()
        counts.append(
            len(
                page_and_queries(
                    client_for(builder.cast.assistant), page_url(name, builder.referral)
                )[1]
            )
        )
    assert counts[0] == counts[1] <= 12
