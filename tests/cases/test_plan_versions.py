"""Versions of a whole action plan: items added, cancelled, reworded and moved."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.action_plans.actions import (
    action_item_amendments,
    action_items,
    challenge_resolution,
    challenges,
)
from cases.action_plans.queries.action_plan_versions import compare_plan_versions
from cases.models import ActionPlan
from devtools.case_builder import CaseBuilder, cast, person, scope
from tests.support.cases import intrusive_actions
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

START = days_ago(2)


ASKED = ("Ask Ann.", "Ask Ben.", "Ask Cat.")


@module_fixture
def builder():
    """
    A plan with six versions.

    1: three actions set; 2: the first reworded; 3: the second moved; 4: the third cancelled; 5: a
    fourth added; 6: the first reworded again.
    """
    builder = CaseBuilder(cast(), at=START).allocate()
    builder.plan(*({"text": text, "weight": "DESIRABLE"} for text in ASKED))
    proposal = intrusive_actions.judge_request(
        builder, intrusive_actions.propose_request(builder, text="Ask for the notes.")
    )
    amend_nth_item(builder, 0, "Ask Ann and Amy.", "Amy was there too.")
    later = (builder.at + timedelta(days=30)).date()
    builder.do(
        action_items.ask_for_date,
        "officer",
        item=nth_item(builder, 1),
        proposed_on=later,
        text="Away.",
    )
    builder.do(
        action_items.answer_date_request, "prosecutor", item=nth_item(builder, 1), is_agreed=True
    )
    builder.do(
        action_items.cancel_item, "prosecutor", item=nth_item(builder, 2), text="Cat said it all."
    )
    intrusive_actions.set_proposed_request(builder, proposal, weight="DESIRABLE")
    amend_nth_item(builder, 0, "Ask Amy.", "Ann is away.")
    return builder


def nth_item(builder, n):
    return builder.items[n]


def amend_nth_item(builder, n, text, reason):
    one = nth_item(builder, n)
    builder.do(
        action_item_amendments.amend_item, "prosecutor", item=one, new_text=text, reason=reason,
        line_of_inquiry=one.line_of_inquiry, proportionality=one.proportionality,
    )  # fmt: skip


def plan_of(builder):
    return ActionPlan.objects.unscoped("test").get(case=builder.case)


def compare_versions(builder, was="", became="", who="officer"):
    by = scope(getattr(builder.cast, who), at=builder.at)
    return compare_plan_versions(plan_of(builder), by, was=was, became=became)


def changes_by_number(found):
    """{number of an action: (change, [(reason, person) of each step])}."""
    return {
        each.number: (each.became, [(step.why, step.by.partition(",")[0]) for step in each.steps])
        for each in found.changed
    }


def joined_words(pieces):
    return "".join(piece.text for piece in pieces)


def test_each_moment_at_which_anything_changed_is_a_version(builder):
    versions = compare_versions(builder).versions
    assert [[(s.number, s.became) for s in each.steps] for each in versions] == [
        [(1, "ADDED"), (2, "ADDED"), (3, "ADDED")], [(1, "REWORDED")], [(2, "MOVED")],
        [(3, "CANCELLED")], [(4, "ADDED")], [(1, "REWORDED")],
    ]  # fmt: skip


def test_any_two_versions_say_what_became_of_each_action_who_did_it_and_why(builder):
    assert changes_by_number(compare_versions(builder, "1", "6")) == {
        1: ("REWORDED", [("Amy was there too.", "Pia Prosecutor"),
                         ("Ann is away.", "Pia Prosecutor")]),
        2: ("MOVED", [("Away.", "Pia Prosecutor")]),
        3: ("CANCELLED", [("Cat said it all.", "Pia Prosecutor")]),
        4: ("ADDED", [("", "Pia Prosecutor")]),
    }  # fmt: skip
    [moved] = [each for each in compare_versions(builder, "1", "6").changed if each.number == 2]
    assert moved.steps[0].wished_by == "Police"
    assert [field.label for field in moved.changed] == ["Due"]


def test_the_two_that_are_asked_for_are_compared_whichever_way_round(builder):
    found = compare_versions(builder, "4", "2")
    assert (found.was, found.became, found.same) == (2, 4, [1])
    assert changes_by_number(found).keys() == {2, 3}
    assert changes_by_number(compare_versions(builder)).keys() == {
        1
    }  # the last two versions by default
    assert changes_by_number(compare_versions(builder, "5", "5")) == {}
    assert compare_versions(builder, "x", "99").became == 6


def test_an_action_cancelled_before_the_earlier_version_is_left_out(builder):
    found = compare_versions(builder, "5", "6")
    assert changes_by_number(found).keys() == {1} and found.same == [2, 4]


def test_words_that_differ_are_marked(builder):
    [first] = compare_versions(builder, "1", "2").changed
    [text] = first.changed
    assert joined_words(text.was) == "Ask Ann." and joined_words(text.became) == "Ask Ann and Amy."
    assert [piece.text for piece in text.became if piece.is_changed] == ["and Amy"]


def test_an_action_that_two_named_people_cancel_is_cancelled():
    people = cast()
    people.inspector = person(people.police, "inspect_cases")
    builder = CaseBuilder(people, at=START).allocate().plan({}, {})
    one = builder.items[0]
    said_ = {"reason": "DONE_ALREADY", "text": "It is there."}
    builder.do(challenges.challenge_item, "officer", item=one, **said_)
    builder.do(challenges.answer_challenge, "prosecutor", item=one, answer="HOLD", text="Not so.")
    two = {"inspector": people.inspector, "manager": people.manager}
    builder.do(
        challenge_resolution.send_challenge_up, "officer", item=one, text="Settle it.", **two
    )
    outcome = {"outcome": "UPHELD", "text": "It is there."}
    builder.do(challenge_resolution.propose_outcome, "inspector", item=one, **outcome)
    builder.do(challenge_resolution.answer_outcome, "manager", item=one, is_agreed=True)
    [first] = compare_versions(builder).changed
    assert (first.number, first.became) == (1, "CANCELLED")


def test_both_sides_read_the_page_from_the_case(builder):
    address = page_url("see-plan-versions", plan_of(builder))
    for who in ("officer", "prosecutor", "manager"):
        browser = client_for(getattr(builder.cast, who))
        plan = page_url("see-plan", plan_of(builder))
        assert plan in links_on_page(browser.get(page_url("see-case", builder.case)))
        assert address in links_on_page(browser.get(plan))
        page = browser.get(address, {"was": "1", "became": "6"})
        for text in ("Amy was there too.", "Cat said it all.", "Asked for by: Police", "Added"):
            assert text in page_text(page)
    one = page_text(client_for(builder.cast.officer).get(address, {"was": "5", "became": "5"}))
    assert "The two versions are the same." in one


def test_the_queries_of_the_page_do_not_grow_with_the_plan(builder):
    browser, address, counts = (
        client_for(builder.cast.officer),
        page_url("see-plan-versions", plan_of(builder)),
        [],
    )
    browser.get(address)
    for _ in range(2):
        amend_nth_item(builder, 0, f"Ask Amy again, {builder.at}.", "More.")
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]
