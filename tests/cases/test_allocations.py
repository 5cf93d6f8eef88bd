"""A case has one reviewing prosecutor, and may have others who cover."""

from datetime import timedelta

import pytest

from cases.allocation.actions import allocations
from cases.models import Allocation, Case, CaseGrant, Turn
from cases.referrals.actions import referrals
from cases.states import State
from devtools.case_builder import CaseBuilder, cast, cps_unit, person, scope
from devtools.usual_answers import MG3
from people.access import grants, scopes
from people.access.scopes import Refused
from people.models import User
from tests.support.cases.conflicts import add_conflict
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


def fresh_case(builder):
    return Case.objects.unscoped("test").get(pk=builder.case.pk)


def named_people(builder, capacity="reviewing_prosecutor"):
    grants = CaseGrant.objects.filter(content_object=builder.case, permission__codename=capacity)
    return set(grants.values_list("user__name", flat=True))


def refusal_text(builder, action, who="manager", **arguments):
    with pytest.raises(Refused) as refusal:
        builder.do(action, who, **arguments)
    assert refusal.value.is_stage
    return str(refusal.value)


def allocation_refusal(builder, to, suspects=None, **arguments):
    """Why the case cannot be allocated to a person."""
    return refusal_text(
        builder, allocations.allocate_case, case=builder.case, to=to,
        suspects=builder.suspects if suspects is None else suspects, **arguments,
    )  # fmt: skip


def test_allocating_names_the_prosecutor_and_the_referral_s_clock_goes_on():
    builder = CaseBuilder(cast(), suspects=2).accept()
    due_at, began = builder.suspect().due_at, builder.at
    builder.give_case(builder.suspects)

    assert fresh_case(builder).prosecutor == builder.cast.prosecutor
    assert named_people(builder) == {"Pia Prosecutor"}
    for n in range(2):
        suspect = builder.suspect(n)
        assert (suspect.state, suspect.due_at) == (State.WITH_PROSECUTOR, due_at)
        assert suspect.turn_began_at == began
    assert (
        Delivery.objects.filter(recipient=builder.cast.prosecutor, notice="allocated").count() == 1
    )


def test_a_suspect_referred_later_may_go_to_another_and_the_whole_case_goes_along():
    builder = CaseBuilder(cast()).allocate()
    late = builder.add_suspect()
    referral = builder.do(
        referrals.write_referral, "officer", case=builder.case, suspects=[late], **MG3
    )
    builder.do(
        referrals.sign_referral_off, "supervisor", referral=referral, supervisor_comments="Yes."
    )
    builder.do(referrals.accept_referral, "assistant", referral=referral)
    builder.give_case([late], to="other_prosecutor")

    assert fresh_case(builder).prosecutor == builder.cast.other_prosecutor
    assert named_people(builder) == {"Otto Other"}
    assert builder.suspect().state == State.WITH_PROSECUTOR


def test_nothing_ready_is_said_as_such():
    builder = CaseBuilder(cast()).allocate()
    told = allocation_refusal(builder, builder.cast.other_prosecutor)
    assert told == "No suspect of this case is ready to allocate any more."
    assert named_people(builder) == {"Pia Prosecutor"}


def test_suspects_not_ready_are_named_with_what_to_do_and_none_is_allocated():
    builder = CaseBuilder(cast(), suspects=3)
    everyone = builder.suspects
    builder.suspects = everyone[:2]
    withdrawn = builder.accept().referral
    builder.suspects = everyone[2:]
    builder.accept()
    builder.do(
        referrals.withdraw_referral, "officer", referral=withdrawn, withdrawal_reason="A witness."
    )
    told = allocation_refusal(builder, builder.cast.prosecutor, suspects=everyone)
    assert told == (
        "Suspects 1, 2 are not ready to allocate now, so no one has been allocated. "
        "Check who is ready, then allocate again."
    )
    assert named_people(builder) == set() and fresh_case(builder).prosecutor is None


def test_a_suspect_of_another_case_is_not_allocated_with_this_one():
    builder = CaseBuilder(cast()).accept()
    other = CaseBuilder(builder.cast).accept()
    told = allocation_refusal(
        builder, builder.cast.prosecutor, suspects=builder.suspects + other.suspects
    )
    assert told == "Select suspects of this case."
    assert allocation_refusal(builder, builder.cast.prosecutor, suspects=[]) == told
    assert builder.suspect().state == other.suspect().state == State.READY_TO_ALLOCATE


@pytest.mark.parametrize("why", ["inactive", "expired", "conflicted", "elsewhere", "a manager"])
def test_only_a_prosecutor_of_the_unit_who_may_see_it_can_have_it(why):
    builder = CaseBuilder(cast()).accept()
    to = builder.cast.manager if why == "a manager" else person(builder.cast.cps, "prosecute_cases")
    if why == "inactive":
        User.objects.filter(pk=to.pk).update(is_active=False)
    if why == "expired":
        grants.grant_capacity(
            "prosecute_cases",
            to=to,
            on=builder.cast.cps,
            by=to,
            at=builder.at,
            expires_at=builder.at,
        )
    if why == "conflicted":
        add_conflict(to, builder.case, at=builder.at)
    if why == "elsewhere":
        to = person(cps_unit(), "prosecute_cases")
    told = allocation_refusal(builder, to)
    assert told == "Select a prosecutor of the unit who may see this case."
    assert builder.suspect().state == State.READY_TO_ALLOCATE


def test_reallocating_takes_it_from_the_one_who_had_it_and_moves_no_clock():
    builder = CaseBuilder(cast()).allocate()
    before = builder.suspect()
    builder.do(
        allocations.reallocate_case, "manager", case=builder.case, to=builder.cast.other_prosecutor,
        reason="Another team.",
    )  # fmt: skip

    assert named_people(builder) == {"Otto Other"}
    after = builder.suspect()
    assert (after.due_at, after.turn_began_at, after.version) == (
        before.due_at, before.turn_began_at, before.version,
    )  # fmt: skip
    assert Turn.objects.unscoped("test").filter(suspect=after, ended_at=None).count() == 1
    written = Allocation.objects.unscoped("test").get(case=builder.case, kind="REALLOCATED")
    assert (written.to, written.reason) == (builder.cast.other_prosecutor, "Another team.")


def test_the_one_who_has_it_cannot_be_given_it_again():
    builder = CaseBuilder(cast()).allocate()
    told = refusal_text(
        builder,
        allocations.reallocate_case,
        case=builder.case,
        to=builder.cast.prosecutor,
        reason="x",
    )
    assert told == "This prosecutor has the case already."


def test_cover_ends_with_the_london_day_and_leaves_the_case_with_its_prosecutor():
    builder = CaseBuilder(cast()).allocate()
    today = builder.at.date()
    builder.do(
        allocations.cover_case, "manager", case=builder.case, to=builder.cast.other_prosecutor,
        from_on=today, until_on=today,
    )  # fmt: skip
    otto = builder.cast.other_prosecutor
    last = builder.at.replace(hour=23, minute=59, second=58)
    assert scopes.standing_on(scope(otto, last), fresh_case(builder)).capacities >= {
        "covering_prosecutor"
    }
    after = scopes.standing_on(
        scope(otto, last + timedelta(seconds=2)), fresh_case(builder)
    ).capacities
    assert "covering_prosecutor" not in after
    assert named_people(builder) == {"Pia Prosecutor"}


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (-2, -1, "This date has passed. Enter today’s date or a later one."),
        (3, 2, "Enter a last day that is not before the first."),
    ],
)
def test_cover_has_days_that_can_be_kept(first, last, told):
    builder = CaseBuilder(cast()).allocate()
    today = builder.at.date()
    assert told == refusal_text(
        builder, allocations.cover_case, case=builder.case, to=builder.cast.other_prosecutor,
        from_on=today + timedelta(days=first), until_on=today + timedelta(days=last),
    )  # fmt: skip


def test_a_prosecutor_does_not_cover_for_themselves():
    builder = CaseBuilder(cast()).allocate()
    today = builder.at.date()
    told = refusal_text(
        builder,
        allocations.cover_case,
        case=builder.case,
        to=builder.cast.prosecutor,
        from_on=today,
        until_on=today,
    )
    assert told == "Select someone other than the prosecutor who has the case."
