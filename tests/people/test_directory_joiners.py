"""Joiners and movers by an agency's directory: an account and no more; people give the rest."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import AccessProposal, AuditEntry, DirectoryPerson, Side, User
from tests.support.people.approvals import post_by_two
from tests.support.people.cast import give_capacity, make_unit, make_user, scope_of
from tests.support.people.directory import ENTERPRISE, USER, Directory, account_of, joiner
from tests.support.people.pages import ImmediateThread, last_entry, post_page, response_text
from timeliness.models import Delivery

CLAIMS = {
    "roles": [{"value": "administer_accounts", "primary": True}],
    "groups": [{"value": "supervise_cases"}],
    "entitlements": [{"value": "read_audit_log"}],
    "userType": "Administrator",
}


@pytest.fixture
def directory(police, administrator):
    return Directory(police, administrator)


def waiting(admin):
    """The names in the list of those who wait to be set up."""
    return [row.name for row in admin.get(reverse("see-directories")).context_data["waiting"]]


class TestJoining:
    def test_a_joiner_has_an_account_and_no_role_unit_or_password(self, directory, police):
        answer = directory.join("Jo@Force.example", **CLAIMS)

        assert answer.status_code == 201
        person = account_of(answer)
        assert (person.email, person.name) == ("jo@force.example", "Jo Newcomer")
        assert (person.agency, person.is_active) == (police.agency, True)
        assert not person.has_usable_password() and not person.is_system
        assert scope_of(person).all_capacities == set()
        assert answer["Location"].endswith(f"/scim/v2/Users/{person.reference}")
        assert answer["Content-Type"] == "application/scim+json"

    def test_claims_of_roles_are_dropped_in_every_call(self, directory):
        person = account_of(directory.join(**CLAIMS))
        operations = [
            {"op": "Add", "path": name, "value": value} for name, value in CLAIMS.items()
        ] + [{"op": "Replace", "value": CLAIMS}]
        for answer in (
            directory.patch(person, *operations),
            directory.call("PUT", f"Users/{person.reference}", joiner(person.email, **CLAIMS)),
            directory.get(f"Users/{person.reference}"),
        ):
            assert answer.status_code == 200
            assert not {*CLAIMS, "password", "emails"} & answer.json().keys()
        assert not person.unitgrants.exists()
        assert not scope_of(person).all_capacities
        kept = str(list(DirectoryPerson.objects.values())) + str(list(User.history.values()))
        assert "1mz050nq" not in kept and "entitlements" not in kept

    def test_the_log_and_the_history_name_the_directory(self, directory):
        person = account_of(directory.join())

        entry = last_entry("add_by_directory")
        assert (entry.user, entry.system) == (directory.system.account, directory.system)
        assert (entry.kind, entry.ids) == ("people.User", [str(person.pk)])
        assert person.history.get().history_user == directory.system.account

    def test_an_auditor_reads_it_in_words(self, directory, office, client):
        directory.join()
        client.force_login(make_user(office, "read_audit_log"))
        page = response_text(client.get(reverse("read-audit-log")))

        assert "Staff directory" in page
        assert "The directory of the agency adds a person" in page

    @pytest.mark.parametrize(
        "sent",
        [
            {"userName": "jo@forc\u0435.example"},  # a Cyrillic e
            {"userName": "jo\u200b@force.example"},
            {"displayName": "J\u043e Newcomer"},  # a Cyrillic o
            {"displayName": "Jo\u200bNewcomer"},
            {"displayName": "Jo \u202eNewcomer"},
            {"displayName": "Jo\u3164Newcomer"},  # a letter that looks blank
            {"name": {"givenName": "J\u03bf", "familyName": "Newcomer"}},  # a Greek o
        ],
        ids=ascii,
    )
    def test_what_looks_like_another_name_or_address_is_refused_in_scims_form(
        self, directory, sent
    ):
        person = account_of(directory.join("one@force.example"))
        before = User.objects.count()
        body = joiner("jo@force.example") | sent
        operations = [{"op": "replace", "path": path, "value": sent[path]} for path in sent]
        for answer in (
            directory.call("POST", "Users", body),
            directory.call("PUT", f"Users/{person.reference}", body),
            directory.patch(person, *operations),
        ):
            assert answer.status_code == 400 and answer["Content-Type"] == "application/scim+json"
            error = answer.json()
            assert error["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
            assert (error["status"], error["scimType"]) == ("400", "invalidValue")
        assert User.objects.count() == before
        person.refresh_from_db()
        assert (person.email, person.name) == ("one@force.example", "Jo Newcomer")

    def test_an_address_that_has_an_account_is_a_conflict_wherever_it_is(
        self, directory, officer, cps
    ):
        answers = [
            directory.join(each.email)
            for each in (officer, make_user(cps), directory.system.account)
        ]
        assert {answer.status_code for answer in answers} == {409}
        assert {answer.json()["scimType"] for answer in answers} == {"uniqueness"}
        assert len({answer.content for answer in answers}) == 1

    @pytest.mark.parametrize("email", ["", "jo", "jo@", "a" * 250 + "@b.example", "jo\n@b.example"])
    def test_a_user_name_that_is_no_address_is_refused(self, directory, email):
        answer = directory.call("POST", "Users", joiner(email))

        assert (answer.status_code, answer.json()["status"]) == (400, "400")
        assert not DirectoryPerson.objects.exists()

    def test_a_joiner_who_is_not_active_yet_has_a_closed_account(self, directory):
        assert not account_of(directory.join(active=False)).is_active

    def test_an_external_id_is_one_person_s(self, directory):
        directory.join(externalId="one")
        answer = directory.join(externalId="one")

        assert (answer.status_code, answer.json()["scimType"]) == (409, "uniqueness")
        assert User.objects.filter(name="Jo Newcomer").count() == 1


class TestBeingSetUp:
    def test_a_joiner_waits_for_an_administrator_until_a_role_is_given(
        self, directory, admin, police
    ):
        person = account_of(directory.join())
        assert waiting(admin) == ["Jo Newcomer"]

        facts = {"unit": police.pk, "capacity": "refer_cases"}
        assert post_by_two(admin, "give-capacity", person.pk, **facts).status_code == 302
        assert waiting(admin) == []
        assert "Nobody is waiting" in response_text(admin.get(reverse("see-directories")))

    def test_administrators_hear_of_the_first_who_waits(self, directory, admin, administrator):
        for _ in range(2):
            directory.join()
        [told] = Delivery.objects.filter(notice="directory_waits")
        assert told.recipient == administrator
        page = response_text(admin.get(reverse("see-notices")))
        assert "People from a directory are waiting to be set up" in page
        assert f'href="{reverse("see-directories")}"' in page

    def test_who_needs_nothing_is_put_aside_until_the_directory_says_more(self, directory, admin):
        person = account_of(directory.join())
        assert post_page(admin, "put-directory-person-aside", person.pk).status_code == 302
        assert waiting(admin) == []
        assert last_entry("put_directory_person_aside").ids == [str(person.pk)]

        directory.end(person)
        directory.patch(person, {"op": "replace", "path": "active", "value": True})
        assert waiting(admin) == ["Jo Newcomer"]

    def test_a_person_whom_the_directory_never_wrote_does_not_wait(self, directory, admin, officer):
        directory.get("Users")
        assert waiting(admin) == []

    def test_the_list_costs_the_same_however_long(
        self, directory, admin, django_assert_max_num_queries
    ):
        for _ in range(4):
            directory.join()
        admin.get(reverse("see-directories"))
        with django_assert_max_num_queries(16):
            assert len(waiting(admin)) == 4


class TestChanging:
    def test_a_name_follows_the_directory(self, directory):
        person = account_of(directory.join())
        directory.patch(
            person,
            {"op": "Replace", "path": "displayName", "value": "Jo Married"},
            {"op": "Replace", "path": "name.familyName", "value": "Married"},
        )
        person.refresh_from_db()
        assert person.name == "Jo Married"
        assert person.history.first().history_change_reason == "change_by_directory"

    def test_a_name_that_was_corrected_here_stays(self, directory, admin):
        person = account_of(directory.join())
        post_page(admin, "change-person", person.pk, name="Joanna Newcomer")
        directory.patch(person, {"op": "Add", "path": f"{ENTERPRISE}:department", "value": "CID"})

        person.refresh_from_db()
        assert person.name == "Joanna Newcomer"

    def test_without_a_name_for_others_it_is_made_of_its_parts(self, directory):
        person = account_of(directory.join(displayName=None))
        assert person.name == "Jo Newcomer"

    def test_an_address_that_nobody_uses_changes_at_once(
        self, directory, django_capture_on_commit_callbacks, monkeypatch
    ):
        monkeypatch.setattr("people.signing_in.allauth_adapters.Thread", ImmediateThread)
        person = account_of(directory.join("old@force.example"))
        with django_capture_on_commit_callbacks(execute=True):
            answer = directory.patch(
                person, {"op": "replace", "path": "userName", "value": "new@force.example"}
            )
        assert answer.json()["userName"] == "new@force.example"
        assert {each.to[0] for each in mail.outbox} == {"old@force.example", "new@force.example"}

    @pytest.mark.parametrize("held", ["a role", "a password", "a linked sign-in"])
    def test_an_address_that_could_move_a_sign_in_waits_for_two_people(
        self, directory, admin, police, held
    ):
        person = account_of(directory.join("old@force.example"))
        let_in(person, police, held)
        answer = directory.patch(
            person, {"op": "replace", "path": "userName", "value": "new@force.example"}
        )
        assert answer.status_code == 200
        assert answer.json()["userName"] == "old@force.example"
        assert User.objects.get(pk=person.pk).email == "old@force.example"
        assert not AccessProposal.objects.exists()
        page = response_text(admin.get(reverse("see-directories")))
        assert "Their email address is now new@force.example" in page

        directory.patch(person, {"op": "replace", "path": "displayName", "value": "Another"})
        facts = {"email": "new@force.example", "version": User.objects.get(pk=person.pk).version}
        assert post_by_two(admin, "change-address", person.pk, **facts).status_code == 302
        assert "new@force.example" not in response_text(admin.get(reverse("see-directories")))

    def test_nobody_s_address_can_be_taken(self, directory, officer, cps):
        person = account_of(directory.join())
        for other in (officer, make_user(cps)):
            answer = directory.patch(
                person, {"op": "replace", "path": "userName", "value": other.email}
            )
            assert (answer.status_code, answer.json()["scimType"]) == (409, "uniqueness")
        assert User.objects.get(pk=person.pk).email == person.email

    def test_a_change_that_was_made_to_something_else_is_refused(self, directory):
        answer = directory.join()
        person, seen = account_of(answer), answer["ETag"]
        rename = {"op": "replace", "path": "displayName", "value": "One"}
        assert directory.patch(person, rename, If_Match=seen).status_code == 200
        late = directory.patch(person, rename | {"value": "Two"}, If_Match=seen)

        assert (late.status_code, late.json()["status"]) == (412, "412")
        assert User.objects.get(pk=person.pk).name == "One"
        assert directory.patch(person, rename, If_Match="*").status_code == 200

    def test_a_put_without_active_ends_nobody(self, directory, officer):
        body = {"schemas": [USER], "userName": officer.email, "displayName": "Of Ficer"}
        answer = directory.call("PUT", f"Users/{officer.reference}", body)

        assert (answer.status_code, answer.json()["active"]) == (200, True)
        assert User.objects.get(pk=officer.pk).name == "Of Ficer"

    def test_a_patch_that_fails_changes_nothing(self, directory):
        person = account_of(directory.join())
        answer = directory.patch(
            person,
            {"op": "replace", "path": "displayName", "value": "Other"},
            {"op": "replace", "path": "userName", "value": "no address"},
        )
        assert answer.status_code == 400
        assert User.objects.get(pk=person.pk).name == "Jo Newcomer"


class TestMoving:
    def test_another_department_gives_and_takes_nothing_and_leaders_hear_of_it(
        self, directory, police, officer, cps
    ):
        leader, elsewhere = make_user(police, "supervise_cases"), make_user(cps, "allocate_cases")
        move = {"op": "Add", "path": f"{ENTERPRISE}:department", "value": "Child abuse"}
        directory.patch(officer, move)
        assert not Delivery.objects.filter(notice="person_moved").exists()  # the first that is said
        before = scope_of(officer).capacities
        directory.patch(officer, move | {"value": "Traffic"})

        assert scope_of(officer).capacities == before
        [told] = Delivery.objects.filter(notice="person_moved")
        assert told.recipient == leader != elsewhere
        assert told.subject == police.name  # a mail names nobody
        browser = Client()
        browser.force_login(leader)
        page = response_text(browser.get(reverse("see-unit-access", args=[police.reference])))
        assert officer.name in page and "moved on" in page

    def test_a_mover_is_given_no_unit_of_that_name(self, directory, police, officer):
        make_unit(Side.POLICE, name="Traffic")
        before = scope_of(officer).capacities
        for value in ("Child abuse", "Traffic"):
            directory.patch(
                officer, {"op": "Add", "path": f"{ENTERPRISE}:department", "value": value}
            )
        assert scope_of(officer).capacities == before


def let_in(person, unit, how):
    """Let a person be somebody to whom signing in opens something, or who can sign in."""
    if how == "a role":
        give_capacity("refer_cases", person, unit)
    elif how == "a password":
        person.set_password("a long enough pass phrase")
        person.save()
    else:
        person.linked_sign_ins.create(
            issuer="https://id.example", subject="7", linked_at=timezone.now()
        )


def test_a_call_that_changes_nothing_is_in_nobody_s_history(directory):
    person = account_of(directory.join())
    entries = AuditEntry.objects.filter(verb="change_by_directory").count()
    directory.patch(person, {"op": "replace", "path": "displayName", "value": "Jo Newcomer"})

    assert person.history.count() == 1
    assert AuditEntry.objects.filter(verb="change_by_directory").count() == entries
