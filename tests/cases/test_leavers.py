"""
A person who leaves a unit loses its cases, and someone who waited for a lock is checked again.
"""

from datetime import timedelta
from functools import partial
from threading import Thread
from time import sleep

import pytest
from django.db import connections, transaction

from cases.allocation.actions import allocations
from cases.decisions.actions import decisions
from cases.models import Case, CaseGrant
from cases.referrals.actions import referrals
from devtools.case_builder import PASSWORD, CaseBuilder, cast, person, scope
from people.access import grants
from people.access.permission_tables import Refused
from people.administration.actions.administrators import create_first_administrator
from people.administration.actions.grants import end_expired_grants, take_capacity_back
from people.models import AuditEntry, UnitGrant, User
from rasso.tasks import end_expired_capacities
from tests.support.cases.concurrency import run_meanwhile
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return CaseBuilder(cast()).allocate()


def withdraw_capacity(builder, who, capacity):
    """An administrator withdraws a capacity on a unit."""
    office = create_first_administrator(
        name="Ada", email="ada@example.org", password=PASSWORD, at=builder.at, another=True
    )
    grant = UnitGrant.objects.get(user=who, permission__codename=capacity)
    by = scope(office, at=builder.at)
    take_capacity_back(grant=grant, by=by, at=builder.at, reason="They have left.")


def capacities_on_cases(who):
    return set(CaseGrant.objects.filter(user=who).values_list("permission__codename", flat=True))


def can_see(builder, who):
    rows = Case.objects.for_scope(scope(who, at=builder.at))
    return rows.filter(pk=builder.case.pk).exists()


@pytest.mark.parametrize(
    ("who", "capacity"), [("prosecutor", "prosecute_cases"), ("officer", "refer_cases")]
)
def test_with_the_last_capacity_on_a_unit_goes_what_a_person_was_named_as(builder, who, capacity):
    leaver = getattr(builder.cast, who)
    withdraw_capacity(builder, leaver, capacity)

    assert not can_see(builder, leaver)
    entry = AuditEntry.objects.get(verb="leave_case")
    assert (entry.case_id, entry.ids) == (builder.case.pk, [str(builder.case.pk)])
    with pytest.raises((Refused, Case.DoesNotExist)):
        builder.do(
            decisions.authorise_charge, who, suspect=builder.suspect(), rationale="R",
            allegations=list(builder.suspect().allegations.unscoped("test")),
        )  # fmt: skip


def test_a_capacity_that_still_reads_keeps_it(builder):
    leaver = builder.cast.prosecutor
    grants.grant_capacity("triage_cases", to=leaver, on=builder.cast.cps, by=leaver, at=builder.at)
    withdraw_capacity(builder, leaver, "prosecute_cases")

    assert can_see(builder, leaver)
    assert capacities_on_cases(leaver) == {"reviewing_prosecutor"}


@pytest.mark.django_db(transaction=True)
def test_two_capacities_taken_back_at_once_leave_no_named_role():
    """Neither of the two sees the other's capacity go, and one of them has to be the last."""
    builder = CaseBuilder(cast()).allocate()
    leaver = builder.cast.prosecutor
    grants.grant_capacity("triage_cases", to=leaver, on=builder.cast.cps, by=leaver, at=builder.at)
    office = create_first_administrator(
        name="Ada", email="ada@example.org", password=PASSWORD, at=builder.at, another=True
    )
    first, second = (
        partial(
            take_capacity_back,
            grant=UnitGrant.objects.get(user=leaver, permission__codename=capacity),
            by=scope(office, at=builder.at), at=builder.at, reason="They have left.",
        )
        for capacity in ("triage_cases", "prosecute_cases")
    )  # fmt: skip

    [outcome] = run_meanwhile(first, second)

    assert outcome == leaver
    assert not capacities_on_cases(leaver)


def allocate_to(builder, who):
    return partial(
        allocations.reallocate_case, case=builder.case, to=who, reason="They know it best.",
        by=scope(builder.cast.manager, at=builder.at), at=builder.at,
    )  # fmt: skip


def cover_by(builder, who):
    return partial(
        allocations.cover_case, case=builder.case, to=who, reason="Away.",
        from_on=builder.at.date(), until_on=(builder.at + timedelta(days=9)).date(),
        by=scope(builder.cast.manager, at=builder.at), at=builder.at,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", [allocate_to, cover_by])
def test_nobody_is_named_whose_capacity_is_taken_back_meanwhile(name):
    """Whoever names them has looked already, and waits for the account."""
    builder = CaseBuilder(cast()).allocate()
    leaver = person(builder.cast.cps, "prosecute_cases")
    office = create_first_administrator(
        name="Ada", email="ada@example.org", password=PASSWORD, at=builder.at, another=True
    )
    take_back = partial(
        take_capacity_back, by=scope(office, at=builder.at), at=builder.at,
        reason="They have left.",
        grant=UnitGrant.objects.get(user=leaver, permission__codename="prosecute_cases"),
    )  # fmt: skip

    [outcome] = run_meanwhile(take_back, name(builder, leaver))

    assert isinstance(outcome, Refused), outcome
    assert not capacities_on_cases(leaver)


def test_an_ended_capacity_keeps_nothing_and_leave_to_read_a_restricted_case_lasts(builder):
    leaver = builder.cast.prosecutor
    grants.grant_capacity(
        "triage_cases",
        to=leaver,
        on=builder.cast.cps,
        by=leaver,
        at=builder.at,
        expires_at=builder.at,
    )
    grants.grant_capacity("allowed_on_case", to=leaver, on=builder.case, by=leaver, at=builder.at)
    withdraw_capacity(builder, leaver, "prosecute_cases")

    assert capacities_on_cases(leaver) == {"allowed_on_case"}


def grant_until(builder, who, capacity, *, on=None, after=timedelta(days=1)):
    """Give a capacity again with an end. Returns the end."""
    over = builder.at + after
    leaver, unit = getattr(builder.cast, who), on or getattr(builder.cast, who).agency.units.get()
    grants.grant_capacity(capacity, to=leaver, on=unit, by=leaver, at=builder.at, expires_at=over)
    return over


@pytest.mark.parametrize(
    ("who", "capacity"), [("prosecutor", "prosecute_cases"), ("officer", "refer_cases")]
)
def test_a_capacity_that_expires_ends_it_as_one_taken_back_does(builder, who, capacity):
    over, leaver = grant_until(builder, who, capacity), getattr(builder.cast, who)
    end_expired_grants(at=over - timedelta(seconds=1))
    assert capacities_on_cases(leaver)
    for _twice in range(2):
        end_expired_grants(at=over)
    assert not capacities_on_cases(leaver)
    entry = AuditEntry.objects.get(verb="leave_case")
    assert (entry.user, entry.case_id) == (None, builder.case.pk)


def test_an_expired_capacity_beside_one_that_still_reads_ends_nothing(builder):
    over = grant_until(builder, "prosecutor", "prosecute_cases")
    leaver = builder.cast.prosecutor
    grants.grant_capacity("triage_cases", to=leaver, on=builder.cast.cps, by=leaver, at=builder.at)
    end_expired_grants(at=over)
    assert capacities_on_cases(leaver) == {"reviewing_prosecutor"}


def test_leave_to_read_a_restricted_case_outlasts_an_expired_capacity(builder):
    over, leaver = grant_until(builder, "prosecutor", "prosecute_cases"), builder.cast.prosecutor
    grants.grant_capacity("allowed_on_case", to=leaver, on=builder.case, by=leaver, at=builder.at)
    end_expired_grants(at=over)
    assert capacities_on_cases(leaver) == {"allowed_on_case"}


def test_beat_ends_what_has_expired(builder):
    grant_until(builder, "prosecutor", "prosecute_cases")  # long before today
    end_expired_capacities()
    assert not capacities_on_cases(builder.cast.prosecutor) and capacities_on_cases(
        builder.cast.officer
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("loses", ["the account", "the capacity"])
def test_a_person_who_waited_for_a_case_acts_by_the_grants_held_after_the_wait(loses):
    builder, came = CaseBuilder(cast()).write(), []
    supervisor = builder.cast.supervisor
    by = scope(supervisor, at=builder.at)

    def sign_off():
        try:
            came.append(
                referrals.sign_referral_off(
                    referral=builder.referral, by=by, at=builder.at, supervisor_comments="Read."
                )
            )
        except Refused as refusal:
            came.append(str(refusal))
        finally:
            connections.close_all()

    waits = Thread(target=sign_off)
    with transaction.atomic():
        Case.objects.unscoped("test").select_for_update().get(pk=builder.case.pk)
        waits.start()
        sleep(0.5)
        if loses == "the account":
            User.objects.filter(pk=supervisor.pk).update(is_active=False)
        else:
            grants.revoke_capacity(
                "supervise_cases", of=supervisor, on=builder.cast.police, by=by, at=builder.at
            )
    waits.join()
    assert came == ["Your access has changed since you opened this page. Open it again."]
