"""Versions of a whole action plan: items added, cancelled, reworded and moved."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.action_plans.actions import (
    action_item_amendments,
    action_items,
    challenge_resolution,
    challenges,
)
from cases.action_plans.queries.action_plan_versions import compare_plan_versions
from cases.models import ActionPlan
from devtools.case_builder import Road, cast, person, scope
from tests.support.cases import intrusive_actions
from tests.support.cases.pages import as_, at, links, said
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

START = timezone.now() - timedelta(days=2)


ASKED = ("Ask Ann.", "Ask Ben.", "Ask Cat.")


@standing
def road():
    """
    A plan with six versions.

    1: three actions set; 2: the first reworded; 3: the second moved; 4: the third cancelled; 5: a
    fourth added; 6: the first reworded again.
    """
    road = Road(cast(), at=START).allocate()
    road.plan(*({"text": text, "weight": "DESIRABLE"} for text in ASKED))
    proposal = intrusive_actions.judged(
        road, intrusive_actions.proposed(road, text="Ask for the notes.")
    )
    amend(road, 0, "Ask Ann and Amy.", "Amy was there too.")
    later = (road.at + timedelta(days=30)).date()
    road.do(
        action_items.ask_for_date, "officer", item=item(road, 1), proposed_on=later, text="Away."
    )
    road.do(action_items.answer_date_request, "prosecutor", item=item(road, 1), is_agreed=True)
    road.do(action_items.cancel_item, "prosecutor", item=item(road, 2), text="Cat said it all.")
    intrusive_actions.set_(road, proposal, weight="DESIRABLE")
    amend(road, 0, "Ask Amy.", "Ann is away.")
    return road


def item(road, n):
    return road.items[n]


def amend(road, n, text, reason):
    one = item(road, n)
    road.do(
        action_item_amendments.amend_item, "prosecutor", item=one, new_text=text, reason=reason,
        line_of_inquiry=one.line_of_inquiry, proportionality=one.proportionality,
    )  # fmt: skip


def plan(road):
    return ActionPlan.objects.unscoped("test").get(case=road.case)


def compare(road, was="", became="", who="officer"):
    by = scope(getattr(road.cast, who), at=road.at)
    return compare_plan_versions(plan(road), by, was=was, became=became)


def told(found):
    """{number of an action: (change, [(reason, person) of each step])}."""
    return {
        each.number: (each.became, [(step.why, step.by.partition(",")[0]) for step in each.steps])
        for each in found.changed
    }


def words(pieces):
    return "".join(piece.text for piece in pieces)


def test_each_moment_at_which_anything_changed_is_a_version(road):
    versions = compare(road).versions
    assert [[(s.number, s.became) for s in each.steps] for each in versions] == [
        [(1, "ADDED"), (2, "ADDED"), (3, "ADDED")], [(1, "REWORDED")], [(2, "MOVED")],
        [(3, "CANCELLED")], [(4, "ADDED")], [(1, "REWORDED")],
    ]  # fmt: skip


def test_any_two_versions_say_what_became_of_each_action_who_did_it_and_why(road):
    assert told(compare(road, "1", "6")) == {
        1: ("REWORDED", [("Amy was there too.", "Pia Prosecutor"),
                         ("Ann is away.", "Pia Prosecutor")]),
        2: ("MOVED", [("Away.", "Pia Prosecutor")]),
        3: ("CANCELLED", [("Cat said it all.", "Pia Prosecutor")]),
        4: ("ADDED", [("", "Pia Prosecutor")]),
    }  # fmt: skip
    [moved] = [each for each in compare(road, "1", "6").changed if each.number == 2]
    assert moved.steps[0].wished_by == "Police"
    assert [field.label for field in moved.changed] == ["Due"]


def test_the_two_that_are_asked_for_are_compared_whichever_way_round(road):
    found = compare(road, "4", "2")
    assert (found.was, found.became, found.same) == (2, 4, [1])
    assert told(found).keys() == {2, 3}
    assert told(compare(road)).keys() == {1}  # the last two versions by default
    assert told(compare(road, "5", "5")) == {}
    assert compare(road, "x", "99").became == 6


def test_what_was_cancelled_before_the_earlier_one_is_not_spoken_of(road):
    found = compare(road, "5", "6")
    assert told(found).keys() == {1} and found.same == [2, 4]


def test_words_that_differ_are_marked(road):
    [first] = compare(road, "1", "2").changed
    [text] = first.changed
    assert words(text.was) == "Ask Ann." and words(text.became) == "Ask Ann and Amy."
    assert [piece.text for piece in text.became if piece.is_changed] == ["and Amy"]


def test_an_action_that_two_named_people_cancel_is_cancelled():
    people = cast()
    people.inspector = person(people.police, "inspect_cases")
    road = Road(people, at=START).allocate().plan({}, {})
    one = road.items[0]
    said_ = {"reason": "DONE_ALREADY", "text": "It is there."}
    road.do(challenges.challenge_item, "officer", item=one, **said_)
    road.do(challenges.answer_challenge, "prosecutor", item=one, answer="HOLD", text="Not so.")
    two = {"inspector": people.inspector, "manager": people.manager}
    road.do(challenge_resolution.send_challenge_up, "officer", item=one, text="Settle it.", **two)
    outcome = {"outcome": "UPHELD", "text": "It is there."}
    road.do(challenge_resolution.propose_outcome, "inspector", item=one, **outcome)
    road.do(challenge_resolution.answer_outcome, "manager", item=one, is_agreed=True)
    [first] = compare(road).changed
    assert (first.number, first.became) == (1, "CANCELLED")


def test_both_sides_read_the_page_from_the_case(road):
    address = at("see-plan-versions", plan(road))
    for who in ("officer", "prosecutor", "manager"):
        browser = as_(getattr(road.cast, who))
        assert address in links(browser.get(at("see-case", road.case)))
        page = browser.get(address, {"was": "1", "became": "6"})
        for text in ("Amy was there too.", "Cat said it all.", "Asked for by: Police", "Added"):
            assert text in said(page)
    one = said(as_(road.cast.officer).get(address, {"was": "5", "became": "5"}))
    assert "The two versions are the same." in one


def test_what_the_page_asks_of_the_database_does_not_grow_with_the_plan(road):
    browser, address, counts = as_(road.cast.officer), at("see-plan-versions", plan(road)), []
    browser.get(address)
    for _ in range(2):
        amend(road, 0, f"Ask Amy again, {road.at}.", "More.")
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]
