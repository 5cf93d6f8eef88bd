"""A directory sees and changes its own agency's people alone, and gets nowhere else."""

from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.access.permission_tables import Refused
from people.administration.actions.directories import add_directory
from people.administration.actions.systems import issue_token
from people.directories.permissions import DIRECTORY
from people.directories.urls import urlpatterns
from people.models import AuditEntry, Side, System, Token, User
from people.web import even_times
from rasso.middleware import load_shedding
from tests.support.people.approvals import (
    approved,
    post_by_two,
    propose_on_page,
    secret_by_two,
)
from tests.support.people.cast import give_capacity, make_unit, make_user, scope_of
from tests.support.people.directory import Directory, account_of, joiner
from tests.support.people.pages import post_page, response_text

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


@pytest.fixture(autouse=True)
def no_counts():
    cache.clear()


@pytest.fixture
def directory(police, administrator):
    return Directory(police, administrator)


@pytest.fixture
def stranger():
    """A person of another agency."""
    return make_user(make_unit(Side.CPS), "prosecute_cases")


def calls(directory, reference):
    """An answer to each kind of call about one person."""
    path = f"Users/{reference}"
    yield directory.get(path)
    yield directory.call("PUT", path, joiner("other@force.example", active=False))
    yield directory.call("PATCH", path, {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": "active", "value": False}],
    })  # fmt: skip
    yield directory.call("DELETE", path)


class TestOthers:
    def test_a_person_of_another_agency_is_like_one_who_is_missing(self, directory, stranger):
        for reference in (stranger.reference, directory.system.account.reference):
            for hidden, missing in zip(
                calls(directory, reference), calls(directory, uuid4()), strict=True
            ):
                assert hidden.status_code == 404
                assert (hidden.content, dict(hidden.headers)) == (
                    missing.content, dict(missing.headers),
                )  # fmt: skip
        assert User.objects.get(pk=stranger.pk).is_active

    def test_both_leave_the_same_trace(self, directory, stranger):
        for reference in (stranger.reference, uuid4()):
            list(calls(directory, reference))
        entries = AuditEntry.objects.filter(refused="Not found").order_by("pk")
        facts = list(entries.values_list("verb", "operation", "kind", "ids", "user", "system"))

        assert len(facts) == 8 and facts[:4] == facts[4:]

    def test_both_end_at_a_step_of_time(self, directory, stranger, monkeypatch, settings):
        settings.UNFOUND_STEP_SECONDS, slept = 0.1, []
        monkeypatch.setattr(even_times.time, "sleep", slept.append)
        list(calls(directory, stranger.reference))
        assert len(slept) == 4
        directory.get('Users?filter=userName eq "nobody@force.example"')
        assert len(slept) == 5

    def test_no_list_and_no_filter_shows_them(self, directory, stranger, police):
        own = make_user(police, "refer_cases")
        assert [each["id"] for each in directory.get("Users").json()["Resources"]] == [
            str(own.reference)
        ]
        for text in (
            f'userName eq "{stranger.email}"', f'id eq "{stranger.reference}"',
            f'userName eq "{directory.system.account.email}"',
        ):  # fmt: skip
            assert directory.get(f"Users?filter={text}").json()["totalResults"] == 0

    def test_the_directory_of_a_merged_agency_sees_nobody(self, directory, police, admin):
        make_user(police, "refer_cases")
        into = make_unit(Side.POLICE, name="Other")
        facts = {"into": into.agency_id, "version": police.agency.version}
        assert post_by_two(admin, "merge-agency", police.agency_id, **facts).status_code == 302

        assert directory.get("Users").json()["totalResults"] == 0
        assert directory.join().status_code == 409


class TestSecrets:
    def test_only_its_live_secret_calls(self, directory, admin):
        told = [{}, {"Authorization": "Bearer "}, {"Authorization": "Basic eDp5"}]
        told += [{"Authorization": f"Bearer {each}"} for each in ("x", directory.system.secret)]
        for headers in told:
            answer = Client().get("/scim/v2/Users", headers=headers)
            assert (answer.status_code, answer.json()["schemas"]) == (401, [ERROR])
            assert answer["WWW-Authenticate"].startswith("Bearer")
        assert directory.get("Users").status_code == 200
        post_page(admin, "deactivate-person", directory.system.account_id)
        assert directory.get("Users").status_code == 401

    def test_the_secret_is_kept_as_a_digest_and_is_in_no_log(self, directory):
        directory.join()
        kept = str(list(System.objects.values())) + str(list(AuditEntry.objects.values()))
        assert directory.secret not in kept

    def test_the_secret_before_counts_until_the_new_one_is_used(self, directory, admin):
        before, account = directory.secret, directory.system.account_id
        asked = response_text(admin.get(reverse("renew-secret", args=[account])))
        assert "The old one works until the new one is first used" in asked
        ends = response_text(admin.get(reverse("deactivate-person", args=[account])))
        assert "no leaver of its agency is known from then on" in ends
        page = secret_by_two(admin, "renew-secret", directory.system.account_id)
        directory.secret = page.context_data["system"].shown
        assert "The old secret works until the new one is first used" in response_text(page)
        old = {"Authorization": f"Bearer {before}"}
        assert Client().get("/scim/v2/Users", headers=old).status_code == 200
        assert directory.get("Users").status_code == 200

        assert Client().get("/scim/v2/Users", headers=old).status_code == 401
        assert directory.get("Users").status_code == 200

    def test_it_gets_no_token_of_the_api_and_a_token_is_no_secret(self, directory, police):
        asked = {
            "grant_type": "client_credentials", "client_id": str(directory.system.pk),
            "client_secret": directory.secret,
        }  # fmt: skip
        assert Client().post("/api/token/", asked).status_code in (400, 401)
        with pytest.raises(Refused):
            issue_token(system=directory.system, token="t", scopes=["read"], at=timezone.now())
        assert not Token.objects.exists()
        bearer = {"Authorization": f"Bearer {directory.secret}"}
        assert Client().get("/api/cases/", headers=bearer).status_code == 401

    def test_no_session_opens_it(self, directory, admin):
        assert admin.get("/scim/v2/Users").status_code == 401

    def test_calls_are_limited_like_those_of_other_systems(self, directory, settings):
        settings.CALLS_A_MINUTE = 2
        answers = [directory.get("Users") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert int(answers[2]["Retry-After"]) > 0

    def test_wrong_secrets_are_limited_and_delay_no_right_one(self, directory, settings):
        settings.TOKEN_FAILURES = settings.TOKEN_FAILURES | {"token_address": "2/m/key"}
        wrong = {"Authorization": "Bearer guessed"}
        answers = [Client().get("/scim/v2/Users", headers=wrong) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [401, 401, 429]
        assert directory.get("Users").status_code == 200

    def test_plain_http_is_refused_and_not_redirected(self, directory, settings):
        """A redirect would invite the secret again; it was sent in clear already."""
        settings.SECURE_SSL_REDIRECT = True
        answer = directory.get("Users")
        assert (answer.status_code, answer.json()["schemas"]) == (403, [ERROR])


class TestSettingUp:
    def test_one_administrator_alone_sets_nothing_up(self, admin, police):
        propose_on_page(admin, "add-directory", name="Staff", agency=police.agency_id)
        assert not System.objects.exists()

    def test_two_do_and_the_secret_is_shown_once(self, admin, police):
        page = secret_by_two(admin, "add-directory", name="Staff", agency=police.agency_id)
        system = System.objects.get()
        assert (system.people_of, system.account.is_system) == (police.agency, True)
        account = admin.get(reverse("person", args=[system.account_id]))
        assert page.context_data["system"].shown not in response_text(account)
        assert "/scim/v2" in response_text(page)
        assert "Staff" in response_text(admin.get(reverse("see-directories")))
        assert "Staff" not in response_text(admin.get(reverse("systems")))

    def test_an_agency_has_one(self, admin, directory, police):
        answer = propose_on_page(admin, "add-directory", name="Two", agency=police.agency_id)
        assert "has a directory already" in response_text(answer)
        post_page(admin, "deactivate-person", directory.system.account_id)
        assert post_by_two(admin, "add-directory", name="Two", agency=police.agency_id)

    def test_the_people_who_manage_accounts_have_none(self, admin, office, administrator):
        answer = propose_on_page(admin, "add-directory", name="Ours", agency=office.agency_id)
        assert "Select one of the answers shown" in response_text(answer)
        with pytest.raises(Refused, match="changed by hand"):
            add_directory(
                by=scope_of(administrator), at=timezone.now(), approval=approved("add_directory"),
                name="Ours", agency=office.agency,
            )  # fmt: skip

    @pytest.mark.parametrize("capacity", ["exchange_cases", "see_figures"])
    def test_it_is_given_no_role(self, admin, directory, police, capacity):
        facts = {"unit": police.pk, "capacity": capacity}
        answer = propose_on_page(admin, "give-capacity", directory.system.account_id, **facts)
        assert "A directory has no role" in response_text(answer)
        assert not directory.system.account.unitgrants.exists()

    def test_a_role_in_the_table_all_the_same_opens_no_call_and_no_person(
        self, directory, police, admin
    ):
        """Against whoever writes to the tables: a directory with a role calls nothing."""
        give_capacity("exchange_cases", directory.system.account, police)
        assert directory.get("Users").status_code == 403
        assert directory.join().status_code == 403


class TestBodies:
    @pytest.mark.parametrize(
        "body",
        ["{}", "[]", "{", '{"userName": "a@b.example", "userName": "c@b.example"}', "NaN",
         '"\\ud800"', "[" * 5000, '{"schemas": []}', '{"userName": 7}', '{"userName": ["a@b.x"]}'],
    )  # fmt: skip
    def test_what_cannot_be_read_is_an_error_of_scim_and_changes_nothing(
        self, directory, police, body
    ):
        own = make_user(police)
        before = own.history.count()
        at = f"Users/{own.reference}"
        for method, path in (("POST", "Users"), ("PUT", at), ("PATCH", at)):
            answer = directory.call(method, path, body)
            assert answer.status_code == 400, (method, answer.content)
            assert answer.json()["schemas"] == [ERROR]
            assert answer.json()["status"] == "400"
        assert own.history.count() == before

    @pytest.mark.parametrize(
        "operations",
        [
            [], [{"op": "move", "path": "active", "value": False}], [{"op": "remove"}],
            [{"op": "replace", "path": "active", "value": "perhaps"}],
            [{"op": "replace", "path": "id", "value": "7"}], [{"op": "remove", "path": "userName"}],
            [{"op": "replace", "path": "displayName", "value": "x" * 201}],
            [{"op": "replace", "path": "displayName", "value": "two\nlines"}],
            [{"op": "replace", "path": "emails[", "value": "x"}],
            [{"op": "replace", "path": "active"}], [{"op": "remove", "path": "active"}], [None],
        ],
    )  # fmt: skip
    def test_a_patch_that_makes_no_sense_changes_nothing(self, directory, operations):
        person = account_of(directory.join())
        answer = directory.patch(person, *operations)

        assert answer.status_code == 400, answer.content
        assert person.history.count() == 1

    def test_a_large_body_is_not_read(self, directory, settings):
        body = joiner("a@b.example", displayName="x" * settings.DIRECTORY_MOST_BYTES)
        assert directory.call("POST", "Users", body).status_code == 413

    def test_another_kind_of_content_is_refused(self, directory):
        answer = directory.call("POST", "Users", joiner("a@b.example"), kind="text/plain")
        assert answer.status_code == 415
        plain = directory.call("POST", "Users", joiner("a@b.example"), kind="application/json")
        assert plain.status_code == 201

    def test_no_refusal_says_what_was_sent(self, directory, caplog):
        secret = "Qwertz-Marker"
        person = account_of(directory.join())
        answers = [
            directory.call("POST", "Users", {"userName": secret, "active": secret}),
            directory.patch(person, {"op": "replace", "path": "active", "value": secret}),
            directory.get(f'Users?filter=title eq "{secret}"'),
        ]
        assert {answer.status_code for answer in answers} == {400}
        entries = str(list(AuditEntry.objects.values()))
        assert secret not in entries and secret not in caplog.text

    @pytest.mark.parametrize("path", ["Groups", "Bulk", "Me", "Users/", "nope", ""])
    def test_other_addresses_are_not_found(self, directory, path):
        answer = directory.get(path)
        assert (answer.status_code, answer.json()["status"]) == (404, "404")

    def test_other_methods_are_not_there(self, directory):
        assert directory.call("DELETE", "Users").status_code == 405
        assert directory.call("POST", "Schemas", {}).status_code == 405


@pytest.mark.register
def test_every_address_of_scim_has_a_verb_and_a_rule():
    verbs = {view.verb for each in urlpatterns for view in each.callback.endpoints.values()}
    assert verbs == set(DIRECTORY)


class TestBeforeItIsKnown:
    """What is refused before anybody is known is an error of SCIM too."""

    def test_a_body_in_chunks_or_too_large(self, directory, settings):
        chunks = directory.call("POST", "Users", {}, Transfer_Encoding="chunked")
        settings.UNASKED_MOST_BYTES = 10
        large = directory.join()
        for answer, status in ((chunks, 411), (large, 413)):
            assert (answer.status_code, answer.json()["schemas"]) == (status, [ERROR])
            assert answer["Content-Type"] == "application/scim+json"

    def test_a_call_that_waited_too_long(self, directory, monkeypatch):
        monkeypatch.setattr(load_shedding.request_wait, "waited", 60, raising=False)
        answer = directory.get("Users")
        assert (answer.status_code, answer.json()["schemas"]) == (503, [ERROR])
        assert answer["Retry-After"] == "10"
