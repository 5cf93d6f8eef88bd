"""Pages for accepting, varying and challenging an action item, and for the answers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.action_plans.actions import action_items, challenges
from devtools.case_builder import Road, cast
from people.text.dates import format_day
from tests.support.cases.pages import as_, at, day, follow, links, said, unseen
from tests.support.cases.query_counter import questions
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

START = timezone.now() - timedelta(days=2)
TODAY = timezone.localdate()


@standing
def road():
    return Road(cast(), suspects=2, at=START).allocate().plan({})


@pytest.fixture
def officer(road):
    return as_(road.cast.officer)


@pytest.fixture
def prosecutor(road):
    return as_(road.cast.prosecutor)


def item_of(road):
    return road.items[0]


def challenged(road, text="It is her diary."):
    return road.do(
        challenges.challenge_item, "officer", item=item_of(road), reason="DISPROPORTIONATE",
        text=text,
    )  # fmt: skip


def varied(road):
    return road.do(
        challenges.vary_item, "officer", item=item_of(road), text="The rest is elsewhere.",
        proposed_text="Only the first page.", proposed_on=TODAY + timedelta(days=30),
    )  # fmt: skip


def post(browser, name, road, **typed):
    sent = {"form_key": "", "version": item_of(road).version} | typed
    return browser.post(at(name, item_of(road)), sent)


def test_the_police_accept_an_action_and_both_sides_read_it(road, officer, prosecutor):
    follow(officer, at("accept-item", item_of(road)))
    for browser in (officer, prosecutor):
        page = browser.get(at("see-item", item_of(road)))
        assert "Accepted by the police on" in said(page)
    assert at("accept-item", item_of(road)) not in links(officer.get(at("see-item", item_of(road))))


def test_a_variation_is_read_by_both_with_its_words_and_its_date(road, officer, prosecutor):
    page = officer.get(at("vary-item", item_of(road)))
    assert page.context["form"]["proposed_text"].value() == "Take a statement."
    wanted = TODAY + timedelta(days=30)
    follow(
        officer, at("vary-item", item_of(road)), proposed_text="Only the first page.",
        text="The rest is elsewhere.", **day("proposed_on", wanted),
    )  # fmt: skip
    when = format_day(wanted)
    for browser in (officer, prosecutor):
        told = said(browser.get(at("see-item", item_of(road))))
        assert "The police propose a variation of this action. The prosecutor answers by" in told
        assert "Local setting: ours to configure per pilot area." in told
        assert f"Variation proposed, due {when} The rest is elsewhere. Only the first page." in told
    case = prosecutor.get(at("see-case", road.case))
    assert "Questioned: the CPS answers" in said(case)
    assert "The CPS has 1 question about an action to answer." in said(case)
    assert ": Answer what the police asked about the plan. Due in " in said(case)
    [green] = [option for option in case.context["can"] if option.main]
    assert (green.text, green.address) == (
        "Answer 1 question about an action", at("answer-challenge", item_of(road)),
    )  # fmt: skip


def test_the_prosecutor_agrees_on_a_page_that_says_what_is_proposed(road, prosecutor):
    varied(road)
    page = prosecutor.get(at("answer-challenge", item_of(road)))
    assert "Only the first page." in said(page)
    page = follow(prosecutor, at("answer-challenge", item_of(road)), answer="AGREE")
    assert "Variation agreed, due" in said(page)
    assert item_of(road).text == "Only the first page."


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
def test_an_answer_that_is_not_whole_is_asked_for_again(road, prosecutor, given, told):
    challenged(road)
    page = post(prosecutor, "answer-challenge", road, **given)
    assert page.status_code == 200 and told in said(page)
    assert given.get("text", "") in page.content.decode()
    assert item_of(road).challenge == "ASKED"


def test_why_a_variation_is_not_agreed_is_said(road, prosecutor):
    varied(road)
    page = post(prosecutor, "answer-challenge", road, answer="HOLD")
    assert "Enter why the action stays as it is" in said(page)
    page = post(
        prosecutor,
        "answer-challenge",
        road,
        answer="HOLD",
        text="All pages count. Both sides know the reason.",
    )
    told = said(prosecutor.get(page.url))
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
    road, officer, name, typed
):
    read = unseen(officer, at(name, item_of(road)))
    road.do(
        action_items.ask_for_date, "prosecutor", item=item_of(road),
        text="Bail. Both sides know the reason.",
        proposed_on=TODAY + timedelta(days=3),
    )  # fmt: skip
    road.do(action_items.answer_date_request, "officer", item=item_of(road), is_agreed=True)
    page = post(officer, name, road, **typed, **read)
    assert page.status_code == 409
    assert "This action has changed since you opened it. Read it again" in said(page)
    assert "Precious words. Both sides know the reason." in page.content.decode() or not typed


def test_an_action_cancelled_meanwhile_is_named_and_everything_typed_is_kept(road, officer):
    officer.get(at("challenge-item", item_of(road)))
    road.do(
        action_items.cancel_item,
        "prosecutor",
        item=item_of(road),
        text="Not needed. Both sides know the reason.",
    )
    page = post(
        officer,
        "challenge-item",
        road,
        reason="OTHER",
        text="Precious words. Both sides know the reason.",
    )
    assert page.status_code == 409
    assert "This action was cancelled, so nothing more is needed." in said(page)
    assert "Precious words. Both sides know the reason." in page.content.decode()


def test_a_second_answer_keeps_what_was_typed_and_says_what_came_first(road, prosecutor):
    challenged(road)
    read = unseen(prosecutor, at("answer-challenge", item_of(road)))
    road.do(
        challenges.answer_challenge,
        "prosecutor",
        item=item_of(road),
        answer="HOLD",
        text="First. Both sides know the reason.",
    )
    typed = {"answer": "CANCEL", "text": "Precious words. Both sides know the reason."}
    page = post(prosecutor, "answer-challenge", road, **typed, **read)
    assert page.status_code == 409
    assert "The prosecutor keeps this action as it is." in said(page)
    assert "Precious words. Both sides know the reason." in page.content.decode()
    assert "First." in said(page)


def test_the_page_of_a_questioned_action_keeps_to_its_questions(road, officer):
    browser, address = officer, at("see-item", item_of(road))
    browser.get(address)
    _page, plain = questions(browser, address)
    for _ in range(3):
        challenged(road)
        road.do(challenges.withdraw_challenge, "officer", item=item_of(road))
    challenged(road)
    _page, asked = questions(browser, address)
    assert len(asked) == len(plain) + 1 <= 12


def test_two_clicks_challenge_once(road, officer):
    form = officer.get(at("challenge-item", item_of(road))).context["form"]
    sent = {"form_key": form["form_key"].value(), "version": item_of(road).version}
    sent |= {"reason": "OTHER", "text": "Once. Both sides know the reason."}
    for _ in range(2):
        assert officer.post(at("challenge-item", item_of(road)), sent).status_code == 302
    assert item_of(road).challenges.unscoped("test").count() == 1
