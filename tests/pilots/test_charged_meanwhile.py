"""A charge stands when a panel refers back a decision that it has replaced."""

import pytest

from cases.action_plans.actions.action_plans import record_review
from cases.allocation.actions import allocations
from cases.decisions.actions import decisions
from cases.decisions.actions.reopenings import reopen_on_review
from cases.decisions.counts import count_as_alleged
from cases.models import Allegation, Decision, Suspect
from devtools.usual_answers import FOCUS
from people.access.scopes import Refused
from tests.pilots.test_second_looks import name_reviewer_for_look, second_look, take_look
from tests.pilots.test_second_looks import scene as scene
from tests.support.cases.charges import WHAT_HE_DID
from tests.support.pilots.panels import run_action

pytestmark = pytest.mark.django_db


def only_suspect():
    return Suspect.objects.unscoped("test").select_related("case").get()


def decision_states():
    return list(Decision.objects.unscoped("test").order_by("number").values_list("kind", "status"))


def review_and_charge(scene):
    """The decision is set aside; the CPS reviews the submission again and charges."""
    run_action(scene, _reopen, "manager")
    case = only_suspect().case
    run_action(
        scene, allocations.allocate_case, "manager", case=case, suspects=[only_suspect()],
        to=scene.prosecutor,
    )  # fmt: skip
    run_action(
        scene, record_review, "prosecutor", case=case, suspects=[only_suspect()],
        test="FULL", evidence="What the evidence shows now.",
    )  # fmt: skip
    known = list(Allegation.objects.unscoped("test").filter(suspect=only_suspect()))
    counts = [count_as_alleged(each, WHAT_HE_DID) for each in known]
    run_action(
        scene, decisions.authorise_charge, "prosecutor", suspect=only_suspect(), counts=counts,
        rationale="Why. Both sides know the reason.", public_interest_rationale="Why.", focus=FOCUS,
        uncharged=[],
    )  # fmt: skip


def _reopen(*, by, at):
    reopen_on_review(suspect=only_suspect(), by=by, at=at, ground="REVIEW")


@pytest.mark.parametrize("outcome", ["STANDS", "CHANGED"])
def test_a_look_that_was_begun_before_touches_no_charge(scene, outcome):
    name_reviewer_for_look(scene, scene.fresh)
    review_and_charge(scene)
    assert [status for _kind, status in decision_states()] == ["SET_ASIDE", "LIVE"]
    with pytest.raises(Refused, match="no longer in force"):
        take_look(scene, outcome=outcome)
    assert decision_states()[-1] == ("CHARGE", "LIVE")
    assert second_look().outcome == "" and only_suspect().state == "CHARGE_AUTHORISED"


def test_no_person_is_named_to_reconsider_after_the_charge(scene):
    review_and_charge(scene)
    with pytest.raises(Refused, match="no longer in force"):
        name_reviewer_for_look(scene, scene.fresh)
