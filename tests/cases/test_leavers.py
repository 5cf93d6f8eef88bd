"""
A person who leaves a unit loses its cases, and someone who waited for a lock is checked again.
"""

from datetime import timedelta
from threading import Thread
from time import sleep

import pytest
from django.db import connections, transaction

from cases.decisions.actions import decisions
from cases.models import Case, CaseGrant
from cases.referrals.actions import referrals
from devtools.case_builder import PASSWORD, Road, cast, scope
from people.access import grants
from people.access.permission_tables import Refused
from people.administration.actions.administrators import create_first_administrator
from people.administration.actions.grants import end_expired_grants, take_capacity_back
from people.models import AuditEntry, UnitGrant, User
from rasso.tasks import end_expired_capacities
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db


@standing
def road():
    return Road(cast()).allocate()


def take_back(road, who, capacity):
    """An administrator withdraws a capacity on a unit."""
    office = create_first_administrator(
        name="Ada", email="ada@example.org", password=PASSWORD, at=road.at, another=True
    )
    grant = UnitGrant.objects.get(user=who, permission__codename=capacity)
    take_capacity_back(grant=grant, by=scope(office, at=road.at), at=road.at)


def named(who):
    return set(CaseGrant.objects.filter(user=who).values_list("permission__codename", flat=True))


def sees(road, who):
    rows = Case.objects.for_scope(scope(who, at=road.at))
    return rows.filter(pk=road.case.pk).exists()


@pytest.mark.parametrize(
    ("who", "capacity"), [("prosecutor", "prosecute_cases"), ("officer", "refer_cases")]
)
def test_with_the_last_capacity_on_a_unit_goes_what_a_person_was_named_as(road, who, capacity):
    leaver = getattr(road.cast, who)
    take_back(road, leaver, capacity)

    assert not sees(road, leaver)
    entry = AuditEntry.objects.get(verb="leave_case")
    assert (entry.case_id, entry.ids) == (road.case.pk, [str(road.case.pk)])
    with pytest.raises((Refused, Case.DoesNotExist)):
        road.do(
            decisions.authorise_charge, who, suspect=road.suspect(), rationale="R",
            allegations=list(road.suspect().allegations.unscoped("test")),
        )  # fmt: skip


def test_a_capacity_that_still_reads_keeps_it(road):
    leaver = road.cast.prosecutor
    grants.grant_capacity("triage_cases", to=leaver, on=road.cast.cps, by=leaver, at=road.at)
    take_back(road, leaver, "prosecute_cases")

    assert sees(road, leaver)
    assert named(leaver) == {"reviewing_prosecutor"}


def test_an_ended_capacity_keeps_nothing_and_leave_to_read_a_restricted_case_lasts(road):
    leaver = road.cast.prosecutor
    grants.grant_capacity(
        "triage_cases", to=leaver, on=road.cast.cps, by=leaver, at=road.at, expires_at=road.at
    )
    grants.grant_capacity("allowed_on_case", to=leaver, on=road.case, by=leaver, at=road.at)
    take_back(road, leaver, "prosecute_cases")

    assert named(leaver) == {"allowed_on_case"}


def ends(road, who, capacity, *, on=None, after=timedelta(days=1)):
    """Give a capacity again with an end. Returns the end."""
    over = road.at + after
    leaver, unit = getattr(road.cast, who), on or getattr(road.cast, who).agency.units.get()
    grants.grant_capacity(capacity, to=leaver, on=unit, by=leaver, at=road.at, expires_at=over)
    return over


@pytest.mark.parametrize(
    ("who", "capacity"), [("prosecutor", "prosecute_cases"), ("officer", "refer_cases")]
)
def test_a_capacity_that_expires_ends_it_as_one_taken_back_does(road, who, capacity):
    over, leaver = ends(road, who, capacity), getattr(road.cast, who)
    end_expired_grants(at=over - timedelta(seconds=1))
    assert named(leaver)
    for _twice in range(2):
        end_expired_grants(at=over)
    assert not named(leaver)
    entry = AuditEntry.objects.get(verb="leave_case")
    assert (entry.user, entry.case_id) == (None, road.case.pk)


def test_an_expired_capacity_beside_one_that_still_reads_ends_nothing(road):
    over = ends(road, "prosecutor", "prosecute_cases")
    leaver = road.cast.prosecutor
    grants.grant_capacity("triage_cases", to=leaver, on=road.cast.cps, by=leaver, at=road.at)
    end_expired_grants(at=over)
    assert named(leaver) == {"reviewing_prosecutor"}


def test_leave_to_read_a_restricted_case_outlasts_an_expired_capacity(road):
    over, leaver = ends(road, "prosecutor", "prosecute_cases"), road.cast.prosecutor
    grants.grant_capacity("allowed_on_case", to=leaver, on=road.case, by=leaver, at=road.at)
    end_expired_grants(at=over)
    assert named(leaver) == {"allowed_on_case"}


def test_beat_ends_what_has_expired(road):
    ends(road, "prosecutor", "prosecute_cases")  # long before today
    end_expired_capacities()
    assert not named(road.cast.prosecutor) and named(road.cast.officer)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("loses", ["the account", "the capacity"])
def test_who_waited_for_a_case_acts_by_what_is_held_after_the_wait(loses):
    road, came = Road(cast()).write(), []
    supervisor = road.cast.supervisor
    by = scope(supervisor, at=road.at)

    def sign_off():
        try:
            came.append(
                referrals.sign_referral_off(
                    referral=road.referral, by=by, at=road.at, supervisor_comments="Read."
                )
            )
        except Refused as refusal:
            came.append(str(refusal))
        finally:
            connections.close_all()

    waits = Thread(target=sign_off)
    with transaction.atomic():
        Case.objects.unscoped("test").select_for_update().get(pk=road.case.pk)
        waits.start()
        sleep(0.5)
        if loses == "the account":
            User.objects.filter(pk=supervisor.pk).update(is_active=False)
        else:
            grants.revoke_capacity(
                "supervise_cases", of=supervisor, on=road.cast.police, by=by, at=road.at
            )
    waits.join()
    assert came == ["Your access has changed since you opened this page. Open it again."]
