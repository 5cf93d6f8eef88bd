"""The grant tables are our own models of guardian; only people.access.scopes interprets them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from guardian.core import ObjectPermissionChecker
from guardian.models import UserObjectPermission
from guardian.shortcuts import assign_perm, get_objects_for_user, get_perms
from guardian.utils import get_group_obj_perms_model, get_user_obj_perms_model

from cases.models import Case, CaseGrant
from people.access import grants
from people.identity.capacities import CAPACITIES_OF_SIDE, READING, UNIT_CAPACITIES
from people.models import Unit, UnitGrant, User
from people.models.managers import Unscoped
from tests.support.people.cast import give_capacity, make_case, make_user, revoke, scope_of


def test_guardian_finds_our_tables():
    assert get_user_obj_perms_model(Unit) is UnitGrant
    assert get_user_obj_perms_model(Case) is CaseGrant


def test_every_capacity_is_a_permission_and_belongs_to_a_side(db):
    names = Permission.objects.filter(content_type__model="unit").values_list("codename", flat=True)
    assert set(names) == set(UNIT_CAPACITIES)
    assert set().union(*CAPACITIES_OF_SIDE.values()) == set(UNIT_CAPACITIES)


def test_looking_after_accounts_reading_the_log_and_figures_read_no_case():
    assert READING.isdisjoint({"administer_accounts", "read_audit_log", "see_figures"})


def test_guardian_reads_what_we_grant(officer, police, fresh_case):
    give_capacity("officer_in_case", officer, fresh_case)

    assert get_perms(officer, police) == ["refer_cases"]
    assert ObjectPermissionChecker(officer).has_perm("officer_in_case", fresh_case)
    assert not UserObjectPermission.objects.exists()


def test_guardian_alone_cannot_grant_because_no_person_answers_for_it(officer, police):
    with pytest.raises(IntegrityError, match="granted_"), transaction.atomic():
        assign_perm("supervise_cases", officer, police)


def test_granting_again_renews_the_one_row(officer, police):
    later = timezone.now() + timedelta(days=1)
    give_capacity("refer_cases", officer, police, expires_at=later)

    assert UnitGrant.objects.get().expires_at == later


def test_guardian_ignores_expires_at_and_so_only_access_may_be_asked(officer, police):
    give_capacity("refer_cases", officer, police, expires_at=timezone.now() - timedelta(days=1))

    assert get_perms(officer, police) == ["refer_cases"]
    assert scope_of(officer).capacities == {}


def test_a_grant_taken_back_leaves_who_and_when_in_its_history(officer, police):
    boss = make_user(police)
    at = timezone.now() - timedelta(days=3)
    grants.revoke_capacity("refer_cases", of=officer, on=police, by=scope_of(boss), at=at)

    assert not UnitGrant.objects.exists()
    given, taken = UnitGrant.history.order_by("history_id")
    assert (given.history_type, given.user_id) == ("+", officer.pk)
    assert (taken.history_type, taken.history_user, taken.history_date) == ("-", boss, at)


def test_taking_back_takes_that_capacity_alone(officer, police):
    give_capacity("supervise_cases", officer, police)
    revoke("refer_cases", officer, police)

    assert scope_of(officer).capacities == {police.pk: {"supervise_cases"}}


def test_a_capacity_belongs_to_its_own_kind_of_object(officer, fresh_case):
    with pytest.raises(Permission.DoesNotExist):
        give_capacity("refer_cases", officer, fresh_case)


def test_no_group_table_is_needed_and_the_generic_one_stays_empty(officer):
    assert get_group_obj_perms_model(Unit).objects.count() == 0


def test_there_is_no_anonymous_user_row(db):
    assert not User.objects.exists()
    assert scope_of(AnonymousUser()).user_id is None


def test_guardian_cannot_list_a_walled_model(officer):
    with pytest.raises(Unscoped):
        get_objects_for_user(officer, "cases.officer_in_case")


def test_the_database_refuses_a_superuser_and_a_second_spelling_of_an_address(police):
    user = make_user(police)
    for change in ({"is_superuser": True}, {"email": "Person@example.org"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=user.pk).update(**change)


def test_a_new_case_does_not_make_a_grant_for_everyone_who_may_see_it(officer, police):
    make_case(police, by=officer)

    assert CaseGrant.objects.count() == 0


def test_no_migration_is_missing(db):
    call_command("makemigrations", "people", check=True, dry_run=True, verbosity=0)
