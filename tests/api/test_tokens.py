"""Tokens: issued for a secret, stored as a digest, valid for a time and for their scopes."""

import base64
import logging
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from devtools.case_builder import MONDAY, cast, person, scope
from people.access import grants, scopes
from people.administration.actions import accounts, systems
from people.administration.permissions import SITE
from people.models import AuditEntry, CallCount, Operation, System, Token
from tests.support.api.token_callers import Caller
from tests.support.cases.permission_matrix import make_administration_unit
from tests.support.module_fixtures import module_fixture
from tests.support.people.approvals import approved

pytestmark = pytest.mark.django_db

NOBODY = "7b0c2c0e-5a0d-4a53-9a53-1f9f0f1c0000"  # no system has this id


@module_fixture
def people():
    return cast()


@pytest.fixture
def caller(people):
    cache.clear()
    return Caller(people.police).for_(people.officer)


def response_facts(answer):
    return answer.status_code, answer.content, answer.headers.get("WWW-Authenticate")


def credentials_response(caller, client_id, secret):
    named = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    asked = {"grant_type": "client_credentials"}
    return caller.post_form("/api/token/", asked, Authorization=f"Basic {named}")


def administrator_scope():
    return scope(person(make_administration_unit(), "administer_accounts"))


class TestGetting:
    def test_the_stored_digest_of_a_token_signs_no_caller_in(self, caller):
        kept = str(list(Token.objects.values())) + str(list(System.objects.values()))
        kept += str(list(AuditEntry.objects.values()))

        assert caller.token not in kept and caller.secret not in kept
        [token] = Token.objects.all()
        caller.token = token.digest
        assert caller.get("/api/cases/").status_code == 401

    def test_the_secret_may_stand_in_the_body_instead(self, caller):
        asked = {"client_id": caller.system.pk, "client_secret": caller.secret}
        answer = caller.post_form("/api/token/", asked | {"grant_type": "client_credentials"})

        assert answer.status_code == 200
        assert answer.json()["token_type"] == "Bearer"
        assert answer.headers["Cache-Control"] == "no-store"

    def test_one_answer_given_twice_is_no_request(self, caller):
        """Source: RFC 6749, 3.2."""
        twice = [("grant_type", "client_credentials"), ("scope", "read"), ("scope", "act")]
        named = base64.b64encode(f"{caller.system.pk}:{caller.secret}".encode()).decode()
        for address in ("/api/token/", "/api/token/end/"):
            answer = caller.post_form(address, twice, Authorization=f"Basic {named}")
            assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")

    def test_a_system_named_beside_the_header_is_neither_logged_nor_given_a_token(self, caller):
        other = Caller(caller.system.account.unitgrants.get().content_object).system
        for named in (str(other.pk), NOBODY, "x"):
            answer = caller.get_token(client_id=named)
            assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
            newest = AuditEntry.objects.filter(verb="system_signed_in").latest("pk")
            assert newest.system_id == caller.system.pk
            assert newest.user_id == caller.system.account_id
        assert caller.get_token(client_id=str(caller.system.pk).upper()).status_code == 200

    def test_a_wrong_secret_and_an_unknown_client_are_told_the_same(self, caller):
        wrong = credentials_response(caller, caller.system.pk, "x")
        unknown = [
            credentials_response(caller, each, caller.secret) for each in (NOBODY, "nobody", "")
        ]

        assert wrong.status_code == 401
        assert {response_facts(each) for each in unknown} == {response_facts(wrong)}

    def test_a_secret_in_an_address_is_not_taken(self, caller):
        address = f"/api/token/?client_id={caller.system.pk}&client_secret={caller.secret}"
        answer = caller.post_form(address, {"grant_type": "client_credentials"})

        assert answer.status_code in (400, 401)
        assert Token.objects.count() == 1

    def test_only_the_one_grant_is_known(self, caller):
        asked = {"grant_type": "password", "username": "a", "password": "b"}
        asked |= {"client_id": caller.system.pk, "client_secret": caller.secret}

        assert caller.post_form("/api/token/", asked).status_code == 400

    def test_each_token_given_and_each_try_is_in_the_log(self, caller):
        credentials_response(caller, caller.system.pk, "x")
        credentials_response(caller, NOBODY, "x")

        rows = AuditEntry.objects.filter(operation=Operation.SIGN_IN).order_by("pk")
        found = [(row.verb, row.system_id, bool(row.refused)) for row in rows]
        assert found == [
            ("system_signed_in", caller.system.pk, False),
            ("system_signed_in", caller.system.pk, True),
            ("system_signed_in", None, True),
        ]


class TestUsing:
    def test_a_token_is_sent_in_a_header_and_nowhere_else(self, caller):
        client = Client()
        assert client.get("/api/cases/", {"access_token": caller.token}).status_code == 401
        answer = client.get("/api/cases/", headers={"Authorization": f"Token {caller.token}"})
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        client.cookies["token"] = caller.token
        assert client.get("/api/cases/").status_code == 401
        assert caller.get("/api/cases/").status_code == 200

    def test_a_token_expires(self, caller):
        ends = Token.objects.get().expires_at
        assert ends - Token.objects.get().issued_at == timedelta(minutes=15)
        past = timedelta(minutes=20)
        Token.objects.update(issued_at=ends - 2 * past, expires_at=ends - past)

        assert caller.get("/api/cases/").status_code == 401

    def test_a_token_has_only_the_scopes_that_were_asked_for(self, people):
        caller = Caller(people.police, scopes="read").for_(people.officer)

        assert caller.get("/api/cases/").status_code == 200
        refused = caller.make("/api/cases/", {"urn": "52RS0000126"})
        assert refused.status_code == 403
        assert "This token does not allow this" in refused.json()["detail"]

    def test_no_token_is_issued_for_an_unknown_scope(self, caller):
        assert caller.get_token(scope="read everything").status_code == 400
        assert Token.objects.count() == 1

    def test_a_token_opens_no_page(self, caller):
        for address in (reverse("worklist"), reverse("people"), reverse("read-audit-log")):
            answer = caller.get(address)
            assert answer.status_code == 302
            assert answer.url.startswith(reverse("account_login"))

    def test_a_session_is_no_token(self, people, client):
        client.force_login(people.officer)

        assert client.get("/api/cases/").status_code == 401


class TestEnding:
    def end(self, caller, token):
        asked = {"token": token, "client_id": caller.system.pk, "client_secret": caller.secret}
        return caller.post_form("/api/token/end/", asked)

    def test_a_system_ends_its_own(self, caller):
        assert self.end(caller, caller.token).status_code == 200
        assert caller.get("/api/cases/").status_code == 401
        assert self.end(caller, caller.token).status_code == 200  # it is revoked

    def test_a_system_ends_no_other_systems(self, caller, people):
        other = Caller(people.police)

        # The answer does not say whether it exists.
        assert self.end(other, caller.token).status_code == 200
        assert caller.get("/api/cases/").status_code == 200

    def test_a_token_is_not_ended_without_the_secret(self, caller):
        answer = caller.post_form("/api/token/end/", {"token": caller.token})

        assert answer.status_code == 401
        assert caller.get("/api/cases/").status_code == 200

    def test_a_new_secret_ends_every_token_and_the_old_secret(self, caller):
        renewed = systems.renew_secret(
            approval=approved("renew_secret"),
            person=caller.system.account,
            by=administrator_scope(),
            at=MONDAY,
            version=1,
        )

        assert caller.get("/api/cases/").status_code == 401
        assert caller.get_token().status_code == 401
        assert caller.get_token(secret=renewed.shown).status_code == 200

    def test_deactivating_the_account_ends_them_at_once_and_for_good(self, caller):
        facts = {"person": caller.system.account, "by": administrator_scope(), "at": MONDAY}
        accounts.deactivate_person(version=1, reason="It is not used any more.", **facts)
        assert caller.get("/api/cases/").status_code == 401
        assert response_facts(caller.get_token()) == response_facts(
            credentials_response(caller, NOBODY, "x")
        )

        accounts.reactivate_person(approval=approved("reactivate_person"), version=2, **facts)
        assert caller.get("/api/cases/").status_code == 401
        assert caller.get_token().status_code == 200

    def test_a_capacity_counts_from_the_next_call(self, caller, people):
        facts = {"of": caller.system.account, "on": people.police, "by": people.officer}
        grants.revoke_capacity("exchange_cases", at=MONDAY, **facts)

        assert caller.get("/api/cases/").status_code == 403

    def test_old_tokens_and_old_answers_are_forgotten(self, caller, people):
        code = people.police.agency.force_code
        caller.make("/api/cases/", {"urn": f"{code}RS0000726"}, key="k" * 16)
        ends = Token.objects.get().expires_at
        systems.purge_calls(at=ends - timedelta(seconds=1))
        assert Token.objects.exists()
        systems.purge_calls(at=ends + timedelta(seconds=1))
        assert not Token.objects.exists()

        by = SimpleNamespace(system_id=caller.system.pk)
        assert systems.stored_response(by=by, key="k" * 16)
        systems.purge_calls(at=ends + timedelta(days=3))
        assert systems.stored_response(by=by, key="k" * 16) is None


class TestHowOften:
    def test_a_system_has_so_many_calls_in_a_minute(self, caller, settings):
        settings.CALLS_A_MINUTE = 3
        CallCount.objects.all().delete()
        statuses = [caller.get("/api/cases/").status_code for _ in range(5)]
        # If a new minute begins meanwhile, more calls are allowed.
        assert statuses in ([200] * 3 + [429] * 2, [200] * 4 + [429], [200] * 5)
        CallCount.objects.update(n=3)
        answer = caller.get("/api/cases/")
        if answer.status_code == 429:
            assert 1 <= int(answer.headers["Retry-After"]) <= 60
            assert answer.headers["Content-Type"] == "application/problem+json"

    def test_a_token_is_a_call_too(self, caller, settings):
        settings.CALLS_A_MINUTE = 0
        answer = caller.get_token()

        assert answer.status_code == 429
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert 1 <= int(answer.headers["Retry-After"]) <= 60
        assert answer.json()["status"] == 429
        assert Token.objects.count() == 1

    @pytest.mark.parametrize("address", ["/api/token/", "/api/token/end/"])
    @pytest.mark.parametrize("limit", ["token_address", "token_client"])
    def test_a_system_that_fails_repeatedly_is_made_to_wait(self, caller, settings, limit, address):
        settings.TOKEN_FAILURES = settings.TOKEN_FAILURES | {limit: "2/m/key"}
        asked = {"grant_type": "client_credentials", "client_secret": "x", "token": "x"}
        asked["client_id"] = NOBODY
        answers = [caller.post_form(address, asked) for _ in range(3)]

        assert [answer.status_code for answer in answers] == [401, 401, 429]
        assert answers[-1].headers["Retry-After"] == "60"
        assert answers[-1].json()["title"] == "Too many calls"
        last = AuditEntry.objects.latest("pk")
        assert (last.verb, last.address) == ("system_throttled", "127.0.0.1")

    def test_one_id_in_many_spellings_is_one(self, caller, settings):
        settings.TOKEN_FAILURES = settings.TOKEN_FAILURES | {"token_client": "2/m/key"}
        plain = str(caller.system.pk)
        spellings = [plain, f"{{{plain}}}", plain.upper(), plain.replace("-", "")]
        statuses = [credentials_response(caller, each, "x").status_code for each in spellings]

        assert statuses == [401, 401, 429, 429]
        assert (
            credentials_response(caller, NOBODY, "x").status_code == 401
        )  # another client id has its own limit

    def test_earlier_failures_do_not_delay_a_right_secret(self, caller, settings):
        settings.TOKEN_FAILURES = {"token_address": "1/m/key", "token_client": "1/m/key"}
        for _ in range(3):
            last = credentials_response(caller, caller.system.pk, "x")

        assert last.status_code == 429
        assert caller.get_token().status_code == 200


def test_over_plain_http_nothing_is_answered_and_nothing_redirected(caller, settings):
    settings.SECURE_SSL_REDIRECT = True
    caller.client = Client()  # it reads the settings at its first request
    for answer in (
        caller.get("/api/cases/"),
        caller.get_token(),
        caller.post_form("/api/token/end/", {"token": caller.token}),
    ):
        assert answer.status_code == 403
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert "Call over HTTPS" in answer.json()["detail"]
    assert caller.client.get("/").status_code == 301  # redirected, as every page is
    assert caller.get("/api/cases/", X_Forwarded_Proto="https").status_code == 200


def test_no_log_line_has_a_secret_or_a_token(caller, caplog):
    logging.getLogger("oauthlib").debug("a line that quotes a request")
    for name in ("oauthlib", "oauthlib.oauth2.rfc6749.endpoints.token"):
        assert logging.getLogger(name).getEffectiveLevel() >= logging.WARNING
    with caplog.at_level(logging.DEBUG):
        token = caller.get_token().json()["access_token"]
        credentials_response(caller, caller.system.pk, "a-wrong-secret")
        caller.post_form(f"/api/token/?client_secret={caller.secret}", {})

    assert caller.secret not in caplog.text and token not in caplog.text
    assert "a-wrong-secret" not in caplog.text


def test_no_page_needs_a_token_and_no_rule_names_a_system():
    """A system's capacities are in no permission test of the administration's pages."""
    names = {"exchange_cases": ("exchange_cases",), "see_figures": ("see_figures",)}
    for held in names.values():
        a_system = scopes.Scope(1, "A system", "POLICE", 1, {1: frozenset(held)}, MONDAY)
        assert SITE.allowed_verbs(a_system) == set()
