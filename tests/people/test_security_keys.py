"""What is sent in place of a security key's answer opens nothing, and breaks nothing."""

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache

from tests.support.people.cast import make_user
from tests.support.security_key import add_security_key

PASSWORD = "a long enough pass phrase"
RESPONSE = {"clientDataJSON": "e30", "attestationObject": "oA", "authenticatorData": "AA"}
FORGED = [
    "", "null", "[]", "{}", "1", '"x"', "[" * 100_000, "{not json",
    json.dumps({"id": "x", "response": {}}),
    json.dumps({"id": "x", "rawId": "x", "response": {}, "type": "public-key"}),
    json.dumps({"id": "eA", "rawId": "eA", "response": RESPONSE, "type": "public-key"}),
    json.dumps({"id": 7, "rawId": [], "response": None, "type": {}}),
    json.dumps({"id": "eA", "rawId": "eA", "type": "public-key", "response": RESPONSE | {
        "signature": "AA", "userHandle": None}}),
]  # fmt: skip


@pytest.fixture
def person(police):
    cache.clear()
    user = make_user(police)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def sign_in(client, person):
    def enter_password():
        sent = {"login": person.email, "password": PASSWORD}
        return client.post("/account/sign-in/", sent)

    return enter_password


@pytest.mark.parametrize("forged", FORGED)
def test_no_forged_answer_sets_a_key_up(client, person, sign_in, forged):
    sign_in()
    client.get("/account/security/keys/add/")
    page = client.post("/account/security/keys/add/", {"name": "Key", "credential": forged})
    assert "The key was not accepted" in page.content.decode()
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("forged", FORGED)
def test_no_forged_answer_signs_in_or_confirms(client, person, sign_in, forged):
    add_security_key(person)
    sign_in()
    page = client.get("/account/security/code/")
    assert page.context["offers_key"]
    page = client.post("/account/security/code/", {"credential": forged})
    assert "The key was not accepted" in page.content.decode()
    assert SESSION_KEY not in client.session
    client.force_login(person)
    asked = "/account/security/keys/confirm/"
    client.get(asked)
    page = client.post(asked, {"credential": forged}, follow=True)
    assert "The key was not accepted" in page.content.decode()


def test_a_person_without_a_key_is_offered_none(client, person, sign_in):
    TOTP.activate(person, generate_totp_secret())
    sign_in()
    page = client.get("/account/security/code/")
    assert not page.context["offers_key"] and "data-key" not in page.content.decode()


def test_nobody_removes_another_person_s_key(client, person, police):
    key = add_security_key(make_user(police))
    client.force_login(person)
    client.post("/account/confirm/", {"password": PASSWORD})
    assert client.post(f"/account/security/keys/{key.pk}/remove/").status_code == 404
    assert Authenticator.objects.exists()
