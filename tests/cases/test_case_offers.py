"""Verbs offered on the case page: to whom, in which order, and why not yet."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases import state_tags, verb_labels
from cases.action_plans.actions import action_items
from cases.case_details.actions import cases
from cases.desk.queries.available_verbs import ON_PAGES_OF_THEIR_OWN, REVIEW_FIRST
from cases.models import Case
from cases.next_steps import NEXT_STEP
from cases.permissions import CASE, EARLY_ADVICE, IT_STAYS, REFERRAL, SUSPECT
from cases.referrals.actions import referrals
from cases.states import MOVES, State
from devtools.case_builder import CaseBuilder, cast
from people.access import grants
from tests.support.cases.closing import propose_closing, sign_closing
from tests.support.cases.decisions import no_further_action
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@module_fixture
def people():
    return cast()


def build_started_case(people, **facts):
    """A case that was opened two days ago."""
    return CaseBuilder(people, at=days_ago(2), **facts)


def build_closed_case(people, *, signed=True):
    """A case whose suspect's closing report is signed, or waits for it."""
    builder = build_started_case(people)
    propose_closing(builder)
    if signed:
        sign_closing(builder)
    return builder


def case_page(builder, who="officer"):
    return client_for(getattr(builder.cast, who)).get(page_url("see-case", builder.case))


def table_of_plan(builder):
    return reverse("see-plan", args=[builder.items[0].plan_id])


def offered_verbs(page):
    return [option.verb for option in page.context["acts"].open_now]


def main_verbs(page):
    return [option.verb for option in page.context["acts"].open_now if option.main]


def reasons_of_later_verbs(page):
    """{verb that is not open yet: the reason}."""
    verbs = {str(text): verb for verb, text in verb_labels.VERB_LABELS.items()}
    return {verbs[each.text]: each.because for each in page.context["acts"].not_yet}


# Open verbs


ELSEWHERE = "Suspect 1 is at another stage now: "
NOBODY = "No prosecutor has been named on this case yet."
STEPS = {
    "opened": lambda people: build_started_case(people),
    "closing": lambda people: build_closed_case(people, signed=False),
    "closed": lambda people: build_closed_case(people),
    "written": lambda people: build_started_case(people).write(),
    "submitted": lambda people: build_started_case(people).submit(),
    "accepted": lambda people: build_started_case(people).accept(),
    "allocated": lambda people: build_started_case(people).allocate(),
    "reviewed": lambda people: build_started_case(people).allocate().review(),
    "planned": lambda people: build_started_case(people).allocate().plan(),
}
ADDED_LATER = {"add_suspect", "add_victim", "add_document"}
POLICE = {*ADDED_LATER, "record_custody", "correct_suspect"}
EXTEND = "ask_for_extension"
FINALISE = "finalise_administratively"
OPEN = {
    ("officer", "opened"): (
        "write_referral",
        {*POLICE, "add_allegation", "request_early_advice", "propose_closing"},
    ),
    ("officer", "closing"): (None, {*POLICE, "withdraw_closing_report"}),
    ("supervisor", "closing"): (
        "sign_closing_report", {*POLICE, "name_officer", "withdraw_closing_report"},
    ),
    ("officer", "closed"): (None, ADDED_LATER),
    ("supervisor", "closed"): (None, {*ADDED_LATER, "name_officer", "reopen_investigation"}),
    ("officer", "written"): (None, {*POLICE, "withdraw_referral"}),
    ("supervisor", "written"): (
        "sign_referral_off", {*POLICE, "name_officer", "send_referral_back", "withdraw_referral"},
    ),
    ("officer", "submitted"): (None, {*POLICE, "add_allegation", "withdraw_referral"}),
    ("assistant", "submitted"): (
        "accept_referral", {"return_referral", "add_document", "correct_urgency"},
    ),
    ("manager", "accepted"): (
        "allocate_case", {"add_document", "propose_transfer", EXTEND, FINALISE},
    ),
    ("manager", "allocated"): (
        None,
        {"add_document", "reallocate_case", "cover_case", "propose_transfer", EXTEND, FINALISE},
    ),
    ("prosecutor", "allocated"): (
        "record_review", {"add_document", "record_consultation", EXTEND, FINALISE},
    ),
    ("prosecutor", "reviewed"): (
        "set_action_plan",
        {
            "add_document", "record_review", "authorise_charge", "record_consultation", EXTEND,
            FINALISE,
        },
    ),
    ("other_prosecutor", "allocated"): (None, set()),
    ("officer", "planned"): (
        "answer_item", {*POLICE, "add_allegation", "record_consultation"},
    ),
    ("prosecutor", "planned"): (
        None, {"add_document", "take_suspect_back", "record_consultation", FINALISE},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("who", "step"), OPEN)
def test_you_can_now_is_what_the_tables_open_with_one_green_button(people, who, step):
    page = case_page(STEPS[step](people), who)
    pressing, others = OPEN[who, step]
    assert main_verbs(page) == ([pressing] if pressing else [])
    assert set(offered_verbs(page)) == others | ({pressing} if pressing else set())
    assert offered_verbs(page)[:1] == ([pressing] if pressing else offered_verbs(page)[:1])
    assert page.content.decode().count("govuk-button ") == (1 if pressing else 0)
    for option in page.context["acts"].open_now:
        assert page.content.decode().count(f'href="{option.address}"') == 1, option.verb


@pytest.mark.parametrize(("who", "step"), OPEN)
def test_every_offer_leads_to_a_page_that_is_open(people, who, step):
    page = case_page(STEPS[step](people), who)
    client = client_for(getattr(people, who))
    for option in page.context["acts"].open_now:
        assert client.get(option.address).status_code == 200, option


@pytest.mark.parametrize(
    ("who", "step", "verb", "reason"),
    [
        ("officer", "submitted", "write_referral", ELSEWHERE + "With CPS triage."),
        (
            "officer", "written", "add_allegation",
            "Suspect 1 has been referred: Waiting for supervisor’s sign-off. Withdraw the referral"
            " first, or wait for the CPS.",
        ),
        ("officer", "allocated", "report_charge", ELSEWHERE + "With the prosecutor."),
        ("officer", "planned", "withdraw_referral", str(IT_STAYS)),
        ("manager", "submitted", "allocate_case", ELSEWHERE + "With CPS triage."),
        ("manager", "accepted", "reallocate_case", NOBODY),
        ("prosecutor", "planned", "authorise_charge", ELSEWHERE + "Action plan set."),
        (
            "prosecutor", "allocated", "authorise_charge",
            "Record a review of this submission first. None has been recorded for suspect 1.",
        ),
        ("prosecutor", "allocated", "set_action_plan", str(REVIEW_FIRST)),
    ],
)  # fmt: skip
def test_an_act_that_is_not_possible_yet_is_shown_with_its_reason(people, who, step, verb, reason):
    page = case_page(STEPS[step](people), who)
    assert reasons_of_later_verbs(page)[verb] == [reason]
    assert reason in page_text(page)


@pytest.mark.parametrize("step", STEPS)
def test_a_person_is_not_told_the_stage_of_a_verb_they_could_never_use(people, step):
    builder = STEPS[step](people)
    assert not reasons_of_later_verbs(case_page(builder)).keys() & {
        "accept_referral",
        "allocate_case",
        "authorise_charge",
    }
    if Case.objects.unscoped("test").get(pk=builder.case.pk).cps_unit_id:
        page = case_page(builder, "assistant")
        of_triage = {"accept_referral", "return_referral", "correct_urgency"}
        assert set(reasons_of_later_verbs(page)) <= of_triage


def test_a_new_case_is_led_through_what_it_needs(people):
    builder = build_started_case(people, suspects=0)
    assert main_verbs(case_page(builder)) == ["add_suspect"]
    builder.suspects = [
        builder.do(
            cases.add_suspect, "officer", case=builder.case, surname="A", custody="NOT_ARRESTED"
        )
    ]
    page = case_page(builder)
    assert main_verbs(page) == ["add_allegation"]
    assert reasons_of_later_verbs(page)["write_referral"] == [
        "Add an allegation against suspect 1 first."
    ]


def test_a_referral_sent_back_is_changed_and_not_written_again(people):
    builder = build_started_case(people).write()
    builder.do(
        referrals.send_referral_back,
        "supervisor",
        referral=builder.referral,
        supervisor_comments="More.",
    )
    page = case_page(builder)
    assert main_verbs(page) == ["revise_referral"]
    assert reasons_of_later_verbs(page)["write_referral"] == [
        "Your supervisor sent a referral back. Change that one instead."
    ]


def test_the_writer_of_a_referral_is_not_offered_to_sign_it_off(people):
    grants.grant_capacity("supervise_cases", to=people.officer, on=people.police, by=people.officer,
                 at=days_ago(3))  # fmt: skip
    page = case_page(build_started_case(people).write())
    assert "sign_referral_off" not in {*offered_verbs(page), *reasons_of_later_verbs(page)}


def test_each_suspect_is_decided_on_by_name_where_there_are_several(people):
    builder = build_started_case(people, suspects=2).allocate().review()
    first, second = builder.suspects
    no_further_action(builder, first)
    page = case_page(builder, "prosecutor")
    charges = [o for o in page.context["acts"].open_now if o.verb == "authorise_charge"]
    assert [(o.text, o.address) for o in charges] == [
        (f"Authorise a charge: {second.name}", page_url("authorise-charge", second))
    ]
    assert "authorise_charge" not in reasons_of_later_verbs(page)


BEHIND = {  # states in which a step no longer waits for anybody
    ("officer", "accepted"): {"write_referral", "request_early_advice", "revise_referral"},
    ("officer", "planned"): {"write_referral", "request_early_advice", "revise_referral"},
    ("manager", "planned"): {"allocate_case"},
}


@pytest.mark.parametrize(("who", "step"), BEHIND)
def test_not_yet_is_said_of_what_lies_ahead_alone(people, who, step):
    page = case_page(STEPS[step](people), who)
    assert not reasons_of_later_verbs(page).keys() & BEHIND[who, step]
    assert who != "officer" or "report_charge" in reasons_of_later_verbs(page)


def test_where_all_is_decided_nothing_is_said_to_come(people):
    builder = build_started_case(people).allocate()
    no_further_action(builder, builder.suspects[0])
    assert [
        reasons_of_later_verbs(case_page(builder, who)) for who in ("officer", "prosecutor")
    ] == [{}, {}]


def test_several_actions_are_one_offer_that_leads_to_them(people):
    builder = build_started_case(people).allocate().plan({}, {}, {})
    option = case_page(builder).context["acts"].open_now[0]
    assert (option.text, option.address) == ("Answer 3 actions", table_of_plan(builder))
    for item in builder.items[:2]:
        builder.do(action_items.answer_item, "officer", item=item, answer="DONE", text="Done.")
    option = case_page(builder).context["acts"].open_now[0]
    assert (option.text, option.address) == (
        "Answer 1 action",
        page_url("answer-item", builder.items[2]),
    )
    prosecutors = {
        o.verb: (o.text, o.address)
        for o in case_page(builder, "prosecutor").context["acts"].open_now
    }
    assert prosecutors["accept_answer"] == ("Judge 2 answers", table_of_plan(builder))


def test_a_date_asked_for_by_the_other_side_is_the_first_thing_to_answer(people):
    builder = build_started_case(people).allocate().plan()
    [item] = builder.items
    builder.do(
        action_items.ask_for_date, "prosecutor", item=item, text="Sooner?",
        proposed_on=(builder.at + 2 * DAY).date(),
    )  # fmt: skip
    assert main_verbs(case_page(builder)) == ["answer_date_request"]
    assert "answer_date_request" not in offered_verbs(case_page(builder, "prosecutor"))


@pytest.mark.register
def test_every_verb_has_words_and_every_state_a_colour():
    tables = CASE, SUSPECT, REFERRAL, EARLY_ADVICE
    offered = {verb for verbs in tables for verb in verbs if not verb.startswith("see_")}
    assert offered - ON_PAGES_OF_THEIR_OWN <= set(verb_labels.VERB_LABELS)
    assert set(MOVES) <= set(verb_labels.VERB_DONE_LABELS)
    assert set(state_tags.STATE_COLOURS) == set(State) == set(NEXT_STEP)


def test_after_the_answers_a_new_review_comes_before_a_new_plan(people):
    builder = build_started_case(people).allocate().plan()
    builder.do(
        action_items.answer_item, "officer", item=builder.items[0], answer="DONE", text="Done."
    )
    assert main_verbs(case_page(builder, "prosecutor")) == ["accept_answer"]
    builder.do(action_items.accept_answer, "prosecutor", item=builder.items[0])
    page = case_page(builder, "prosecutor")
    assert main_verbs(page) == ["record_review"]
    assert reasons_of_later_verbs(page)["set_action_plan"] == [str(REVIEW_FIRST)]
