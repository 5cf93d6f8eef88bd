"""Verbs offered on the case page: to whom, in which order, and why not yet."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import verb_labels
from cases.action_plans.actions import action_items
from cases.case_details.actions import cases
from cases.desk.queries.available_verbs import ON_PAGES_OF_THEIR_OWN, REVIEW_FIRST
from cases.models import Case
from cases.permissions import CASE, EARLY_ADVICE, IT_STAYS, REFERRAL, SUSPECT
from cases.referrals.actions import referrals
from cases.states import MOVES, NEXT_STEP, State
from devtools.case_builder import Road, cast
from people.access import grants
from tests.support.cases.decisions import no_further_action
from tests.support.cases.pages import as_, at, said
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@standing
def people():
    return cast()


def begun(people, **facts):
    """A road that began two days ago."""
    return Road(people, at=timezone.now() - 2 * DAY, **facts)


def page_of(road, who="officer"):
    return as_(getattr(road.cast, who)).get(at("see-case", road.case))


def can(page):
    return [option.verb for option in page.context["can"]]


def main(page):
    return [option.verb for option in page.context["can"] if option.main]


def not_yet(page):
    """{verb that is not open yet: the reason}."""
    verbs = {str(text): verb for verb, text in verb_labels.VERB_LABELS.items()}
    return {verbs[each.text]: each.because for each in page.context["not_yet"]}


# Open verbs


ELSEWHERE = "Suspect 1 is at another stage now: "
NOBODY = "No prosecutor has been named on this case yet."
STEPS = {
    "opened": lambda people: begun(people),
    "written": lambda people: begun(people).write(),
    "submitted": lambda people: begun(people).submit(),
    "accepted": lambda people: begun(people).accept(),
    "allocated": lambda people: begun(people).allocate(),
    "reviewed": lambda people: begun(people).allocate().review(),
    "planned": lambda people: begun(people).allocate().plan(),
}
POLICE = {"add_suspect", "add_victim", "add_document", "record_custody", "correct_suspect"}
FINALISE = "finalise_administratively"
OPEN = {
    ("officer", "opened"): (
        "write_referral", {*POLICE, "add_allegation", "request_early_advice"},
    ),
    ("officer", "written"): (None, {*POLICE, "withdraw_referral"}),
    ("supervisor", "written"): (
        "sign_referral_off", {*POLICE, "name_officer", "send_referral_back", "withdraw_referral"},
    ),
    ("officer", "submitted"): (None, {*POLICE, "withdraw_referral"}),
    ("assistant", "submitted"): ("accept_referral", {"return_referral", "add_document"}),
    ("manager", "accepted"): ("allocate_case", {"add_document", "propose_transfer", FINALISE}),
    ("manager", "allocated"): (
        None, {"add_document", "reallocate_case", "cover_case", "propose_transfer", FINALISE},
    ),
    ("prosecutor", "allocated"): (
        "record_review", {"add_document", "record_consultation", FINALISE},
    ),
    ("prosecutor", "reviewed"): (
        "set_action_plan",
        {"add_document", "record_review", "authorise_charge", "record_consultation", FINALISE},
    ),
    ("other_prosecutor", "allocated"): (None, set()),
    ("officer", "planned"): ("answer_item", {*POLICE, "record_consultation"}),
    ("prosecutor", "planned"): (
        None, {"add_document", "take_suspect_back", "record_consultation", FINALISE},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("who", "step"), OPEN)
def test_you_can_now_is_what_the_tables_open_with_one_green_button(people, who, step):
    page = page_of(STEPS[step](people), who)
    pressing, others = OPEN[who, step]
    assert main(page) == ([pressing] if pressing else [])
    assert set(can(page)) == others | ({pressing} if pressing else set())
    assert can(page)[:1] == ([pressing] if pressing else can(page)[:1])
    assert page.content.decode().count("govuk-button ") == (1 if pressing else 0)


@pytest.mark.parametrize(("who", "step"), OPEN)
def test_every_offer_leads_to_a_page_that_is_open(people, who, step):
    page = page_of(STEPS[step](people), who)
    client = as_(getattr(people, who))
    for option in page.context["can"]:
        assert client.get(option.address).status_code == 200, option


@pytest.mark.parametrize(
    ("who", "step", "verb", "reason"),
    [
        ("officer", "submitted", "write_referral", ELSEWHERE + "With CPS triage."),
        (
            "officer", "submitted", "add_allegation",
            "Suspect 1 has been referred: With CPS triage. Withdraw the referral first, or wait"
            " for the CPS.",
        ),
        ("officer", "allocated", "report_charge", ELSEWHERE + "With the prosecutor."),
        ("officer", "planned", "withdraw_referral", str(IT_STAYS)),
        ("manager", "submitted", "allocate_case", ELSEWHERE + "With CPS triage."),
        ("manager", "accepted", "reallocate_case", NOBODY),
        ("prosecutor", "planned", "authorise_charge", ELSEWHERE + "Action plan set."),
        (
            "prosecutor", "allocated", "authorise_charge",
            "No review of this submission has been recorded for suspect 1. Record a review first,"
            " then authorise the charge.",
        ),
        ("prosecutor", "allocated", "set_action_plan", str(REVIEW_FIRST)),
    ],
)  # fmt: skip
def test_an_act_that_is_not_possible_yet_is_shown_with_its_reason(people, who, step, verb, reason):
    page = page_of(STEPS[step](people), who)
    assert not_yet(page)[verb] == [reason]
    assert reason in said(page)


@pytest.mark.parametrize("step", STEPS)
def test_nobody_is_told_the_stage_of_what_they_could_never_do(people, step):
    road = STEPS[step](people)
    assert not not_yet(page_of(road)).keys() & {
        "accept_referral",
        "allocate_case",
        "authorise_charge",
    }
    if Case.objects.unscoped("test").get(pk=road.case.pk).cps_unit_id:
        page = page_of(road, "assistant")
        assert set(not_yet(page)) <= {"accept_referral", "return_referral"}


def test_a_new_case_is_led_through_what_it_needs(people):
    road = begun(people, suspects=0)
    assert main(page_of(road)) == ["add_suspect"]
    road.suspects = [
        road.do(cases.add_suspect, "officer", case=road.case, surname="A", custody="NOT_ARRESTED")
    ]
    page = page_of(road)
    assert main(page) == ["add_allegation"]
    assert not_yet(page)["write_referral"] == ["Add an allegation against suspect 1 first."]


def test_a_referral_sent_back_is_changed_and_not_written_again(people):
    road = begun(people).write()
    road.do(
        referrals.send_referral_back,
        "supervisor",
        referral=road.referral,
        supervisor_comments="More.",
    )
    page = page_of(road)
    assert main(page) == ["revise_referral"]
    assert not_yet(page)["write_referral"] == [
        "Your supervisor sent a referral back. Change that one instead."
    ]


def test_the_writer_of_a_referral_is_not_offered_to_sign_it_off(people):
    grants.grant_capacity("supervise_cases", to=people.officer, on=people.police, by=people.officer,
                 at=timezone.now() - 3 * DAY)  # fmt: skip
    page = page_of(begun(people).write())
    assert "sign_referral_off" not in {*can(page), *not_yet(page)}


def test_each_suspect_is_decided_on_by_name_where_there_are_several(people):
    road = begun(people, suspects=2).allocate().review()
    first, second = road.suspects
    no_further_action(road, first)
    page = page_of(road, "prosecutor")
    charges = [o for o in page.context["can"] if o.verb == "authorise_charge"]
    assert [(o.text, o.address) for o in charges] == [
        (f"Authorise a charge: {second.name}", at("authorise-charge", second))
    ]
    assert "authorise_charge" not in not_yet(page)


BEHIND = {  # states in which a step no longer waits for anybody
    ("officer", "accepted"): {"write_referral", "request_early_advice", "revise_referral"},
    ("officer", "planned"): {"write_referral", "request_early_advice", "revise_referral"},
    ("manager", "planned"): {"allocate_case"},
}


@pytest.mark.parametrize(("who", "step"), BEHIND)
def test_not_yet_is_said_of_what_lies_ahead_alone(people, who, step):
    page = page_of(STEPS[step](people), who)
    assert not not_yet(page).keys() & BEHIND[who, step]
    assert who != "officer" or "report_charge" in not_yet(page)


def test_where_all_is_decided_nothing_is_said_to_come(people):
    road = begun(people).allocate()
    no_further_action(road, road.suspects[0])
    assert [not_yet(page_of(road, who)) for who in ("officer", "prosecutor")] == [{}, {}]


def test_several_actions_are_one_offer_that_leads_to_them(people):
    road = begun(people).allocate().plan({}, {}, {})
    option = page_of(road).context["can"][0]
    assert (option.text, option.address) == ("Answer 3 actions", "#actions")
    for item in road.items[:2]:
        road.do(action_items.answer_item, "officer", item=item, answer="DONE", text="Done.")
    option = page_of(road).context["can"][0]
    assert (option.text, option.address) == ("Answer 1 action", at("answer-item", road.items[2]))
    prosecutors = {o.verb: (o.text, o.address) for o in page_of(road, "prosecutor").context["can"]}
    assert prosecutors["accept_answer"] == ("Judge 2 answers", "#actions")


def test_a_date_asked_for_by_the_other_side_is_the_first_thing_to_answer(people):
    road = begun(people).allocate().plan()
    [item] = road.items
    road.do(
        action_items.ask_for_date, "prosecutor", item=item, text="Sooner?",
        proposed_on=(road.at + 2 * DAY).date(),
    )  # fmt: skip
    assert main(page_of(road)) == ["answer_date_request"]
    assert "answer_date_request" not in can(page_of(road, "prosecutor"))


def test_every_verb_has_words_and_every_state_a_colour():
    tables = CASE, SUSPECT, REFERRAL, EARLY_ADVICE
    offered = {verb for verbs in tables for verb in verbs if not verb.startswith("see_")}
    assert offered - ON_PAGES_OF_THEIR_OWN <= set(verb_labels.VERB_LABELS)
    assert set(MOVES) <= set(verb_labels.VERB_DONE_LABELS)
    assert set(verb_labels.STATE_COLOURS) == set(State) == set(NEXT_STEP)


def test_after_the_answers_a_new_review_comes_before_a_new_plan(people):
    road = begun(people).allocate().plan()
    road.do(action_items.answer_item, "officer", item=road.items[0], answer="DONE", text="Done.")
    assert main(page_of(road, "prosecutor")) == ["accept_answer"]
    road.do(action_items.accept_answer, "prosecutor", item=road.items[0])
    page = page_of(road, "prosecutor")
    assert main(page) == ["record_review"]
    assert not_yet(page)["set_action_plan"] == [str(REVIEW_FIRST)]
