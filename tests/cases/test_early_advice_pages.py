"""Pages of early advice: requested, sent, decided by triage and manager, given and read."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.early_advice.actions import advice_given, advice_triage, early_advice
from cases.models import EarlyAdvice, GivenAdvice
from cases.referrals.actions import referrals
from devtools.case_builder import ADVICE, cast
from people.models import AuditEntry
from tests.support.cases.early_advice import GIVEN, AdviceRoad
from tests.support.cases.pages import as_, at, day, follow, links, said
from tests.support.cases.query_counter import questions
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

ASKED = {name: said for name, said in ADVICE.items() if name != "questions"} | {
    "question_1": "Is the friend a reasonable line?",
    "question_2": "",
    "question_3": "Which offence fits?",
}
ROWS = {"lines-TOTAL_FORMS": 2, "lines-INITIAL_FORMS": 0}
ADVISED = {
    "answer_1": "Yes, she is.", "answer_2": "Rape.", "evidence": "Her first account.",
    "strategy": "What he did.", "third_party": "No counselling notes.",
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


@standing
def road():
    return AdviceRoad(cast(), suspects=2, at=timezone.now() - timedelta(days=2))


def about(road):
    return [suspect.pk for suspect in road.suspects]


def step(road, who, name, **typed):
    return follow(as_(getattr(road.cast, who)), at(name, road.advice), **typed)


def page(road, who):
    return as_(getattr(road.cast, who)).get(at("see-early-advice", road.advice))


def offered(response):
    return [verb for verb, *_ in response.context["reading"].open_verbs]


# The request


def test_an_officer_asks_and_each_question_is_kept_on_its_own(road):
    address = at("request-early-advice", road.case)
    assert address in links(as_(road.cast.officer).get(at("see-case", road.case)))
    shown = follow(as_(road.cast.officer), address, suspects=about(road), **ASKED)
    assert "sent to your supervisor for sign-off" in said(shown)
    road.advice = EarlyAdvice.objects.unscoped("test").get(case=road.case)
    assert road.advice.questions == ADVICE["questions"]
    for told in (*ADVICE["questions"], ADVICE["issues"], "Early advice, not sent yet"):
        assert told in said(shown)
    entry = AuditEntry.objects.filter(verb="see_early_advice").latest("pk")
    assert (entry.user, entry.case_id) == (road.cast.officer, road.case.pk)


def test_without_a_question_there_is_no_request_and_nothing_typed_is_lost(road):
    address = at("request-early-advice", road.case)
    shown = as_(road.cast.officer).post(address, {"issues": "He says that she agreed."})
    for wanted in (
        "Select at least one suspect", "Enter what is alleged",
        "Enter at least one question",
    ):  # fmt: skip
        assert wanted in said(shown)
    assert "He says that she agreed." in said(shown)
    assert "<title>Error: " in shown.text
    assert not EarlyAdvice.objects.unscoped("test").filter(case=road.case).exists()


def test_two_clicks_ask_once(road):
    browser, address = as_(road.cast.officer), at("request-early-advice", road.case)
    key = browser.get(address).context["form"]["form_key"].value()
    for _ in range(2):
        typed = {"suspects": about(road), "form_key": key, **ASKED}
        assert browser.post(address, typed).status_code == 302
    assert EarlyAdvice.objects.unscoped("test").filter(case=road.case).count() == 1


def test_the_next_request_starts_with_the_words_of_one_that_came_to_nothing(road):
    road.ask(summary="The first words.")
    step(
        road,
        "supervisor",
        "send-early-advice-back",
        text="Ask one thing. Both sides know the reason.",
    )
    shown = as_(road.cast.officer).get(at("request-early-advice", road.case))
    form = shown.context["form"]
    assert form["summary"].value() == "The first words."
    assert form["question_2"].value() == ADVICE["questions"][1]
    assert sorted(form["suspects"].value()) == sorted(map(str, about(road)))
    assert at("see-early-advice", road.advice) in links(shown)


def test_where_nobody_can_be_asked_about_the_page_says_why(road):
    road.send()
    shown = said(as_(road.cast.supervisor).get(at("request-early-advice", road.case)))
    assert "Early advice cannot be asked for about any suspect" in shown
    assert "Early advice: with CPS triage" in shown


def test_a_supervisor_reads_all_of_it_and_sends_it_or_sends_it_back(road):
    road.ask()
    shown = as_(road.cast.supervisor).get(at("sign-early-advice-off", road.advice))
    assert ADVICE["expected"] in said(shown) and road.cast.cps.name in said(shown)
    assert at("send-early-advice-back", road.advice) in shown.text
    step(
        road,
        "supervisor",
        "sign-early-advice-off",
        text="Worth asking. Both sides know the reason.",
    )
    assert "Worth asking. Both sides know the reason." in said(page(road, "assistant"))


def test_the_lists_show_it_to_those_whose_turn_it_is(road):
    def on(who, name):
        rows = as_(getattr(road.cast, who)).get(f"/worklists/{name}/").context["rows"]
        return {row[0] for row in rows} == {road.case.pk}

    road.ask()
    assert on("supervisor", "sign-off")
    road.step(*SIGN, text="Go. Both sides know the reason.")
    assert on("assistant", "check") and on("officer", "waiting")
    road.step(*ACCEPT)
    assert on("advice_manager", "early-advice") and not on("manager", "allocate")
    road.step(*NAME, to=road.cast.prosecutor)
    assert on("prosecutor", "mine") and not on("other_prosecutor", "mine")


# Triage and manager


def test_triage_accepts_and_the_manager_names_an_adviser(road):
    road.send()
    step(road, "assistant", "accept-early-advice")
    step(road, "advice_manager", "name-adviser", to=road.cast.prosecutor.pk)
    shown = said(page(road, "officer"))
    assert "Adviser named: Pia Prosecutor" in shown
    assert "Advice is due" in shown and "calendar days from the first are our reading" in shown
    shown = said(as_(road.cast.officer).get(at("see-case", road.case)))
    assert "calendar days from the first are our reading" in shown
    assert "Request 1 : With the adviser" in shown.replace(" :", " : ").replace("  ", " ")


@pytest.mark.parametrize(
    ("who", "name"),
    [("assistant", "return-early-advice"), ("advice_manager", "refuse-early-advice")],
)
def test_a_refusal_has_a_reason_and_where_wanted_a_date(road, who, name):
    road.send() if who == "assistant" else road.take_on()
    address = at(name, road.advice)
    shown = as_(getattr(road.cast, who)).post(address, {"text": "", **day("reply_by", WEEK)})
    assert "Enter why this request is not taken on" in said(shown)
    assert f'value="{WEEK.year}"' in shown.text
    shown = step(
        road, who, name, text="Too early. Both sides know the reason.", **day("reply_by", WEEK)
    )
    assert f"A reply is asked for by {WEEK.day} {WEEK:%B %Y}" in said(shown)
    assert "Too early. Both sides know the reason." in said(page(road, "officer"))
    shown = step(road, "officer", "reply-to-refusal", text="We wait for the download.")
    assert "We wait for the download." in said(page(road, who))


def test_who_decides_second_reads_that_it_is_done(road):
    road.send()
    browser, address = as_(road.cast.assistant), at("return-early-advice", road.advice)
    browser.get(address)
    road.step(*ACCEPT)
    shown = browser.post(address, {"text": "Too early. Both sides know the reason."})
    assert shown.status_code == 409
    assert "This request is with the early-advice manager." in said(shown)
    assert "Too early. Both sides know the reason." in said(shown)


def test_another_adviser_is_named_with_a_reason(road):
    road.advise()
    other = road.cast.other_prosecutor
    shown = step(
        road,
        "advice_manager",
        "change-adviser",
        to=other.pk,
        text="Leave. Both sides know the reason.",
    )
    assert "Another adviser named: Otto Other" in said(shown)
    assert "give_early_advice" in offered(page(road, "other_prosecutor"))
    assert "give_early_advice" not in offered(page(road, "prosecutor"))


def test_an_inspector_escalates_and_the_manager_upholds_on_their_pages(road):
    road.turn_down()
    assert offered(page(road, "inspector")) == ["escalate_refusal"]
    step(road, "inspector", "escalate-refusal", text="She is at risk. Both sides know the reason.")
    assert offered(page(road, "advice_manager")) == ["overturn_refusal", "uphold_refusal"]
    assert offered(page(road, "manager")) == []
    step(
        road,
        "advice_manager",
        "uphold-refusal",
        text="Too early still. Both sides know the reason.",
    )
    shown = said(page(road, "officer"))
    assert (
        "She is at risk. Both sides know the reason." in shown
        and "Too early still. Both sides know the reason." in shown
    )


# The advice


def test_the_adviser_adds_lines_one_by_one_and_the_police_read_the_advice(road):
    road.advise()
    browser, address = as_(road.cast.prosecutor), at("give-early-advice", road.advice)
    shown = browser.post(address, {**ADVISED, "add": "1"})
    assert shown.context["form"]["strategy"].value() == "What he did."
    assert len(shown.context["lines"].forms) == 3
    shown = browser.post(address, {**ADVISED, "remove": "0"})
    assert [row["text"].value() for row in shown.context["lines"].forms] == [
        "His phone. Both sides know the reason."
    ]
    allegation = road.case.allegations.unscoped("test").first()
    follow(browser, address, **ADVISED, allegations=[allegation.pk], other_offence="SX03005")
    shown = said(page(road, "officer"))
    for told in (
        "Yes, she is.", "Her statement. Both sides know the reason.",
        "His phone. Both sides know the reason.", "No counselling notes.", "Not alleged yet:",
        f"{allegation.offence}, victim 1", "it does not authorise a charge",
    ):  # fmt: skip
        assert told in shown


def test_advice_with_a_question_unanswered_is_asked_for_again(road):
    road.advise()
    address = at("give-early-advice", road.advice)
    shown = as_(road.cast.prosecutor).post(address, {**ADVISED, "answer_2": "", "lines-0-text": ""})
    assert "Enter an answer to the question “Which offence fits?”" in said(shown)
    assert "Yes, she is." in said(shown)
    assert not GivenAdvice.objects.unscoped("test").exists()


def test_two_clicks_give_it_once(road):
    road.advise()
    browser, address = as_(road.cast.prosecutor), at("give-early-advice", road.advice)
    key = browser.get(address).context["form"]["form_key"].value()
    for _ in range(2):
        assert browser.post(address, {**ADVISED, "form_key": key}).status_code == 302
    assert GivenAdvice.objects.unscoped("test").count() == 1


# Access


def test_to_the_cps_there_is_no_request_before_it_is_sent(road):
    road.submit().do(
        *WITHDRAW,
        referral=road.referral,
        withdrawal_reason="Advice first. Both sides know the reason.",
    )
    client = as_(road.cast.assistant)
    addresses = [at("see-case", road.case), at("see-case-history", road.case), "/worklists/unit/"]
    before = [said(client.get(address)) for address in addresses]
    road.ask()
    assert client.get(at("see-early-advice", road.advice)).status_code == 404
    road.step(*SEND_BACK, text="Not like this. Both sides know the reason.")
    road.ask()
    assert [said(client.get(address)) for address in addresses] == before


def test_the_police_ask_again_after_a_refusal_without_a_trace_for_the_cps(road):
    road.turn_down()
    client = as_(road.cast.assistant)
    addresses = [at("see-case", road.case), at("see-early-advice", road.advice)]
    before = [said(client.get(address)) for address in addresses]
    road.ask()
    assert [said(client.get(address)) for address in addresses] == before


def test_what_is_open_is_offered_and_nothing_else(road):
    road.turn_down()
    first = page(road, "officer")
    assert offered(first) == ["reply_to_refusal"]
    earlier = road.advice
    road.send()
    road.advice = earlier
    assert offered(page(road, "officer")) == []
    case = as_(road.cast.officer).get(at("see-case", road.case)).context
    verbs = {option.verb for option in case["can"]}
    assert "reply_to_refusal" not in verbs and "withdraw_early_advice" in verbs


def test_the_page_takes_as_many_questions_for_much_as_for_little(road):
    road.send()
    browser, address = as_(road.cast.supervisor), at("see-early-advice", road.advice)
    browser.get(address)
    _page, few = questions(browser, address)
    road.step(*ACCEPT).step(*NAME, to=road.cast.prosecutor)
    road.step(*GIVE, **GIVEN, other_offence=None)
    _page, many = questions(browser, address)
    assert len(few) <= len(many) <= 12
