"""Pages for accepting, varying and challenging an action item, and for the answers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.action_plans.actions import action_items, challenges
from devtools.case_builder import CaseBuilder, cast
from people.text.dates import format_day
from tests.support.cases.pages import (
    client_for,
    date_parts,
    hidden_fields_at,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

START = days_ago(2)
TODAY = timezone.localdate()


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2, at=START).allocate().plan({})


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


@pytest.fixture
def prosecutor(builder):
    return client_for(builder.cast.prosecutor)


def item_of(builder):
    return builder.items[0]


def challenge_first_item(builder, text="It is her diary."):
    return builder.do(
        challenges.challenge_item, "officer", item=item_of(builder), reason="DISPROPORTIONATE",
        text=text,
    )  # fmt: skip


def vary_first_item(builder):
    return builder.do(
        challenges.vary_item, "officer", item=item_of(builder), text="The rest is elsewhere.",
        proposed_text="Only the first page.", proposed_on=TODAY + timedelta(days=30),
    )  # fmt: skip


def post_form(browser, name, builder, **typed):
    sent = {"form_key": "", "version": item_of(builder).version} | typed
    return browser.post(page_url(name, item_of(builder)), sent)


def test_the_police_accept_an_action_and_both_sides_read_it(builder, officer, prosecutor):
    submit_form(officer, page_url("accept-item", item_of(builder)))
    for browser in (officer, prosecutor):
        page = browser.get(page_url("see-item", item_of(builder)))
        assert "Accepted by the police on" in page_text(page)
    assert page_url("accept-item", item_of(builder)) not in links_on_page(
        officer.get(page_url("see-item", item_of(builder)))
    )


def test_a_variation_is_read_by_both_with_its_words_and_its_date(builder, officer, prosecutor):
    page = officer.get(page_url("vary-item", item_of(builder)))
    assert page.context["form"]["proposed_text"].value() == "Take a statement."
    wanted = TODAY + timedelta(days=30)
    submit_form(
        officer, page_url("vary-item", item_of(builder)), proposed_text="Only the first page.",
        text="The rest is elsewhere.", **date_parts("proposed_on", wanted),
    )  # fmt: skip
    when = format_day(wanted)
    for browser in (officer, prosecutor):
        told = page_text(browser.get(page_url("see-item", item_of(builder))))
        assert "The police propose a variation of this action. The prosecutor answers by" in told
        assert "Local setting: ours to configure per pilot area." in told
        assert f"Variation proposed, due {when} The rest is elsewhere. Only the first page." in told
    case = prosecutor.get(page_url("see-case", builder.case))
    plan = officer.get(page_url("see-plan", item_of(builder).plan))
    assert "CPS: answers the question" in page_text(plan)
    assert "The CPS has 1 question about an action to answer." in page_text(case)
    assert ": Answer what the police asked about the plan. Due in " in page_text(case)
    [green] = [option for option in case.context["acts"].open_now if option.main]
    assert (green.text, green.address) == (
        "Answer 1 question about an action", page_url("answer-challenge", item_of(builder)),
    )  # fmt: skip


def test_the_prosecutor_agrees_on_a_page_that_says_what_is_proposed(builder, prosecutor):
    vary_first_item(builder)
    page = prosecutor.get(page_url("answer-challenge", item_of(builder)))
    assert "Only the first page." in page_text(page)
    page = submit_form(prosecutor, page_url("answer-challenge", item_of(builder)), answer="AGREE")
    assert "Variation agreed, due" in page_text(page)
    assert item_of(builder).text == "Only the first page."


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "Select whether you agree with the police"),
        ({"answer": "HOLD"}, "Enter why"),
        ({"answer": "CANCEL"}, "Enter why"),
        (
            {"answer": "AMEND", "text": "Precious words. Both sides know the reason."},
            "Enter what you ask instead",
        ),
    ],
)
def test_an_answer_that_is_not_whole_is_asked_for_again(builder, prosecutor, given, told):
    challenge_first_item(builder)
    page = post_form(prosecutor, "answer-challenge", builder, **given)
    assert page.status_code == 200 and told in page_text(page)
    assert given.get("text", "") in page.content.decode()
    assert item_of(builder).challenge == "ASKED"


def test_why_a_variation_is_not_agreed_is_said(builder, prosecutor):
    vary_first_item(builder)
    page = post_form(prosecutor, "answer-challenge", builder, answer="HOLD")
    assert "Enter why the action stays as it is" in page_text(page)
    page = post_form(
        prosecutor,
        "answer-challenge",
        builder,
        answer="HOLD",
        text="All pages count. Both sides know the reason.",
    )
    told = page_text(prosecutor.get(page.url))
    assert "The prosecutor keeps the action as it is All pages count." in told
    assert (
        "The prosecutor keeps the action as it is. The police accept that or take it further."
    ) in told


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        (
            "vary-item",
            {
                "proposed_text": "Precious words. Both sides know the reason.",
                "text": "Why. Both sides know the reason.",
            },
        ),
        (
            "challenge-item",
            {"reason": "OTHER", "text": "Precious words. Both sides know the reason."},
        ),
        ("accept-item", {}),
    ],
)
def test_a_question_about_what_has_changed_meanwhile_is_put_again_knowingly(
    builder, officer, name, typed
):
    read = hidden_fields_at(officer, page_url(name, item_of(builder)))
    builder.do(
        action_items.ask_for_date, "prosecutor", item=item_of(builder),
        text="Bail. Both sides know the reason.",
        proposed_on=TODAY + timedelta(days=3),
    )  # fmt: skip
    builder.do(action_items.answer_date_request, "officer", item=item_of(builder), is_agreed=True)
    page = post_form(officer, name, builder, **typed, **read)
    assert page.status_code == 409
    assert "This action has changed since you opened it. Read it again" in page_text(page)
    assert "Precious words. Both sides know the reason." in page.content.decode() or not typed


def test_an_action_cancelled_meanwhile_is_named_and_everything_typed_is_kept(builder, officer):
    officer.get(page_url("challenge-item", item_of(builder)))
    builder.do(
        action_items.cancel_item,
        "prosecutor",
        item=item_of(builder),
        text="Not needed. Both sides know the reason.",
    )
    page = post_form(
        officer,
        "challenge-item",
        builder,
        reason="OTHER",
        text="Precious words. Both sides know the reason.",
    )
    assert page.status_code == 409
    assert "This action was cancelled, so nothing more is needed." in page_text(page)
    assert "Precious words. Both sides know the reason." in page.content.decode()


def test_a_second_answer_keeps_what_was_typed_and_says_what_came_first(builder, prosecutor):
    challenge_first_item(builder)
    read = hidden_fields_at(prosecutor, page_url("answer-challenge", item_of(builder)))
    builder.do(
        challenges.answer_challenge,
        "prosecutor",
        item=item_of(builder),
        answer="HOLD",
        text="First. Both sides know the reason.",
    )
    typed = {"answer": "CANCEL", "text": "Precious words. Both sides know the reason."}
    page = post_form(prosecutor, "answer-challenge", builder, **typed, **read)
    assert page.status_code == 409
    assert "The prosecutor keeps this action as it is." in page_text(page)
    assert "Precious words. Both sides know the reason." in page.content.decode()
    assert "First." in page_text(page)


def test_the_page_of_a_questioned_action_keeps_to_its_questions(builder, officer):
    browser, address = officer, page_url("see-item", item_of(builder))
    browser.get(address)
    _page, plain = page_and_queries(browser, address)
    for _ in range(3):
        challenge_first_item(builder)
        builder.do(challenges.withdraw_challenge, "officer", item=item_of(builder))
    challenge_first_item(builder)
    _page, asked = page_and_queries(browser, address)
    assert len(asked) == len(plain) + 1 <= 12


def test_two_clicks_challenge_once(builder, officer):
    form = officer.get(page_url("challenge-item", item_of(builder))).context["form"]
    sent = {"form_key": form["form_key"].value(), "version": item_of(builder).version}
    sent |= {"reason": "OTHER", "text": "Once. Both sides know the reason."}
    for _ in range(2):
        assert officer.post(page_url("challenge-item", item_of(builder)), sent).status_code == 302
    assert item_of(builder).challenges.unscoped("test").count() == 1
