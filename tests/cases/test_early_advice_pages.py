"""Pages of early advice: requested, sent, decided by triage and manager, given and read."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.early_advice.actions import advice_given, advice_triage, early_advice
from cases.models import EarlyAdvice, GivenAdvice
from cases.referrals.actions import referrals
from devtools.case_builder import cast
from devtools.usual_answers import ADVICE
from people.models import AuditEntry
from tests.support.cases.early_advice import GIVEN, AdviceCaseBuilder
from tests.support.cases.pages import (
    client_for,
    date_parts,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

ASKED = {name: said for name, said in ADVICE.items() if name != "questions"} | {
    "question_1": "Is the friend a reasonable line?",
    "question_2": "",
    "question_3": "Which offence fits?",
}
ROWS = {"lines-TOTAL_FORMS": 2, "lines-INITIAL_FORMS": 0}
ADVISED = {
    "answer_1": "Yes, she is.", "answer_2": "Rape.", "evidence": "Her first account.",
    "strategy": "What he did.", "third_party": "No counselling notes.", "method": "SURGERY",
    "lines-0-text": "Her statement. Both sides know the reason.",
    "lines-1-text": "His phone. Both sides know the reason.", **ROWS,
}  # fmt: skip
SIGN = early_advice.sign_early_advice_off, "supervisor"
SEND_BACK = early_advice.send_early_advice_back, "supervisor"
ACCEPT = advice_triage.accept_early_advice, "assistant"
NAME = advice_triage.name_adviser, "advice_manager"
GIVE = advice_given.give_early_advice, "prosecutor"
WITHDRAW = referrals.withdraw_referral, "officer"
WEEK = timezone.localdate() + timedelta(days=7)


@module_fixture
def builder():
    return AdviceCaseBuilder(cast(), suspects=2, at=days_ago(2))


def suspect_ids(builder):
    return [suspect.pk for suspect in builder.suspects]


def take_step(builder, who, name, **typed):
    return submit_form(
        client_for(getattr(builder.cast, who)), page_url(name, builder.advice), **typed
    )


def advice_page(builder, who):
    return client_for(getattr(builder.cast, who)).get(page_url("see-early-advice", builder.advice))


def verbs_offered(response):
    return [verb for verb, *_ in response.context["reading"].open_verbs]


# The request


def test_an_officer_asks_and_each_question_is_kept_on_its_own(builder):
    address = page_url("request-early-advice", builder.case)
    assert address in links_on_page(
        client_for(builder.cast.officer).get(page_url("see-case", builder.case))
    )
    shown = submit_form(
        client_for(builder.cast.officer), address, suspects=suspect_ids(builder), **ASKED
    )
    assert "sent to your supervisor for sign-off" in page_text(shown)
    builder.advice = EarlyAdvice.objects.unscoped("test").get(case=builder.case)
    assert builder.advice.questions == ADVICE["questions"]
    for told in (*ADVICE["questions"], ADVICE["issues"], "Early advice, not sent yet"):
        assert told in page_text(shown)
    entry = AuditEntry.objects.filter(verb="see_early_advice").latest("pk")
    assert (entry.user, entry.case_id) == (builder.cast.officer, builder.case.pk)


def test_without_a_question_there_is_no_request_and_nothing_typed_is_lost(builder):
    address = page_url("request-early-advice", builder.case)
    shown = client_for(builder.cast.officer).post(address, {"issues": "He says that she agreed."})
    for wanted in (
        "Select at least one suspect", "Enter what is alleged",
        "Enter at least one question",
    ):  # fmt: skip
        assert wanted in page_text(shown)
    assert "He says that she agreed." in page_text(shown)
    assert "<title>Error: " in shown.text
    assert not EarlyAdvice.objects.unscoped("test").filter(case=builder.case).exists()


def test_two_clicks_ask_once(builder):
    browser, address = (
        client_for(builder.cast.officer),
        page_url("request-early-advice", builder.case),
    )
    key = browser.get(address).context["form"]["form_key"].value()
    for _ in range(2):
        typed = {"suspects": suspect_ids(builder), "form_key": key, **ASKED}
        assert browser.post(address, typed).status_code == 302
    assert EarlyAdvice.objects.unscoped("test").filter(case=builder.case).count() == 1


def test_the_next_request_starts_with_the_words_of_one_that_came_to_nothing(builder):
    builder.ask(summary="The first words.")
    take_step(
        builder,
        "supervisor",
        "send-early-advice-back",
        text="Ask one thing. Both sides know the reason.",
    )
    shown = client_for(builder.cast.officer).get(page_url("request-early-advice", builder.case))
    form = shown.context["form"]
    assert form["summary"].value() == "The first words."
    assert form["question_2"].value() == ADVICE["questions"][1]
    assert sorted(form["suspects"].value()) == sorted(map(str, suspect_ids(builder)))
    assert page_url("see-early-advice", builder.advice) in links_on_page(shown)


def test_where_no_suspect_can_be_asked_about_the_page_says_why(builder):
    builder.send()
    shown = page_text(
        client_for(builder.cast.supervisor).get(page_url("request-early-advice", builder.case))
    )
    assert "Early advice cannot be asked for about any suspect" in shown
    assert "Early advice: with CPS triage" in shown


def test_a_supervisor_reads_all_of_it_and_sends_it_or_sends_it_back(builder):
    builder.ask()
    shown = client_for(builder.cast.supervisor).get(
        page_url("sign-early-advice-off", builder.advice)
    )
    assert ADVICE["expected"] in page_text(shown) and builder.cast.cps.name in page_text(shown)
    assert page_url("send-early-advice-back", builder.advice) in shown.text
    take_step(
        builder,
        "supervisor",
        "sign-early-advice-off",
        text="Worth asking. Both sides know the reason.",
    )
    assert "Worth asking. Both sides know the reason." in page_text(
        advice_page(builder, "assistant")
    )


def test_the_lists_show_it_to_those_whose_turn_it_is(builder):
    def on(who, name):
        rows = client_for(getattr(builder.cast, who)).get(f"/worklists/{name}/").context["rows"]
        return {row[0] for row in rows} == {builder.case.pk}

    builder.ask()
    assert on("supervisor", "sign-off")
    builder.step(*SIGN, text="Go. Both sides know the reason.")
    assert on("assistant", "check") and on("officer", "waiting")
    builder.step(*ACCEPT)
    assert on("advice_manager", "early-advice") and not on("manager", "allocate")
    builder.step(*NAME, to=builder.cast.prosecutor, method="WRITTEN")
    assert on("prosecutor", "mine") and not on("other_prosecutor", "mine")


# Triage and manager


def test_triage_accepts_and_the_manager_names_an_adviser(builder):
    builder.send()
    take_step(builder, "assistant", "accept-early-advice")
    take_step(
        builder, "advice_manager", "name-adviser", to=builder.cast.prosecutor.pk, method="WRITTEN"
    )
    shown = page_text(advice_page(builder, "officer"))
    assert "Adviser named: Pia Prosecutor" in shown
    assert "Advice is due" in shown and "calendar days from the first are our reading" in shown
    shown = page_text(client_for(builder.cast.officer).get(page_url("see-case", builder.case)))
    assert "calendar days from the first are our reading" in shown
    shown = shown.replace(" :", " : ").replace("  ", " ")
    assert "Early advice, request 1 : With the adviser" in shown


@pytest.mark.parametrize(
    ("who", "name"),
    [("assistant", "return-early-advice"), ("advice_manager", "refuse-early-advice")],
)
def test_a_refusal_has_a_reason_and_where_wanted_a_date(builder, who, name):
    builder.send() if who == "assistant" else builder.take_on()
    address = page_url(name, builder.advice)
    shown = client_for(getattr(builder.cast, who)).post(
        address, {"text": "", **date_parts("reply_by", WEEK)}
    )
    assert "Enter why this request is not taken on" in page_text(shown)
    assert f'value="{WEEK.year}"' in shown.text
    shown = take_step(
        builder,
        who,
        name,
        text="Too early. Both sides know the reason.",
        **date_parts("reply_by", WEEK),
    )
    assert f"A reply is asked for by {WEEK.day} {WEEK:%B %Y}" in page_text(shown)
    assert "Too early. Both sides know the reason." in page_text(advice_page(builder, "officer"))
    shown = take_step(builder, "officer", "reply-to-refusal", text="We wait for the download.")
    assert "We wait for the download." in page_text(advice_page(builder, who))


def test_the_second_person_to_decide_reads_that_it_is_done(builder):
    builder.send()
    browser, address = (
        client_for(builder.cast.assistant),
        page_url("return-early-advice", builder.advice),
    )
    browser.get(address)
    builder.step(*ACCEPT)
    shown = browser.post(address, {"text": "Too early. Both sides know the reason."})
    assert shown.status_code == 409
    assert "This request is with the early-advice manager." in page_text(shown)
    assert "Too early. Both sides know the reason." in page_text(shown)


def test_another_adviser_is_named_with_a_reason(builder):
    builder.advise()
    other = builder.cast.other_prosecutor
    shown = take_step(
        builder,
        "advice_manager",
        "change-adviser",
        to=other.pk,
        text="Leave. Both sides know the reason.",
    )
    assert "Another adviser named: Otto Other" in page_text(shown)
    assert "give_early_advice" in verbs_offered(advice_page(builder, "other_prosecutor"))
    assert "give_early_advice" not in verbs_offered(advice_page(builder, "prosecutor"))


def test_an_inspector_escalates_and_the_manager_upholds_on_their_pages(builder):
    builder.turn_down()
    assert verbs_offered(advice_page(builder, "inspector")) == ["escalate_refusal"]
    take_step(
        builder, "inspector", "escalate-refusal", text="She is at risk. Both sides know the reason."
    )
    assert verbs_offered(advice_page(builder, "advice_manager")) == [
        "overturn_refusal",
        "uphold_refusal",
    ]
    assert verbs_offered(advice_page(builder, "manager")) == []
    take_step(
        builder,
        "advice_manager",
        "uphold-refusal",
        text="Too early still. Both sides know the reason.",
    )
    shown = page_text(advice_page(builder, "officer"))
    assert (
        "She is at risk. Both sides know the reason." in shown
        and "Too early still. Both sides know the reason." in shown
    )


# The advice


def test_the_adviser_adds_lines_one_by_one_and_the_police_read_the_advice(builder):
    builder.advise()
    browser, address = (
        client_for(builder.cast.prosecutor),
        page_url("give-early-advice", builder.advice),
    )
    shown = browser.post(address, {**ADVISED, "add": "1"})
    assert shown.context["form"]["strategy"].value() == "What he did."
    assert len(shown.context["lines"].forms) == 3
    shown = browser.post(address, {**ADVISED, "remove": "0"})
    assert [row["text"].value() for row in shown.context["lines"].forms] == [
        "His phone. Both sides know the reason."
    ]
    allegation = builder.case.allegations.unscoped("test").first()
    submit_form(browser, address, **ADVISED, allegations=[allegation.pk], other_offence="SX03005")
    shown = page_text(advice_page(builder, "officer"))
    for told in (
        "Yes, she is.", "Her statement. Both sides know the reason.",
        "His phone. Both sides know the reason.", "No counselling notes.", "Not alleged yet:",
        f"{allegation.offence}, victim 1", "it does not authorise a charge",
    ):  # fmt: skip
        assert told in shown


def test_advice_with_a_question_unanswered_is_asked_for_again(builder):
    builder.advise()
    address = page_url("give-early-advice", builder.advice)
    shown = client_for(builder.cast.prosecutor).post(
        address, {**ADVISED, "answer_2": "", "lines-0-text": ""}
    )
    assert "Enter an answer to the question “Which offence fits?”" in page_text(shown)
    assert "Yes, she is." in page_text(shown)
    assert not GivenAdvice.objects.unscoped("test").exists()


def test_two_clicks_give_it_once(builder):
    builder.advise()
    browser, address = (
        client_for(builder.cast.prosecutor),
        page_url("give-early-advice", builder.advice),
    )
    key = browser.get(address).context["form"]["form_key"].value()
    for _ in range(2):
        assert browser.post(address, {**ADVISED, "form_key": key}).status_code == 302
    assert GivenAdvice.objects.unscoped("test").count() == 1


def test_the_manager_says_how_the_advice_is_to_be_given(builder):
    builder.take_on()
    browser = client_for(builder.cast.advice_manager)
    address = page_url("name-adviser", builder.advice)
    shown = browser.post(address, {"to": builder.cast.prosecutor.pk})
    assert "Select how the advice is to be given" in page_text(shown)
    submit_form(browser, address, to=builder.cast.prosecutor.pk, method="JOINT_CONFERENCE")
    assert "At a joint conference about this case" in page_text(advice_page(builder, "officer"))


def test_the_method_planned_is_proposed_and_the_one_used_is_kept_beside_it(builder):
    builder.advise(method="TELEPHONE")
    browser = client_for(builder.cast.prosecutor)
    address = page_url("give-early-advice", builder.advice)
    assert browser.get(address).context["form"]["method"].value() == "TELEPHONE"
    shown = browser.post(address, {**ADVISED, "method": ""})
    assert "Select how the advice was given" in page_text(shown)
    submit_form(browser, address, **ADVISED)
    shown = page_text(advice_page(builder, "officer"))
    assert "By telephone or video call" in shown  # planned
    assert "At a surgery, with other cases of the unit" in shown  # done


# Access


def test_to_the_cps_there_is_no_request_before_it_is_sent(builder):
    builder.submit().do(
        *WITHDRAW,
        referral=builder.referral,
        withdrawal_reason="Advice first. Both sides know the reason.",
    )
    client = client_for(builder.cast.assistant)
    addresses = [
        page_url("see-case", builder.case),
        page_url("see-case-history", builder.case),
        "/worklists/unit/",
    ]
    before = [page_text(client.get(address)) for address in addresses]
    builder.ask()
    assert client.get(page_url("see-early-advice", builder.advice)).status_code == 404
    builder.step(*SEND_BACK, text="Not like this. Both sides know the reason.")
    builder.ask()
    assert [page_text(client.get(address)) for address in addresses] == before


def test_the_police_ask_again_after_a_refusal_without_a_trace_for_the_cps(builder):
    builder.turn_down()
    client = client_for(builder.cast.assistant)
    addresses = [page_url("see-case", builder.case), page_url("see-early-advice", builder.advice)]
    before = [page_text(client.get(address)) for address in addresses]
    builder.ask()
    assert [page_text(client.get(address)) for address in addresses] == before


def test_open_verbs_are_offered_and_no_others(builder):
    builder.turn_down()
    first = advice_page(builder, "officer")
    assert verbs_offered(first) == ["reply_to_refusal"]
    earlier = builder.advice
    builder.send()
    builder.advice = earlier
    assert verbs_offered(advice_page(builder, "officer")) == []
    case = client_for(builder.cast.officer).get(page_url("see-case", builder.case)).context
    verbs = {option.verb for option in case["acts"].open_now}
    assert "reply_to_refusal" not in verbs and "withdraw_early_advice" in verbs


def test_the_page_takes_as_many_questions_for_much_as_for_little(builder):
    builder.send()
    browser, address = (
        client_for(builder.cast.supervisor),
        page_url("see-early-advice", builder.advice),
    )
    browser.get(address)
    _page, few = page_and_queries(browser, address)
    builder.step(*ACCEPT).step(*NAME, to=builder.cast.prosecutor, method="WRITTEN")
    builder.step(*GIVE, **GIVEN, other_offence=None)
    _page, many = page_and_queries(browser, address)
    assert len(few) <= len(many) <= 12
