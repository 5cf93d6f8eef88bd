"""Words in an action that sound like a request into the victim's life ask the question again."""

from datetime import timedelta

import pytest

from cases.action_plans.actions import action_item_amendments, action_items
from cases.models import ActionItem, ProposedPlan, Review
from cases.victim_request_words import PROMPT_WORDS, words_that_reach
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.cases.test_action_plan_pages import action_form, plan_form
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

WHY_NOT = "It is the suspect’s own phone, which he gave to the police."
SOUNDS = "sounds as if this asks for the victim’s private material"


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2, at=days_ago(2)).allocate().review()


def item_of(builder):
    return ActionItem.objects.unscoped("test").get(case=builder.case)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Obtain all counselling and therapy notes of Victim 1, and download her phone",
         ["counselling", "therapy", "download her", "phone"]),
        ("Her medical records, and those of the school", ["medical", "school"]),
        ("Social services’ file", ["social services"]),
        ("What the RAPE CRISIS helpline noted", ["rape crisis", "helpline"]),
        ("Children’s  services", ["children’s services"]),
        ("Ask the ISVAs", ["isvas"]),
        ("Take a statement from the friend", []),
        ("The schoolmaster’s house", ["schoolmaster"]),  # asked once too often does no harm
        ("A cbtx machine, and sarcasm", []),
    ],
)  # fmt: skip
def test_these_words_sound_like_it(text, words):
    assert words_that_reach(text) == words


# What an officer might write of each; not taken from the settings.
ASKED = (
    "her mobile", "the iPhone she had", "their smartphone", "two laptops", "an iPad", "her tablet",
    "the SIM card", "WhatsApp messages", "Instagram chats", "the midwife",
    "maternity notes of the midwives", "the nursery", "two clinics", "GP records", "her therapist",
    "the sexual assault referral centre (SARC)", "university records", "social media accounts",
)  # fmt: skip


@pytest.mark.parametrize("asked", ASKED)
def test_what_an_officer_might_write_asks_the_question_again(asked):
    assert words_that_reach(f"Obtain {asked} for that week.")


def test_every_word_of_the_settings_is_found_in_any_case():
    for word in PROMPT_WORDS:
        assert words_that_reach(f"Ask: {word.removesuffix('*').upper()}."), word


def send(builder, text, **more):
    review = Review.objects.unscoped("test").get(case=builder.case)
    answers = plan_form(action_form(builder, text=text, **more))
    return client_for(builder.cast.prosecutor).post(
        page_url("set-action-plan", review), answers, follow=True
    )


def test_a_no_is_asked_again_and_nothing_typed_is_lost(builder):
    page = send(builder, "Obtain her therapy notes.")
    assert f"“therapy” {SOUNDS}" in page_text(page)
    assert "Obtain her therapy notes." in page.content.decode()
    assert not ActionItem.objects.unscoped("test").filter(case=builder.case).exists()


def test_a_no_with_its_reason_is_sent_and_both_sides_read_the_reason(builder):
    send(builder, "Download the suspect’s phone.", not_reaching_because=WHY_NOT)
    assert item_of(builder).not_reaching_because == WHY_NOT
    for who in ("officer", "prosecutor"):
        assert WHY_NOT in page_text(
            client_for(getattr(builder.cast, who)).get(page_url("see-item", item_of(builder)))
        )


def test_a_reason_of_one_letter_is_none(builder):
    assert "Say more under" in page_text(
        send(builder, "Her therapy notes.", not_reaching_because="x")
    )


def test_an_action_that_sounds_like_nothing_is_not_asked(builder):
    assert "Action plan sent to the police" in page_text(send(builder, "Take a statement."))
    assert item_of(builder).not_reaching_because == ""


def test_no_other_door_is_left_open(builder):
    with pytest.raises(Refused, match=SOUNDS):
        builder.plan({"text": "Her school record."})
    builder.plan({})
    item = item_of(builder)
    with pytest.raises(Refused, match=SOUNDS):
        builder.do(
            action_item_amendments.amend_item, "prosecutor", item=item, reason="x",
            new_text="Her school record.",
        )  # fmt: skip
    builder.do(action_items.answer_item, "officer", item=item, answer="DONE", text="Done.")
    missing = {"item": item, "due_on": (builder.at + timedelta(days=9)).date()}
    with pytest.raises(Refused, match=SOUNDS):
        builder.do(
            action_items.say_what_is_missing, "prosecutor", text="And her GP notes.", **missing
        )
    builder.do(
        action_items.say_what_is_missing, "prosecutor", text="And her GP notes.",
        not_reaching_because=WHY_NOT, **missing,
    )  # fmt: skip
    assert item_of(builder).not_reaching_because == WHY_NOT


def test_words_that_were_answered_for_are_not_asked_about_again(builder):
    builder.plan({"text": "Download the suspect’s phone.", "not_reaching_because": WHY_NOT})
    builder.do(
        action_item_amendments.amend_item, "prosecutor", item=item_of(builder), reason="x",
        new_text="Download the suspect’s phone, one week.",
    )  # fmt: skip
    assert item_of(builder).text.endswith("one week.")


def test_a_second_plan_is_asked_before_a_manager_reads_it(builder):
    builder.plan({"weight": "DESIRABLE"})
    with pytest.raises(Refused, match=SOUNDS):
        builder.plan({"text": "Her school record."})
    builder.plan({"text": "Her school record.", "not_reaching_because": WHY_NOT})
    proposed = ProposedPlan.objects.unscoped("test").get(case=builder.case)
    assert proposed.items[0]["not_reaching_because"] == WHY_NOT
    assert builder.items[-1].not_reaching_because == WHY_NOT
