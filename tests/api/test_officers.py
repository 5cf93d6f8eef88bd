"""An officer acts through a system with their own permissions, within the system's units."""

from types import SimpleNamespace
from uuid import uuid4

import pytest

from cases.models import Case, Suspect
from devtools.case_builder import MONDAY, CaseBuilder, cast, force_unit, person
from people.access import grants
from people.models import AuditEntry, User
from tests.support.api.token_callers import Caller
from tests.support.cases.conflicts import add_conflict
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def cases_of_two_units():
    """A case of the system's unit, and one of another unit of the same officer."""
    people = cast()
    elsewhere = force_unit()
    give_capacity(people.officer, "refer_cases", elsewhere)
    there = SimpleNamespace(**vars(people) | {"police": elsewhere})
    return SimpleNamespace(
        **vars(people), elsewhere=elsewhere, near=CaseBuilder(people), away=CaseBuilder(there),
    )  # fmt: skip


@pytest.fixture
def api_scene(cases_of_two_units):
    cases_of_two_units.system = Caller(cases_of_two_units.police).for_(cases_of_two_units.officer)
    return cases_of_two_units


def give_capacity(user, capacity, on):
    grants.grant_capacity(capacity, to=user, on=on, by=user, at=MONDAY)


def response_facts(answer):
    return answer.status_code, answer.content, answer.headers.get("Content-Type")


def get_case(caller, builder):
    return caller.get(f"/api/cases/{builder.case.pk}/")


def listed_case_ids(caller):
    return {case["id"] for case in caller.get("/api/cases/").json()["cases"]}


def is_like_missing(caller, builder):
    """Whether the response is the same as for a case that does not exist."""
    answer = get_case(caller, builder)
    return answer.status_code == 404 and response_facts(answer) == response_facts(
        caller.get(f"/api/cases/{uuid4()}/")
    )


class TestWithin:
    def test_a_case_of_a_unit_that_the_system_does_not_act_for_is_not_there(self, api_scene):
        assert get_case(api_scene.system, api_scene.near).status_code == 200
        assert is_like_missing(
            api_scene.system, api_scene.away
        )  # although they are the officer in the case
        assert listed_case_ids(api_scene.system) == {str(api_scene.near.case.pk)}
        found = api_scene.system.get("/api/cases/", {"urn": api_scene.away.urn})
        assert found.json()["cases"] == []

    @pytest.mark.parametrize("name", ["mine", "unit", "overdue"])
    def test_a_case_of_such_a_unit_is_on_no_worklist(self, api_scene, name):
        Suspect.objects.unscoped("test").update(due_at=MONDAY, listed_at=MONDAY)

        rows = api_scene.system.get(f"/api/worklists/{name}/").json()["rows"]
        assert {row["urn"] for row in rows} == {api_scene.near.urn}

    def test_a_system_of_that_unit_reaches_that_case_and_no_other(self, api_scene):
        other = Caller(api_scene.elsewhere).for_(api_scene.officer)

        assert get_case(other, api_scene.away).status_code == 200
        assert is_like_missing(other, api_scene.near)

    def test_nothing_is_done_to_a_case_of_such_a_unit(self, api_scene):
        [suspect] = api_scene.away.suspects
        for answer in (
            api_scene.system.make(f"/api/cases/{api_scene.away.case.pk}/victims/"),
            api_scene.system.change(
                f"/api/suspects/{suspect.pk}/correction/", {"surname": "X"}, version=1
            ),
        ):
            assert answer.status_code == 404
        assert api_scene.away.case.victims.unscoped("test").count() == 1

    def test_units_whose_figures_it_reads_are_no_units_that_it_acts_for(self, api_scene):
        give_capacity(api_scene.system.system.account, "see_figures", api_scene.elsewhere)
        assert is_like_missing(api_scene.system, api_scene.away)

        only_there = person(api_scene.elsewhere, "refer_cases")
        assert api_scene.system.for_(only_there).get("/api/cases/").status_code == 403

    def test_a_case_is_not_opened_in_another_of_their_units(self, api_scene):
        code = api_scene.elsewhere.agency.force_code
        asked = {"urn": f"{code}RS0004426", "unit": str(api_scene.elsewhere.pk)}

        assert api_scene.system.make("/api/cases/", asked).status_code == 422
        assert not Case.objects.unscoped("test").filter(urn=asked["urn"]).exists()


class TestRights:
    def test_a_call_for_a_person_may_do_what_the_person_may_and_no_more(self, api_scene):
        reader = person(api_scene.police, "see_figures")
        assert is_like_missing(api_scene.system.for_(reader), api_scene.near)
        inspector = api_scene.system.for_(api_scene.inspector)
        assert get_case(inspector, api_scene.near).status_code == 200
        address = f"/api/cases/{api_scene.near.case.pk}/suspects/"
        answer = inspector.make(address, {"surname": "A", "custody": "NOT_ARRESTED"})
        assert answer.status_code == 403

    def test_a_restricted_case_is_for_those_it_names(self, api_scene):
        Case.objects.unscoped("test").filter(pk=api_scene.near.case.pk).update(is_restricted=True)
        supervisor = api_scene.system.for_(api_scene.supervisor)
        assert is_like_missing(supervisor, api_scene.near)
        give_capacity(api_scene.supervisor, "allowed_on_case", api_scene.near.case)
        assert get_case(supervisor, api_scene.near).status_code == 200

        api_scene.system.officer = None
        assert is_like_missing(api_scene.system, api_scene.near)
        assert listed_case_ids(api_scene.system) == set()

    def test_a_conflict_hides_it(self, api_scene):
        add_conflict(api_scene.officer, api_scene.near.case, at=MONDAY)

        assert is_like_missing(api_scene.system, api_scene.near)
        assert listed_case_ids(api_scene.system) == set()

    def test_alone_a_system_reads_what_its_unit_has_and_does_nothing(self, api_scene):
        api_scene.system.officer = None

        assert listed_case_ids(api_scene.system) == {str(api_scene.near.case.pk)}
        answer = api_scene.system.make(f"/api/cases/{api_scene.near.case.pk}/victims/")
        assert answer.status_code == 403
        assert "Rasso-Officer" in answer.json()["detail"]


class TestNaming:
    def test_each_person_who_cannot_be_named_gets_the_same_sentence(self, api_scene):
        elsewhere = person(api_scene.elsewhere, "refer_cases")
        other_side = api_scene.prosecutor
        gone = person(api_scene.police, "refer_cases")
        User.objects.filter(pk=gone.pk).update(is_active=False)
        names = [each.email for each in (elsewhere, other_side, gone)]
        names += ["nobody@example.org", "not an address", api_scene.system.system.account.email]
        answers = []
        for name in names:
            api_scene.system.officer = name
            answers += [
                response_facts(get_case(api_scene.system, builder))
                for builder in (api_scene.near, api_scene.away)
            ]

        assert len(set(answers)) == 1
        assert answers[0][0] == 403
        rows = AuditEntry.objects.filter(verb="officer_not_named")
        assert rows.count() == len(answers)
        assert {row.system_id for row in rows} == {api_scene.system.system.pk}
        assert not any(name in str(list(rows.values())) for name in names)

    def test_a_person_is_found_by_address_in_any_case(self, api_scene):
        api_scene.system.officer = f" {api_scene.officer.email.upper()} "

        assert get_case(api_scene.system, api_scene.near).status_code == 200

    def test_a_closed_account_is_refused_at_the_next_call(self, api_scene):
        User.objects.filter(pk=api_scene.officer.pk).update(is_active=False)

        assert get_case(api_scene.system, api_scene.near).status_code == 403


class TestLog:
    def test_a_reading_names_the_officer_and_the_system(self, api_scene):
        get_case(api_scene.system, api_scene.near)

        row = AuditEntry.objects.latest("pk")
        assert (row.verb, row.user, row.system_id) == (
            "see_case", api_scene.officer, api_scene.system.system.pk,
        )  # fmt: skip
        assert row.case_id == api_scene.near.case.pk

    def test_every_row_of_an_act_names_person_and_system(self, api_scene):
        before = AuditEntry.objects.latest("pk").pk
        api_scene.system.make(f"/api/cases/{api_scene.near.case.pk}/victims/")

        rows = AuditEntry.objects.filter(pk__gt=before)
        assert "add_victim" in {row.verb for row in rows}
        assert {(row.user, row.system_id) for row in rows} == {
            (api_scene.officer, api_scene.system.system.pk)
        }

    def test_a_place_of_a_system_alone_is_its_own(self, api_scene):
        api_scene.system.officer = None
        get_case(api_scene.system, api_scene.near)

        row = AuditEntry.objects.latest("pk")
        assert (row.user, row.system_id) == (
            api_scene.system.system.account, api_scene.system.system.pk,
        )  # fmt: skip

    def test_a_refused_call_is_logged_with_person_and_system(self, api_scene):
        get_case(api_scene.system, api_scene.away)

        row = AuditEntry.objects.latest("pk")
        assert (row.user, row.system_id, row.refused) == (
            api_scene.officer, api_scene.system.system.pk, "Not found",
        )  # fmt: skip


def test_an_impossible_name_is_an_unknown_one(api_scene):
    api_scene.system.officer = "officer\0@example.org"
    assert get_case(api_scene.system, api_scene.near).status_code == 403
