"""An officer acts through a system with their own permissions, within the system's units."""

from types import SimpleNamespace
from uuid import uuid4

import pytest

from cases.models import Case, Suspect
from devtools.case_builder import MONDAY, Road, cast, force_unit, person
from people.access import grants
from people.models import AuditEntry, User
from tests.support.api.token_callers import Caller
from tests.support.cases.conflicts import in_conflict
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db


@standing
def made():
    """A case of the system's unit, and one of another unit of the same officer."""
    people = cast()
    elsewhere = force_unit()
    give(people.officer, "refer_cases", elsewhere)
    there = SimpleNamespace(**vars(people) | {"police": elsewhere})
    return SimpleNamespace(
        **vars(people), elsewhere=elsewhere, near=Road(people), away=Road(there),
    )  # fmt: skip


@pytest.fixture
def here(made):
    made.system = Caller(made.police).for_(made.officer)
    return made


def give(user, capacity, on):
    grants.grant_capacity(capacity, to=user, on=on, by=user, at=MONDAY)


def told(answer):
    return answer.status_code, answer.content, answer.headers.get("Content-Type")


def see(caller, road):
    return caller.get(f"/api/cases/{road.case.pk}/")


def listed(caller):
    return {case["id"] for case in caller.get("/api/cases/").json()["cases"]}


def is_missing(caller, road):
    """Whether the response is the same as for a case that does not exist."""
    answer = see(caller, road)
    return answer.status_code == 404 and told(answer) == told(caller.get(f"/api/cases/{uuid4()}/"))


class TestWithin:
    def test_a_case_of_a_unit_that_the_system_does_not_act_for_is_not_there(self, here):
        assert see(here.system, here.near).status_code == 200
        assert is_missing(here.system, here.away)  # although they are the officer in the case
        assert listed(here.system) == {str(here.near.case.pk)}
        found = here.system.get("/api/cases/", {"urn": here.away.urn})
        assert found.json()["cases"] == []

    @pytest.mark.parametrize("name", ["mine", "unit", "overdue"])
    def test_a_case_of_such_a_unit_is_on_no_worklist(self, here, name):
        Suspect.objects.unscoped("test").update(due_at=MONDAY, listed_at=MONDAY)

        rows = here.system.get(f"/api/worklists/{name}/").json()["rows"]
        assert {row["urn"] for row in rows} == {here.near.urn}

    def test_a_system_of_that_unit_reaches_that_case_and_no_other(self, here):
        other = Caller(here.elsewhere).for_(here.officer)

        assert see(other, here.away).status_code == 200
        assert is_missing(other, here.near)

    def test_nothing_is_done_to_a_case_of_such_a_unit(self, here):
        [suspect] = here.away.suspects
        for answer in (
            here.system.make(f"/api/cases/{here.away.case.pk}/victims/"),
            here.system.change(
                f"/api/suspects/{suspect.pk}/correction/", {"surname": "X"}, version=1
            ),
        ):
            assert answer.status_code == 404
        assert here.away.case.victims.unscoped("test").count() == 1

    def test_units_whose_figures_it_reads_are_no_units_that_it_acts_for(self, here):
        give(here.system.system.account, "see_figures", here.elsewhere)
        assert is_missing(here.system, here.away)

        only_there = person(here.elsewhere, "refer_cases")
        assert here.system.for_(only_there).get("/api/cases/").status_code == 403

    def test_a_case_is_not_opened_in_another_of_their_units(self, here):
        code = here.elsewhere.agency.force_code
        asked = {"urn": f"{code}RS0004426", "unit": str(here.elsewhere.pk)}

        assert here.system.make("/api/cases/", asked).status_code == 422
        assert not Case.objects.unscoped("test").filter(urn=asked["urn"]).exists()


class TestRights:
    def test_a_call_for_a_person_may_do_what_the_person_may_and_no_more(self, here):
        reader = person(here.police, "see_figures")
        assert is_missing(here.system.for_(reader), here.near)
        inspector = here.system.for_(here.inspector)
        assert see(inspector, here.near).status_code == 200
        address = f"/api/cases/{here.near.case.pk}/suspects/"
        answer = inspector.make(address, {"surname": "A", "custody": "NOT_ARRESTED"})
        assert answer.status_code == 403

    def test_a_restricted_case_is_for_those_it_names(self, here):
        Case.objects.unscoped("test").filter(pk=here.near.case.pk).update(is_restricted=True)
        supervisor = here.system.for_(here.supervisor)
        assert is_missing(supervisor, here.near)
        give(here.supervisor, "allowed_on_case", here.near.case)
        assert see(supervisor, here.near).status_code == 200

        here.system.officer = None
        assert is_missing(here.system, here.near)
        assert listed(here.system) == set()

    def test_a_conflict_hides_it(self, here):
        in_conflict(here.officer, here.near.case, at=MONDAY)

        assert is_missing(here.system, here.near)
        assert listed(here.system) == set()

    def test_alone_a_system_reads_what_its_unit_has_and_does_nothing(self, here):
        here.system.officer = None

        assert listed(here.system) == {str(here.near.case.pk)}
        answer = here.system.make(f"/api/cases/{here.near.case.pk}/victims/")
        assert answer.status_code == 403
        assert "Rasso-Officer" in answer.json()["detail"]


class TestNaming:
    def test_whoever_cannot_be_named_is_told_of_in_one_sentence(self, here):
        elsewhere = person(here.elsewhere, "refer_cases")
        other_side = here.prosecutor
        gone = person(here.police, "refer_cases")
        User.objects.filter(pk=gone.pk).update(is_active=False)
        names = [each.email for each in (elsewhere, other_side, gone)]
        names += ["nobody@example.org", "not an address", here.system.system.account.email]
        answers = []
        for name in names:
            here.system.officer = name
            answers += [told(see(here.system, road)) for road in (here.near, here.away)]

        assert len(set(answers)) == 1
        assert answers[0][0] == 403
        rows = AuditEntry.objects.filter(verb="officer_not_named")
        assert rows.count() == len(answers)
        assert {row.system_id for row in rows} == {here.system.system.pk}
        assert not any(name in str(list(rows.values())) for name in names)

    def test_a_person_is_found_by_address_in_any_case(self, here):
        here.system.officer = f" {here.officer.email.upper()} "

        assert see(here.system, here.near).status_code == 200

    def test_a_closed_account_is_refused_at_the_next_call(self, here):
        User.objects.filter(pk=here.officer.pk).update(is_active=False)

        assert see(here.system, here.near).status_code == 403


class TestLog:
    def test_a_reading_names_the_officer_and_the_system(self, here):
        see(here.system, here.near)

        row = AuditEntry.objects.latest("pk")
        assert (row.verb, row.user, row.system_id) == (
            "see_case", here.officer, here.system.system.pk,
        )  # fmt: skip
        assert row.case_id == here.near.case.pk

    def test_every_row_of_an_act_names_person_and_system(self, here):
        before = AuditEntry.objects.latest("pk").pk
        here.system.make(f"/api/cases/{here.near.case.pk}/victims/")

        rows = AuditEntry.objects.filter(pk__gt=before)
        assert "add_victim" in {row.verb for row in rows}
        assert {(row.user, row.system_id) for row in rows} == {
            (here.officer, here.system.system.pk)
        }

    def test_what_a_system_reads_for_itself_is_its_own(self, here):
        here.system.officer = None
        see(here.system, here.near)

        row = AuditEntry.objects.latest("pk")
        assert (row.user, row.system_id) == (
            here.system.system.account, here.system.system.pk,
        )  # fmt: skip

    def test_a_refused_call_is_logged_with_person_and_system(self, here):
        see(here.system, here.away)

        row = AuditEntry.objects.latest("pk")
        assert (row.user, row.system_id, row.refused) == (
            here.officer, here.system.system.pk, "Not found",
        )  # fmt: skip


def test_a_name_that_nobody_can_have_is_nobodys(here):
    here.system.officer = "officer\0@example.org"
    assert see(here.system, here.near).status_code == 403
