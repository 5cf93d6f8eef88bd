"""Each code and key of the second step is in the audit log, accepted or not."""

import json

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.db import DatabaseError
from django.urls import reverse
from fido2.utils import websafe_encode
from fido2.webauthn import AuthenticatorData

from cases.log_words import words_of_entry
from devtools.authenticator_app import shown_code
from people.models import AuditEntry
from people.signing_in.actions.recovery_codes import make_codes
from tests.support.people.cast import make_user
from tests.support.security_key import add_security_key

PASSWORD = "a long enough pass phrase"
CODE, KEY = reverse("mfa_authenticate"), reverse("mfa_reauthenticate_webauthn")
# The answer of a key that nobody has registered.
CLIENT = json.dumps({"type": "webauthn.get", "challenge": "", "origin": "http://testserver"})
SIGNED = {
    "clientDataJSON": websafe_encode(CLIENT.encode()),
    "authenticatorData": websafe_encode(AuthenticatorData.create(bytes(32), 1, 0)),
    "signature": "AA",
}
NO_KEY = json.dumps({"id": "eA", "rawId": "eA", "type": "public-key", "response": SIGNED})
WRONG = ("second_step_failed", "Not a code or key of this account")


@pytest.fixture
def person(police, settings):
    settings.LOGIN_REDIRECT_URL = "/account/security/"
    cache.clear()
    user = make_user(police)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def secret(person):
    """The secret of the person's authenticator app."""
    made = generate_totp_secret()
    TOTP.activate(person, made)
    return made


@pytest.fixture
def half(client, person):
    """A browser in which the password was entered."""

    def enter_password():
        client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
        return client

    return enter_password


def steps_of(person):
    """(verb, refusal) of each entry about signing in that names this person."""
    rows = AuditEntry.objects.filter(operation="sign-in", user=person).order_by("pk")
    assert all(rows.values_list("address", flat=True))
    return list(rows.values_list("verb", "refused"))


def test_a_wrong_code_and_a_wrong_recovery_code_are_logged_with_their_account(half, person, secret):
    browser = half()
    make_codes(person)
    for wrong in ("000000", "0000-0000-0000-0000"):
        browser.post(CODE, {"code": wrong})
    assert steps_of(person) == [WRONG, WRONG]
    browser.post(CODE, {"code": shown_code(secret)})
    assert steps_of(person)[2:] == [("code_accepted", ""), ("sign_in", "")]


def test_a_recovery_code_that_is_accepted_is_logged(half, person, secret):
    code = make_codes(person)[0]
    half().post(CODE, {"code": code})
    assert steps_of(person) == [("recovery_code_used", ""), ("sign_in", "")]


def test_a_key_that_is_not_accepted_is_logged(half, person):
    add_security_key(person)
    half().post(CODE, {"credential": NO_KEY})
    assert steps_of(person) == [WRONG]


@pytest.mark.parametrize("sent", [{"code": "000000"}, {"credential": NO_KEY}])
def test_after_too_many_it_is_logged_that_none_was_looked_at(half, person, secret, sent):
    add_security_key(person)
    browser = half()
    for _ in range(5):
        browser.post(CODE, {"code": "000000"})
    browser.post(CODE, sent)
    assert steps_of(person) == [WRONG] * 5 + [("second_step_throttled", "Too many attempts")]


def test_what_confirms_who_it_is_is_logged_alike(client, person, secret):
    add_security_key(person)
    client.force_login(person)
    client.get(KEY)
    client.post(KEY, {"credential": NO_KEY})
    client.post(reverse("mfa_reauthenticate"), {"code": "000000"})
    client.post(reverse("mfa_reauthenticate"), {"code": shown_code(secret)})
    assert steps_of(person) == [WRONG, WRONG, ("code_accepted", "")]


def test_no_code_is_judged_where_the_log_cannot_be_written(half, person, secret, monkeypatch):
    browser = half()
    monkeypatch.setattr(AuditEntry, "save", _fail)
    for code in ("000000", shown_code(secret)):
        assert browser.post(CODE, {"code": code}).status_code == 503
    assert "_auth_user_id" not in browser.session


def _fail(*_args, **_facts):
    raise DatabaseError


def test_the_log_says_it_in_words(half, person, secret):
    half().post(CODE, {"code": "000000"})
    [entry] = AuditEntry.objects.filter(verb="second_step_failed")
    assert words_of_entry(entry.verb, entry.operation) == "Security code or key not accepted"
