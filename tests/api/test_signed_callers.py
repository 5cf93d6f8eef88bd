"""Tokens for officers whom their agency's provider names, for systems that sign with a key."""

import base64
import json
import time
from functools import partial
from types import SimpleNamespace

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from cases.models import Case
from devtools.case_builder import MONDAY, CaseBuilder, cast
from people.administration.actions import systems
from people.administration.actions.accounts import close_account
from people.administration.actions.linked_sign_ins import unlink_sign_ins
from people.api.bearer_auth import people_served
from people.models import AuditEntry, Side, Token, Unit, UsedAssertion
from rasso import start_checks
from tests.support.api.signed_callers import (
    TOKEN,
    SignedCaller,
    claims_for,
    link,
    officer_assertion,
    served_providers,
)
from tests.support.api.token_callers import Caller
from tests.support.cases.conflicts import add_conflict
from tests.support.module_fixtures import module_fixture
from tests.support.people.cast import make_unit, make_user, scope_of
from tests.support.security_key import add_security_key

pytestmark = pytest.mark.django_db
OFFICER, SUPERVISOR, PROSECUTOR = "officer-1", "supervisor-1", "prosecutor-1"


@module_fixture
def builder():
    return CaseBuilder(cast()).write()


@pytest.fixture(scope="module")
def served():
    with served_providers() as found:
        yield found


@pytest.fixture
def scene(builder, served, settings):
    cache.clear()
    issuers, settings.SOCIALACCOUNT_PROVIDERS = served
    settings.OFFICERS_NAMED_BY_HEADER = False
    people = builder.cast
    for user, name, subject in (
        (people.officer, "police", OFFICER), (people.supervisor, "police", SUPERVISOR),
        (people.prosecutor, "cps", PROSECUTOR),
    ):  # fmt: skip
        link(user, issuers[name], subject)
    return SimpleNamespace(
        builder=builder, people=people, police=issuers["police"], cps=issuers["cps"],
        caller=SignedCaller(people.police), address=f"/api/cases/{builder.case.pk}/",
    )  # fmt: skip


def is_refused(answer, error):
    return (answer.status_code, answer.json()["error"]) == (
        {"invalid_client": 401, "invalid_grant": 400, "invalid_request": 400}[error], error,
    )  # fmt: skip


class TestOfficers:
    def test_an_officer_is_who_their_provider_has_signed(self, scene):
        caller = scene.caller.acting_for(scene.police, OFFICER)

        assert caller.get(scene.address).status_code == 200
        entry = AuditEntry.objects.filter(verb="see_case").latest("pk")
        assert (entry.user, entry.system) == (scene.people.officer, caller.system)

    def test_each_token_for_an_officer_is_in_the_log_under_their_name(self, scene):
        caller = scene.caller.acting_for(scene.police, OFFICER)
        entry = AuditEntry.objects.get(verb="officer_signed_for")
        assert (entry.user, entry.system) == (scene.people.officer, caller.system)
        assert is_refused(
            caller.ask(assertion=officer_assertion(scene.police, "stranger")), "invalid_grant"
        )
        assert AuditEntry.objects.filter(verb="officer_signed_for").count() == 1

    def test_the_token_is_kept_as_a_digest_and_is_for_that_officer_alone(self, scene):
        caller = scene.caller.acting_for(scene.police, OFFICER)
        token = Token.objects.get(officer=scene.people.officer)

        assert caller.token not in str(list(Token.objects.values()))
        assert (token.expires_at - token.issued_at).total_seconds() <= 900
        named = caller.for_(scene.people.supervisor).get(scene.address)
        assert named.status_code == 403
        assert "has signed" in named.json()["detail"]

    def test_a_sign_off_needs_the_supervisor_s_own_signature(self, scene):
        """One client has both here, one after the other; with the officer's it is refused."""
        referral = scene.builder.referral
        address = f"/api/referrals/{referral.pk}/sign-off/"
        for subject, status in ((OFFICER, 403), (SUPERVISOR, 200)):
            caller = scene.caller.acting_for(scene.police, subject)
            version = caller.get(f"/api/referrals/{referral.pk}/").json()["version"]
            answer = caller.change(address, {"supervisor_comments": "Read."}, version=version)
            assert answer.status_code == status, answer.content

    def test_a_leaver_s_token_ends(self, scene):
        caller = scene.caller.acting_for(scene.police, OFFICER)
        officer, at = scene.people.officer, timezone.now()
        close_account("deactivate_person", officer, by=scope_of(officer), at=at)

        assert caller.get(scene.address).status_code == 401
        assert is_refused(
            caller.ask(assertion=officer_assertion(scene.police, OFFICER)), "invalid_grant"
        )

    def test_a_token_ends_with_the_link_to_the_provider(self, scene):
        caller = scene.caller.acting_for(scene.police, OFFICER)
        officer, now = scene.people.officer, timezone.now()
        office = make_unit(Side.OVERSIGHT, kind=Unit.Kind.ADMINISTRATION)
        by = scope_of(make_user(office, "administer_accounts"))
        add_security_key(officer)
        unlink_sign_ins(
            person=officer, by=by, at=now, version=officer.version, reason="They have left."
        )

        assert caller.get(scene.address).status_code == 401

    def test_the_old_way_is_refused_here_and_a_service_does_not_start_with_it(
        self, scene, settings
    ):
        caller = Caller(scene.people.police).for_(scene.people.officer)
        assert caller.get(scene.address).status_code == 403
        settings.OFFICERS_NAMED_BY_HEADER = True
        assert caller.get(scene.address).status_code == 200
        start_checks.refuse_named_officers()
        settings.LOCAL = False
        with pytest.raises(ImproperlyConfigured, match="OFFICERS_NAMED_BY_HEADER"):
            start_checks.refuse_named_officers()


def public_pem(issuer):
    return (
        issuer.keys[-1][1]
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def unsigned(issuer):
    return jwt.encode(
        claims_for(issuer.url, OFFICER), "", algorithm="none", headers={"kid": issuer.keys[-1][0]}
    )


def by_hand(header, claims, key):
    """A token under a header that no library would write, signed by HMAC with a key."""
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")
        for part in (header, claims)
    ]
    algorithm = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    signed = algorithm.sign(b".".join(parts), key)
    return b".".join([*parts, base64.urlsafe_b64encode(signed).rstrip(b"=")]).decode()


def with_kid(scene, kid, **header):
    _kid, key = scene.police.keys[-1]
    claims = claims_for(scene.police.url, OFFICER)
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": kid} | header)


def by_other_key(scene, issuer, key, **header):
    claims = claims_for(issuer.url, OFFICER)
    kid = issuer.keys[-1][0]
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": kid} | header)


def own_key():
    return rsa.generate_private_key(65537, 2048)


def embedded(scene):
    key = own_key()
    row = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    return by_other_key(scene, scene.police, key, jwk=row, jku="https://evil.example/keys")


NOW = time.time
WRONG = {
    "unsigned": lambda s: unsigned(s.police),
    "the public key as a secret": lambda s: by_hand(
        {"alg": "HS256", "typ": "JWT", "kid": s.police.keys[-1][0]},
        claims_for(s.police.url, OFFICER), public_pem(s.police),
    ),
    "another key": lambda s: by_other_key(s, s.police, own_key()),
    "a key in the header": embedded,
    "the key of another agency": lambda s: by_other_key(s, s.police, s.cps.keys[-1][1]),
    "an officer of another agency": lambda s: officer_assertion(s.cps, PROSECUTOR),
    "a subject of another provider": lambda s: officer_assertion(s.cps, OFFICER),
    "nobody here": lambda s: officer_assertion(s.police, "stranger"),
    "a blank subject": lambda s: officer_assertion(s.police, ""),
    "another audience": lambda s: officer_assertion(s.police, OFFICER, aud="https://other.example"),
    "an ID token's audience": lambda s: officer_assertion(s.police, OFFICER, aud="rasso"),
    "expired": lambda s: officer_assertion(
        s.police, OFFICER, iat=int(NOW()) - 400, exp=int(NOW()) - 120
    ),
    "too long a life": lambda s: officer_assertion(s.police, OFFICER, exp=int(NOW()) + 3600),
    "from the future": lambda s: officer_assertion(
        s.police, OFFICER, iat=int(NOW()) + 300, exp=int(NOW()) + 500
    ),
    "a long jti": lambda s: officer_assertion(s.police, OFFICER, jti="x" * 201),
    "a jti that is no text": lambda s: officer_assertion(s.police, OFFICER, jti=7),
    "a jti of half a character": lambda s: officer_assertion(s.police, OFFICER, jti="\ud800"),
    "a subject of half a character": lambda s: officer_assertion(s.police, "\ud800"),
    "an issuer of half a character": lambda s: officer_assertion(s.police, OFFICER, iss="\ud800"),
    "a time without end": lambda s: officer_assertion(s.police, OFFICER, iat=float("inf")),
    "an expiry without end": lambda s: officer_assertion(s.police, OFFICER, exp=float("inf")),
    "times as text": lambda s: officer_assertion(
        s.police, OFFICER, iat=str(int(NOW())), exp=str(int(NOW()) + 3600)
    ),
    "many audiences": lambda s: officer_assertion(s.police, OFFICER, aud=[TOKEN, "rasso"]),
    "no time of signing in": lambda s: officer_assertion(s.police, OFFICER, auth_time=None),
    "signed in yesterday": lambda s: officer_assertion(
        s.police, OFFICER, auth_time=int(NOW()) - 13 * 3600
    ),
    "signed in tomorrow": lambda s: officer_assertion(
        s.police, OFFICER, auth_time=int(NOW()) + 3600
    ),
    "a password alone": lambda s: officer_assertion(s.police, OFFICER, amr=["pwd"]),
    "no word of how": lambda s: officer_assertion(s.police, OFFICER, amr=None),
    "an unknown issuer": lambda s: jwt.encode(
        claims_for("https://evil.example", OFFICER), own_key(), algorithm="RS256"
    ),
    "a path as kid": lambda s: with_kid(s, "../../../../dev/null"),
    "a statement as kid": lambda s: with_kid(s, "x' UNION SELECT 'secret"),
    "no token": lambda s: "x.y.z",
    "a long token": lambda s: "x" * 9000,
}  # fmt: skip
for NEEDED in ("iss", "sub", "aud", "exp", "iat", "jti"):
    WRONG[f"no {NEEDED}"] = partial(
        lambda name, s: officer_assertion(s.police, OFFICER, **{name: None}), NEEDED
    )


@pytest.mark.parametrize("way", WRONG)
def test_an_assertion_that_proves_nothing_gets_no_token(scene, way):
    before = Token.objects.count()
    answer = scene.caller.ask(assertion=WRONG[way](scene))

    assert is_refused(answer, "invalid_grant"), answer.content
    assert Token.objects.count() == before
    assert scene.caller.ask(assertion=officer_assertion(scene.police, OFFICER)).status_code == 200


class TestOnce:
    def test_an_assertion_counts_once(self, scene):
        token = officer_assertion(scene.police, OFFICER)
        assert scene.caller.ask(assertion=token).status_code == 200
        assert is_refused(scene.caller.ask(assertion=token), "invalid_grant")
        other = SignedCaller(scene.people.police)
        assert is_refused(other.ask(assertion=token), "invalid_grant")

    def test_two_issuers_may_use_one_id(self, scene):
        theirs = SignedCaller(scene.people.cps)
        for caller, issuer, subject in (
            (scene.caller, scene.police, OFFICER), (theirs, scene.cps, PROSECUTOR),
        ):  # fmt: skip
            token = officer_assertion(issuer, subject, jti="the same")
            assert caller.ask(assertion=token).status_code == 200

    def test_what_has_expired_is_forgotten(self, scene):
        scene.caller.acting_for(scene.police, OFFICER)
        assert UsedAssertion.objects.count() == 2  # the officer's, and the system's own
        systems.purge_calls(at=timezone.now())
        assert UsedAssertion.objects.count() == 2
        ends = UsedAssertion.objects.latest("expires_at").expires_at
        systems.purge_calls(at=ends + timezone.timedelta(seconds=1))
        assert not UsedAssertion.objects.exists()


class TestSystems:
    def test_a_system_with_a_key_is_known_by_it_alone(self, scene):
        caller = scene.caller
        assert caller.ask("client_credentials").status_code == 200
        assert is_refused(caller.get_token(), "invalid_client")  # by its secret

    @pytest.mark.parametrize(
        "wrong",
        [
            {"aud": "https://other.example"}, {"sub": "another"}, {"iss": "another"},
            {"exp": int(NOW()) - 120, "iat": int(NOW()) - 400}, {"exp": int(NOW()) + 7200},
            {"jti": None},
        ],
    )  # fmt: skip
    def test_its_assertion_is_checked_as_an_officer_s(self, scene, wrong):
        caller = scene.caller
        assert is_refused(
            caller.ask("client_credentials", caller.own_assertion(**wrong)), "invalid_client"
        )

    @pytest.mark.parametrize("issuer", ["\ud800", "\0", "", None, "x" * 3000])
    def test_an_issuer_that_is_no_client_id_is_refused(self, scene, issuer):
        by = scene.caller.own_assertion(iss=issuer)
        assert is_refused(scene.caller.ask("client_credentials", by), "invalid_client")

    def test_what_a_proven_system_sends_wrong_is_no_failure_to_prove_itself(self, scene, settings):
        settings.TOKEN_FAILURES = {"token_address": "1/m/key", "token_client": "1/m/key"}
        wrong = [officer_assertion(scene.police, "stranger") for _ in range(3)]
        assert [scene.caller.ask(assertion=each).status_code for each in wrong] == [400] * 3
        forged = [scene.caller.own_assertion(aud="https://other.example") for _ in range(3)]
        answers = [scene.caller.ask("client_credentials", each) for each in forged]
        assert [each.status_code for each in answers] == [401, 429, 429]
        tries = AuditEntry.objects.filter(verb="system_signed_in", refused__endswith="401")
        assert tries.count() == 3  # each is in the log, those that had to wait too

    def test_it_counts_once_and_is_its_own(self, scene):
        caller, other = scene.caller, SignedCaller(scene.people.police)
        token = caller.own_assertion()
        assert caller.ask("client_credentials", token).status_code == 200
        assert is_refused(caller.ask("client_credentials", token), "invalid_client")
        forged = other.own_assertion(iss=str(caller.system.pk), sub=str(caller.system.pk))
        assert is_refused(caller.ask("client_credentials", forged), "invalid_client")
        assert is_refused(
            caller.ask("client_credentials", client_id=str(other.system.pk)), "invalid_request"
        )
        assert is_refused(caller.ask("client_credentials", client_secret="x"), "invalid_request")
        assert is_refused(
            caller.ask("client_credentials", client_assertion_type="other"), "invalid_client"
        )

    def test_a_secret_names_no_officer(self, scene):
        caller = Caller(scene.people.police)
        answer = caller.get_token(
            grant_type="urn:ietf:params:oauth:grant-type:jwt-bearer",
            assertion=officer_assertion(scene.police, OFFICER),
        )
        assert is_refused(answer, "invalid_request")
        assert not Token.objects.filter(officer__isnull=False).exists()

    def test_it_ends_its_token_by_its_key(self, scene):
        caller = scene.caller.acting_for(scene.police, OFFICER)
        asked = {"token": caller.token, "client_assertion": caller.own_assertion()}
        asked["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        assert caller.post_form("/api/token/end/", asked).status_code == 200
        assert caller.get(scene.address).status_code == 401

    def test_no_refusal_and_no_log_repeats_what_was_sent(self, scene, caplog):
        token = officer_assertion(scene.police, "Marker-Subject")
        answer = scene.caller.ask(assertion=token)
        assert token not in answer.content.decode() + caplog.text
        assert "Marker-Subject" not in answer.content.decode() + caplog.text
        assert token not in str(list(AuditEntry.objects.values()))


class TestWalls:
    def test_a_system_that_names_nobody_reads_nothing_walled_from_anyone_it_serves(self, scene):
        caller = Caller(scene.people.police)
        assert caller.get(scene.address).status_code == 200
        add_conflict(scene.people.supervisor, scene.builder.case, at=MONDAY)

        assert caller.get(scene.address).status_code == 404
        assert caller.get("/api/cases/").json()["cases"] == []
        signed = scene.caller.acting_for(scene.police, OFFICER)
        assert signed.get(scene.address).status_code == 200

    def test_what_people_have_read_is_not_counted_as_the_system_s(self, scene):
        system = Caller(scene.people.police).system
        own = scope_of(system.account).as_system(system.pk)
        walled = own.hidden_as_from(people_served(own))
        assert walled.accounts == own.accounts == {system.account_id}
        assert scene.people.officer.pk in walled.conflict_account_ids

    def test_a_wall_of_somebody_elsewhere_hides_nothing_from_it(self, scene):
        add_conflict(scene.people.prosecutor, scene.builder.case, at=MONDAY)
        assert Caller(scene.people.police).get(scene.address).status_code == 200
        assert Case.objects.unscoped("test").count() == 1
