"""A referral after early advice begins with what was asked and given, and overwrites nothing."""

import pytest

from cases.early_advice.actions import advice_triage, early_advice
from cases.referrals.actions import referrals
from devtools.case_builder import cast, person
from devtools.usual_answers import ADVICE
from people.access.scopes import Refused
from tests.support.cases.browser_tab import Tab
from tests.support.cases.early_advice import GIVEN, AdviceCaseBuilder
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
MARK = "It begins with what request 1 for early advice says."
ADVISED = {"no_advice_because": ""}


@module_fixture
def builder():
    return AdviceCaseBuilder(cast())


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


def shown(officer, builder):
    page = officer.get(page_url("write-referral", builder.case))
    return page, page.context["form"]


def test_the_form_begins_with_the_request_and_the_lines_advised_and_says_so(builder, officer):
    builder.give()
    page, form = shown(officer, builder)
    begins = {name: form[name].value() or "" for name in form.fields}
    assert begins["summary"] == ADVICE["summary"]
    assert begins["lines_done"] == ADVICE["lines_done"]
    assert begins["strengths"] == ADVICE["issues"]
    assert begins["disclosure"] == ADVICE["disclosable"]
    assert begins["is_line_open"] == "yes"
    asked, *advised = [row["text"].value() for row in form.lines.forms]
    for text in (ADVICE["lines_under_way"], ADVICE["lines_contemplated"], ADVICE["expected"]):
        assert text in asked
    assert advised == [f"Advised by the CPS: {line}" for line in GIVEN["lines"]]
    assert not (begins["account_1"] or begins["victim_needs"] or begins["delay"])
    told = page_text(page)
    assert told.count(MARK) == 5
    assert ADVICE["questions"][0] in told and GIVEN["answers"][0] in told
    assert GIVEN["strategy"] in told and GIVEN["third_party"] in told


def test_a_request_that_was_refused_is_begun_with_too_and_has_no_advice(builder, officer):
    builder.turn_down()
    page, form = shown(officer, builder)
    assert form["summary"].value() == ADVICE["summary"]
    assert "The early advice that was given" not in page_text(page)


def test_nothing_without_a_request_that_was_sent(builder, officer):
    assert MARK not in page_text(shown(officer, builder)[0])
    builder.ask()
    assert shown(officer, builder)[1]["summary"].value() is None


def test_what_the_officer_typed_or_wrote_before_is_not_overwritten(builder, officer):
    builder.give()
    address = page_url("write-referral", builder.case)
    Tab(officer, address).types(summary="What I typed.")
    assert shown(officer, builder)[1]["summary"].value() == "What I typed."
    builder.write(**ADVISED, summary="What I wrote.")
    builder.do(
        referrals.withdraw_referral, "officer", referral=builder.referral, withdrawal_reason="No."
    )
    page = officer.get(f"{address}?draft=none")
    assert page.context["form"]["summary"].value() == "What I wrote."
    assert MARK not in page_text(page)


def test_who_wrote_the_request_does_not_sign_off_what_begins_with_it(builder):
    police = builder.cast.police
    builder.cast.both = person(police, "refer_cases", "supervise_cases", name="Bo Both")
    builder.advice = builder.do(
        early_advice.request_early_advice, "both", case=builder.case, suspects=builder.suspects,
        **ADVICE,
    )  # fmt: skip
    builder.step(early_advice.sign_early_advice_off, "supervisor", text="Worth asking.")
    builder.step(advice_triage.return_early_advice, "assistant", text="Too early.", reply_by=None)
    builder.write(**ADVISED)
    assert set(builder.referral.writers) == {builder.cast.officer.pk, builder.cast.both.pk}
    with pytest.raises(Refused):
        builder.do(
            referrals.sign_referral_off, "both", referral=builder.referral,
            supervisor_comments="Go.",
        )  # fmt: skip


def test_the_page_keeps_within_its_queries(builder, officer):
    address = page_url("write-referral", builder.case)
    assert len(page_and_queries(officer, address)[1]) == 13
    builder.give()
    assert len(page_and_queries(officer, address)[1]) == 14  # also whether its unit works on it
