"""What every scope asks is put together once a process, whoever asks it."""

import pytest

from cases.models import Case, Note, Suspect
from devtools.case_builder import MONDAY, cast
from people.access import paths
from people.access.scopes import scope_of

pytestmark = pytest.mark.django_db


def test_the_sql_of_grants_and_conflicts_is_put_together_once_a_process(monkeypatch):
    scope = scope_of(cast().officer, at=MONDAY)
    asked = [str(model.objects.for_scope(scope).query) for model in (Case, Suspect, Note)]
    assert all("cases_conflict" in each and "cases_casegrant" in each for each in asked)
    monkeypatch.setattr(paths, "live_at_sql", None)  # called where the SQL is put together
    assert str(Case.objects.for_scope(scope).query) == asked[0]


def test_by_which_grants_people_are_named_is_looked_up_once_a_process(monkeypatch):
    known = paths.named_role_grants(Suspect)
    monkeypatch.setattr(paths, "get_user_obj_perms_model", None)  # guardian looks it up each time
    assert paths.named_role_grants(Suspect) is known
