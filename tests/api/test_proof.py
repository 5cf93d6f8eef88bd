"""Proof through the API: who acts on a gap, and which allegations are alternatives."""

import pytest

from cases.action_plans.actions import action_items, challenges
from cases.case_details.actions import cases as case_actions
from cases.models import Offence
from devtools.case_builder import CaseBuilder, cast
from tests.cases.test_proof import miss
from tests.cases.test_who_acts_on_gaps import ACROSS
from tests.support.api.token_callers import Caller
from tests.support.cases.pages import day_from_today
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """A case with a gap of the officer, before referral, and two allegations under both Acts."""
    builder = CaseBuilder(cast())
    builder.gap = miss(builder)
    builder.pairs = [
        builder.do(
            case_actions.add_allegation, "officer", case=builder.case, victim=builder.victim,
            suspect=builder.suspects[0], offence=Offence.objects.get(pk=code), **ACROSS,
        )
        for code in ("SX56027", "SX03005")
    ]  # fmt: skip
    return builder


def proof(builder, side="police"):
    answer = Caller(getattr(builder.cast, side)).get(f"/api/cases/{builder.case.pk}/proof/")
    assert answer.status_code == 200
    return answer.json()["allegations"]


def holders(builder, side="police"):
    """(side, action, due on, is late) of whoever acts on the one gap."""
    [gap] = [
        gap for each in proof(builder, side) for point in each["points"] for gap in point["gaps"]
    ]  # fmt: skip
    assert all(each["who"] for each in gap["holders"])
    return [
        (each["side"], each["action"], each["due_on"], each["is_late"]) for each in gap["holders"]
    ]  # fmt: skip


def test_an_alternative_names_the_earlier_allegations(builder):
    found = {each["allegation"]: each["alternative_to"] for each in proof(builder)}
    first, second = (str(each.pk) for each in builder.pairs)
    assert sorted([found[first], found[second]]) in ([[], [first]], [[], [second]])
    assert [alternatives for pk, alternatives in found.items() if pk not in (first, second)] == [[]]


def test_the_police_act_before_they_refer_and_the_cps_after(builder):
    assert holders(builder) == [("POLICE", None, None, False)]
    builder.allocate()
    for side in ("police", "cps"):
        assert holders(builder, side) == [("CPS", None, None, False)]


def test_whoever_has_the_turn_of_the_action_that_asks_for_it(builder):
    due_on = day_from_today(9)
    builder.allocate()
    builder.plan({"purpose": "GAP", "gaps": [builder.gap.pk], "due_on": due_on})
    [item] = builder.items
    assert holders(builder, "cps") == [("POLICE", str(item.pk), str(due_on), False)]
    builder.do(
        challenges.challenge_item, "officer", item=item, reason="DISPROPORTIONATE",
        text="Half of this would reach beyond the days in issue.",
    )  # fmt: skip
    assert holders(builder) == [("CPS", str(item.pk), None, False)]


def test_who_is_late_and_nobody_once_it_is_filled(builder):
    builder.allocate().plan({"purpose": "GAP", "gaps": [builder.gap.pk]})
    [item] = builder.items
    assert holders(builder) == [("POLICE", str(item.pk), str(item.due_on), True)]
    builder.do(action_items.answer_item, "officer", item=item, answer="DONE", text="Here it is.")
    assert holders(builder) == [("CPS", str(item.pk), None, False)]
    builder.do(action_items.accept_answer, "prosecutor", item=item)
    assert holders(builder) == []
