"""The two people named to resolve a challenge settle its date too."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.action_plans.actions import challenges
from devtools.case_builder import CaseBuilder, cast
from people.text.dates import format_day
from tests.cases.test_settlements import (
    answer_proposed_outcome,
    challenge_of,
    hold_challenge,
    item_of,
    propose_outcome_of,
    refusal_text,
    send_challenge_up_of,
)
from tests.support.cases.pages import client_for, date_parts, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """A challenge that the prosecutor has rejected."""
    builder = CaseBuilder(cast(), suspects=2).allocate().plan({})
    facts = {"item": item_of(builder), "reason": "OTHER", "text": "It is her diary."}
    builder.do(challenges.challenge_item, "officer", **facts)
    return hold_challenge(builder)


@pytest.fixture
def rejected_variation():
    """A variation that the prosecutor has rejected."""
    builder = CaseBuilder(cast(), suspects=2).allocate().plan({})
    facts = {"item": item_of(builder), "proposed_text": "One page.", "text": "x"}
    builder.do(challenges.vary_item, "officer", **facts)
    return hold_challenge(builder)


def day_after(builder, n):
    return (builder.at + timedelta(days=n)).date()


@pytest.mark.parametrize("outcome", ["NOT_UPHELD", "PART"])
def test_the_two_settle_the_date_too(builder, outcome):
    send_challenge_up_of(builder)
    on, text = day_after(builder, 40), item_of(builder).text
    propose_outcome_of(builder, outcome=outcome, new_date=on)
    answer_proposed_outcome(builder)
    item = item_of(builder)
    assert (item.due_on, item.text, item.challenge) == (on, text, "")
    assert item.clock.due_at.date() == on and item.clock.closed_at is None
    assert item.versions.unscoped("test").order_by("number").last().due_on == on


def test_their_date_stands_before_the_one_that_the_police_proposed(rejected_variation):
    send_challenge_up_of(rejected_variation)
    on = day_after(rejected_variation, 50)
    propose_outcome_of(rejected_variation, outcome="UPHELD", new_date=on)
    answer_proposed_outcome(rejected_variation)
    assert (item_of(rejected_variation).due_on, item_of(rejected_variation).text) == (
        on,
        "One page.",
    )


def test_a_date_that_cannot_be_is_not_proposed(builder):
    send_challenge_up_of(builder)
    for wrong, because in (
        ({"new_date": day_after(builder, -1)}, "This date has passed"),
        ({"new_date": item_of(builder).due_on}, "This is what the action says already"),
        ({"outcome": "UPHELD", "new_date": day_after(builder, 9)}, "has no date"),
        ({"outcome": "PART"}, "This is what the action says already"),
    ):
        assert because in refusal_text(True, propose_outcome_of, builder, **wrong)


def test_a_date_that_passed_before_the_other_agreed_is_not_settled(builder):
    send_challenge_up_of(builder)
    propose_outcome_of(builder, new_date=day_after(builder, 2))
    builder.at += timedelta(days=4)
    assert "The proposed date has passed" in refusal_text(True, answer_proposed_outcome, builder)


def test_the_page_proposes_a_date_with_no_other_words():
    builder = CaseBuilder(cast(), suspects=2, at=days_ago(1)).allocate().plan({})
    builder.do(
        challenges.challenge_item, "officer", item=item_of(builder), reason="OTHER", text="x"
    )
    send_challenge_up_of(hold_challenge(builder))
    on = timezone.localdate() + timedelta(days=30)
    page = submit_form(
        client_for(builder.cast.inspector), page_url("propose-outcome", item_of(builder)),
        outcome="PART",
        text="Both sides know the reason for it.", **date_parts("new_date", on),
    )  # fmt: skip
    assert f"Outcome proposed, due {format_day(on)}" in page_text(page)
    assert challenge_of(builder).outcome_on == on
