"""Who reviews that charges were stopped one by one, and how often a victim can ask."""

import pytest

from cases.case_details.actions import cases as case_actions
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from people.models import Unit
from tests.support.cases.charge_stops import (
    ASSAULT,
    charge_two_victims,
    countersign_stop_of,
    laid_about,
    stop_charges_of,
)
from tests.support.cases.charges import authorise_charge_of, report_charge_of
from tests.support.cases.counts import NIGHT, offence_with_code
from tests.support.cases.decisions import countersign_no_charge
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import record_of, tell_victim
from tests.support.victims.vrr_requests import (
    ask_for_review_today,
    complete_review,
    tell_outcome,
)
from victims.actions.reviewable_decisions import reviewable_decisions_of_victim

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """Three charges: two about the first victim, one about the second."""
    return charge_two_victims(cast())


@module_fixture
def read_twice():
    """Two charges about one victim, whose decision had a second reader."""
    builder = CaseBuilder(cast())
    builder.do(
        case_actions.add_allegation, "officer", case=builder.case, victim=builder.victim,
        suspect=builder.suspects[0], offence=offence_with_code(ASSAULT), from_on=NIGHT,
    )  # fmt: skip
    builder.allocate().review()
    Unit.objects.filter(pk=builder.cast.cps.pk).update(charges_are_read_twice=True)
    authorise_charge_of(builder)
    countersign_no_charge(builder, builder.suspects[0])
    report_charge_of(builder)
    return builder


def reviewable(builder):
    [found] = reviewable_decisions_of_victim(record_of(builder.victim), side="CPS")
    return found.decisions


def stop_apart(builder, *kinds, readers=()):
    """Stop the first charge about the victim, then the second, each with a reader where said."""
    laid = laid_about(builder.suspects[0], builder.victim)
    for n, (charge, kind) in enumerate(zip(laid, kinds, strict=True)):
        stop_charges_of(builder, charges=[charge], kind=kind)
        if readers:
            countersign_stop_of(builder, who=readers[n])


@pytest.mark.parametrize("first", ["DISCONTINUED", "NO_EVIDENCE"])
def test_nobody_who_stopped_a_charge_reviews_it(read_twice, first):
    stop_apart(read_twice, first, "DISCONTINUED", readers=("other_prosecutor", "manager"))
    people = read_twice.cast
    everybody = {people.prosecutor.pk, people.other_prosecutor.pk, people.manager.pk}
    found = reviewable(read_twice)
    assert set(found) == {f"CPS_{first}", "CPS_DISCONTINUED"}
    for facts in found.values():
        assert set(facts.deciders) == everybody


def test_each_way_in_which_charges_ended_is_reviewed_once(builder):
    stop_apart(builder, "NO_EVIDENCE", "DISCONTINUED")
    assert set(reviewable(builder)) == {"CPS_NO_EVIDENCE", "CPS_DISCONTINUED"}
    tell_victim(builder, builder.victim, builder.suspect(), "CHARGE", "STOPPED")
    for reviewed in ("CPS_DISCONTINUED", "CPS_NO_EVIDENCE"):
        right = ask_for_review_today(builder, reviewed=reviewed)
        assert right.status == "ASKED"
        tell_outcome(builder, complete_review(builder, right, "STANDS"))
        with pytest.raises(Refused, match="has been reviewed for this victim already"):
            ask_for_review_today(builder, reviewed=reviewed)
