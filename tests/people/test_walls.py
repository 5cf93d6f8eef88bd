"""What the managers of access-controlled models refuse, and what still works."""

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Prefetch
from django.utils import timezone

from cases.models import Case, Suspect
from people.access.scopes import Actor, standing_on
from people.models.access_controlled import related_model_at
from people.models.managers import Unscoped
from tests.support.cases.conflicts import add_conflict
from tests.support.people.cast import make_unit, make_user, scope_of


@pytest.mark.parametrize(
    "read",
    [
        lambda case: Case.objects.all(),
        lambda case: Case.objects.get(pk=case.pk),
        lambda case: Case.objects.count(),
        lambda case: Case.objects.filter(pk=case.pk).update(urn="x"),
        lambda case: Case.objects.create(urn="52RS0000126"),
        lambda case: Case._default_manager.all(),
        lambda case: case.suspects.all(),
        lambda case: case.suspects.count(),
        lambda case: list(Case.objects.unscoped("a test").prefetch_related("suspects")),
        lambda case: Case.history.all(),
        lambda case: case.full_clean(),
        lambda case: Case.objects.unscoped(""),
        lambda case: call_command("dumpdata", "cases.case"),
    ],
)
def test_a_query_without_a_reader_is_refused(fresh_case, read):
    with pytest.raises((Unscoped, CommandError), match=r"Say|Read|Unable"):
        read(fresh_case)


def test_a_row_in_hand_leads_to_its_relations(fresh_case, suspect, officer):
    scope = scope_of(officer)
    fresh_case.refresh_from_db()

    assert suspect.case == fresh_case
    assert list(fresh_case.suspects.for_scope(scope)) == [suspect]
    assert fresh_case.history.count() == 1


def test_rows_below_a_hidden_row_are_hidden_too(fresh_case):
    stranger = make_user(make_unit("POLICE"), "refer_cases")

    assert not fresh_case.suspects.for_scope(scope_of(stranger)).exists()


def test_a_conflict_leaves_no_standing_on_a_row_in_hand_or_below_it(fresh_case, suspect, officer):
    rows = [fresh_case, suspect]
    assert all(standing_on(scope_of(officer), row).capacities for row in rows)
    add_conflict(officer, fresh_case, at=timezone.now())
    assert not any(standing_on(scope_of(officer), row).capacities for row in rows)


def test_a_prefetch_names_the_scope(fresh_case, suspect, officer, django_assert_num_queries):
    theirs = Prefetch("suspects", queryset=Suspect.objects.for_scope(scope_of(officer)))
    scope = scope_of(officer)
    with django_assert_num_queries(2):
        [found] = Case.objects.for_scope(scope).prefetch_related(theirs)
        assert list(found.suspects.all()) == [suspect]


def test_opening_one_manager_opens_no_other(fresh_case):
    Case.objects.unscoped("a test")

    with pytest.raises(Unscoped):
        Case.objects.all()


def test_an_account_acts_until_it_is_inactive(officer):
    assert scope_of(officer).actor == Actor(officer.pk, "POLICE", officer.agency_id)
    officer.is_active = False
    officer.save()
    with pytest.raises(RuntimeError):
        _ = scope_of(officer).actor


def test_a_path_of_access_leads_to_a_model_with_walls():
    assert related_model_at(Suspect, "case") is Case
    with pytest.raises(TypeError, match=r"Case\.officer"):
        related_model_at(Case, "officer")
