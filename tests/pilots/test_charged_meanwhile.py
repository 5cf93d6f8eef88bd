"""A charge stands when a panel refers back a decision that it has replaced."""

import pytest

from cases.action_plans.actions.action_plans import record_review
from cases.allocation.actions import allocations
from cases.decisions.actions import decisions
from cases.decisions.actions.reopenings import reopen_on_review
from cases.models import Allegation, Decision, Suspect
from people.access.scopes import Refused
from tests.pilots.test_second_looks import look, name, take
from tests.pilots.test_second_looks import there as there
from tests.support.pilots.panels import do

pytestmark = pytest.mark.django_db


def suspect():
    return Suspect.objects.unscoped("test").select_related("case").get()


def decided():
    return list(Decision.objects.unscoped("test").order_by("number").values_list("kind", "status"))


def charged(there):
    """The decision is set aside; the CPS reviews the submission again and charges."""
    do(there, _reopen, "manager")
    case = suspect().case
    do(
        there, allocations.allocate_case, "manager", case=case, suspects=[suspect()],
        to=there.prosecutor,
    )  # fmt: skip
    do(
        there, record_review, "prosecutor", case=case, suspects=[suspect()],
        evidence="What the evidence shows now.",
    )  # fmt: skip
    known = list(Allegation.objects.unscoped("test").filter(suspect=suspect()))
    do(
        there, decisions.authorise_charge, "prosecutor", suspect=suspect(), allegations=known,
        rationale="Why. Both sides know the reason.",
    )  # fmt: skip


def _reopen(*, by, at):
    reopen_on_review(suspect=suspect(), by=by, at=at)


@pytest.mark.parametrize("outcome", ["STANDS", "CHANGED"])
def test_a_look_that_was_begun_before_touches_no_charge(there, outcome):
    name(there, there.fresh)
    charged(there)
    assert [status for _kind, status in decided()] == ["SET_ASIDE", "LIVE"]
    with pytest.raises(Refused, match="no longer in force"):
        take(there, outcome=outcome)
    assert decided()[-1] == ("CHARGE", "LIVE")
    assert look().outcome == "" and suspect().state == "CHARGE_AUTHORISED"


def test_nobody_is_named_to_reconsider_after_the_charge(there):
    charged(there)
    with pytest.raises(Refused, match="no longer in force"):
        name(there, there.fresh)
