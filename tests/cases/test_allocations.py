"""A case has one reviewing prosecutor, and may have others who cover."""

from datetime import timedelta

import pytest

from cases.allocation.actions import allocations
from cases.models import Allocation, Case, CaseGrant, Turn
from cases.referrals.actions import referrals
from cases.states import State
from devtools.case_builder import MG3, Road, cast, cps_unit, person, scope
from people.access import grants, scopes
from people.access.scopes import Refused
from people.models import User
from tests.support.cases.conflicts import in_conflict
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


def case(road):
    return Case.objects.unscoped("test").get(pk=road.case.pk)


def named(road, capacity="reviewing_prosecutor"):
    grants = CaseGrant.objects.filter(content_object=road.case, permission__codename=capacity)
    return set(grants.values_list("user__name", flat=True))


def refused(road, action, who="manager", **arguments):
    with pytest.raises(Refused) as refusal:
        road.do(action, who, **arguments)
    assert refusal.value.is_stage
    return str(refusal.value)


def refused_to(road, to, suspects=None, **arguments):
    """Why the case cannot be allocated to a person."""
    return refused(
        road, allocations.allocate_case, case=road.case, to=to,
        suspects=road.suspects if suspects is None else suspects, **arguments,
    )  # fmt: skip


def test_allocating_names_the_prosecutor_and_the_referral_s_clock_goes_on():
    road = Road(cast(), suspects=2).accept()
    due_at, began = road.suspect().due_at, road.at
    road.give_case(road.suspects)

    assert case(road).prosecutor == road.cast.prosecutor
    assert named(road) == {"Pia Prosecutor"}
    for n in range(2):
        suspect = road.suspect(n)
        assert (suspect.state, suspect.due_at) == (State.WITH_PROSECUTOR, due_at)
        assert suspect.turn_began_at == began
    assert Delivery.objects.filter(recipient=road.cast.prosecutor, notice="allocated").count() == 1


def test_a_suspect_referred_later_may_go_to_another_and_the_whole_case_goes_along():
    road = Road(cast()).allocate()
    late = road.add_suspect()
    referral = road.do(referrals.write_referral, "officer", case=road.case, suspects=[late], **MG3)
    road.do(
        referrals.sign_referral_off, "supervisor", referral=referral, supervisor_comments="Yes."
    )
    road.do(referrals.accept_referral, "assistant", referral=referral)
    road.give_case([late], to="other_prosecutor")

    assert case(road).prosecutor == road.cast.other_prosecutor
    assert named(road) == {"Otto Other"}
    assert road.suspect().state == State.WITH_PROSECUTOR


def test_nothing_ready_is_said_as_such():
    road = Road(cast()).allocate()
    told = refused_to(road, road.cast.other_prosecutor)
    assert told == "No suspect of this case is ready to allocate any more."
    assert named(road) == {"Pia Prosecutor"}


def test_all_who_are_not_ready_are_named_and_what_to_do_and_nobody_is_allocated():
    road = Road(cast(), suspects=3)
    everyone = road.suspects
    road.suspects = everyone[:2]
    withdrawn = road.accept().referral
    road.suspects = everyone[2:]
    road.accept()
    road.do(
        referrals.withdraw_referral, "officer", referral=withdrawn, withdrawal_reason="A witness."
    )
    told = refused_to(road, road.cast.prosecutor, suspects=everyone)
    assert told == (
        "Suspects 1, 2 are not ready to allocate now, so no one has been allocated. "
        "Check who is ready, then allocate again."
    )
    assert named(road) == set() and case(road).prosecutor is None


def test_a_suspect_of_another_case_is_not_allocated_with_this_one():
    road = Road(cast()).accept()
    other = Road(road.cast).accept()
    told = refused_to(road, road.cast.prosecutor, suspects=road.suspects + other.suspects)
    assert told == "Select suspects of this case."
    assert refused_to(road, road.cast.prosecutor, suspects=[]) == told
    assert road.suspect().state == other.suspect().state == State.READY_TO_ALLOCATE


@pytest.mark.parametrize("why", ["inactive", "expired", "conflicted", "elsewhere", "a manager"])
def test_only_a_prosecutor_of_the_unit_who_may_see_it_can_have_it(why):
    road = Road(cast()).accept()
    to = road.cast.manager if why == "a manager" else person(road.cast.cps, "prosecute_cases")
    if why == "inactive":
        User.objects.filter(pk=to.pk).update(is_active=False)
    if why == "expired":
        grants.grant_capacity(
            "prosecute_cases", to=to, on=road.cast.cps, by=to, at=road.at, expires_at=road.at
        )
    if why == "conflicted":
        in_conflict(to, road.case, at=road.at)
    if why == "elsewhere":
        to = person(cps_unit(), "prosecute_cases")
    told = refused_to(road, to)
    assert told == "Select a prosecutor of the unit who may see this case."
    assert road.suspect().state == State.READY_TO_ALLOCATE


def test_reallocating_takes_it_from_the_one_who_had_it_and_moves_no_clock():
    road = Road(cast()).allocate()
    before = road.suspect()
    road.do(
        allocations.reallocate_case, "manager", case=road.case, to=road.cast.other_prosecutor,
        reason="Another team.",
    )  # fmt: skip

    assert named(road) == {"Otto Other"}
    after = road.suspect()
    assert (after.due_at, after.turn_began_at, after.version) == (
        before.due_at, before.turn_began_at, before.version,
    )  # fmt: skip
    assert Turn.objects.unscoped("test").filter(suspect=after, ended_at=None).count() == 1
    written = Allocation.objects.unscoped("test").get(case=road.case, kind="REALLOCATED")
    assert (written.to, written.reason) == (road.cast.other_prosecutor, "Another team.")


def test_the_one_who_has_it_cannot_be_given_it_again():
    road = Road(cast()).allocate()
    told = refused(
        road, allocations.reallocate_case, case=road.case, to=road.cast.prosecutor, reason="x"
    )
    assert told == "This prosecutor has the case already."


def test_cover_ends_with_the_london_day_and_leaves_the_case_with_its_prosecutor():
    road = Road(cast()).allocate()
    today = road.at.date()
    road.do(
        allocations.cover_case, "manager", case=road.case, to=road.cast.other_prosecutor,
        from_on=today, until_on=today,
    )  # fmt: skip
    otto = road.cast.other_prosecutor
    last = road.at.replace(hour=23, minute=59, second=58)
    assert scopes.standing_on(scope(otto, last), case(road)).capacities >= {"covering_prosecutor"}
    after = scopes.standing_on(scope(otto, last + timedelta(seconds=2)), case(road)).capacities
    assert "covering_prosecutor" not in after
    assert named(road) == {"Pia Prosecutor"}


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (-2, -1, "This date has passed. Enter today’s date or a later one."),
        (3, 2, "Enter a last day that is not before the first."),
    ],
)
def test_cover_has_days_that_can_be_kept(first, last, told):
    road = Road(cast()).allocate()
    today = road.at.date()
    assert told == refused(
        road, allocations.cover_case, case=road.case, to=road.cast.other_prosecutor,
        from_on=today + timedelta(days=first), until_on=today + timedelta(days=last),
    )  # fmt: skip


def test_the_prosecutor_does_not_cover_for_herself():
    road = Road(cast()).allocate()
    today = road.at.date()
    told = refused(
        road, allocations.cover_case, case=road.case, to=road.cast.prosecutor, from_on=today,
        until_on=today,
    )  # fmt: skip
    assert told == "Select someone other than the prosecutor who has the case."
