"""What a scope can reach is computed once, however many models a page queries."""

import pytest

from cases.models import Case, Note, Suspect
from devtools.case_builder import MONDAY, cast
from people.access import paths, scopes
from people.access.scopes import scope_of

pytestmark = pytest.mark.django_db


def test_grants_and_conflicts_are_put_together_once_for_all_rows_of_cases(monkeypatch):
    scope, found = scope_of(cast().officer, at=MONDAY), []

    def counted(model, accounts):
        found.append(model)
        return paths.open_conflict_ids(model, accounts)

    monkeypatch.setattr(scopes, "open_conflict_ids", counted)
    asked = [str(model.objects.for_scope(scope).query) for model in (Case, Suspect, Note, Case)]
    assert found == [Case]
    assert asked[0] == asked[3] and all("cases_conflict" in each for each in asked)
    anew = scope_of(cast().officer, at=MONDAY)
    assert anew._ids_by_grants == anew._ids_by_conflict == {}  # another scope has found nothing


def test_by_which_grants_people_are_named_is_looked_up_once_a_process(monkeypatch):
    known = paths.named_role_grants(Suspect)
    monkeypatch.setattr(paths, "get_user_obj_perms_model", None)  # guardian looks it up each time
    assert paths.named_role_grants(Suspect) is known
