"""The keys by which a system proves itself: public, strong, and set by two people."""

import json

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from django.urls import reverse
from django.utils import timezone

from people.administration.actions import systems
from people.administration.public_keys import thumbprint
from people.models import AccessProposal, System, Token
from tests.support.people.approvals import (
    approve_on_page,
    approved,
    post_by_two,
    propose_on_page,
)
from tests.support.people.cast import scope_of
from tests.support.people.directory import Directory
from tests.support.people.pages import response_text

PAGE = "set-public-keys"


@pytest.fixture
def system(police, administrator):
    return systems.add_system(
        approval=approved("add_system"), by=scope_of(administrator), at=timezone.now(),
        name="Records system", agency=police.agency,
    )  # fmt: skip


def jwk(key, **more):
    kinds = {
        rsa.RSAPrivateKey: jwt.algorithms.RSAAlgorithm,
        ec.EllipticCurvePrivateKey: jwt.algorithms.ECAlgorithm,
        ed25519.Ed25519PrivateKey: jwt.algorithms.OKPAlgorithm,
    }
    [algorithm] = [each for kind, each in kinds.items() if isinstance(key, kind)]
    return json.loads(algorithm.to_jwk(key.public_key())) | {"kid": "one"} | more


def key_set(*rows):
    return json.dumps({"keys": list(rows)})


def curve_key():
    return ec.generate_private_key(ec.SECP256R1())


def test_two_people_set_them_and_the_secret_and_the_tokens_end(admin, system):
    now = timezone.now()
    systems.issue_token(system=system, token="t", scopes=["read"], at=now)
    row = jwk(curve_key(), x5c=["left out"])
    propose_on_page(admin, PAGE, system.account_id, keys=key_set(row))
    assert System.objects.get().public_keys is None
    [proposal] = AccessProposal.objects.all()
    shown = response_text(admin.get(reverse("see-access-proposal", args=[proposal.pk])))
    assert f"one ({thumbprint(row)})" in shown
    assert approve_on_page().status_code == 302

    assert System.objects.get().public_keys == {
        "keys": [{name: value for name, value in row.items() if name != "x5c"}]
    }
    assert not Token.objects.exists()
    page = response_text(admin.get(reverse("person", args=[system.account_id])))
    assert thumbprint(row) in page and reverse("renew-secret", args=[system.account_id]) not in page


@pytest.mark.parametrize(
    "key",
    [curve_key(), rsa.generate_private_key(65537, 2048), ed25519.Ed25519PrivateKey.generate()],
    ids=["P-256", "RSA 2048", "Ed25519"],
)  # fmt: skip
def test_each_strong_kind_is_taken(admin, system, key):
    answer = post_by_two(admin, PAGE, system.account_id, keys=key_set(jwk(key)))
    assert answer.status_code == 302


WEAK = {
    "nothing": "",
    "no JSON": "-----BEGIN PUBLIC KEY-----",
    "no list": "{}",
    "an empty list": key_set(),
    "five": key_set(*[jwk(curve_key(), kid=str(n)) for n in range(5)]),
    "a key without an id": key_set({
        name: value for name, value in jwk(curve_key()).items() if name != "kid"
    }),
    "two of one id": key_set(jwk(curve_key()), jwk(curve_key())),
    "a private key": key_set(json.loads(jwt.algorithms.ECAlgorithm.to_jwk(curve_key())) | {
        "kid": "one"
    }),
    "a shared secret": key_set({"kty": "oct", "k": "c2VjcmV0", "kid": "one"}),
    "RSA of 1024 bits": key_set(jwk(rsa.generate_private_key(65537, 1024))),
    "another curve": key_set(jwk(ec.generate_private_key(ec.SECP256K1()))),
    "a point that is none": key_set(jwk(curve_key(), x="AAAA")),
}  # fmt: skip


@pytest.mark.parametrize("text", WEAK.values(), ids=WEAK.keys())
def test_anything_else_is_refused_with_what_was_typed(admin, system, text):
    answer = propose_on_page(admin, PAGE, system.account_id, keys=text)

    assert answer.status_code == 200
    assert "There is a problem" in response_text(answer)
    assert not AccessProposal.objects.exists()


def test_whoever_sends_a_private_key_is_told_to_make_another(admin, system):
    text = WEAK["a private key"]
    answer = propose_on_page(admin, PAGE, system.account_id, keys=text)

    assert "This holds a private key. Make a new pair" in response_text(answer)


def test_a_directory_has_a_secret_alone(admin, police, administrator):
    account = Directory(police, administrator).system.account_id
    answer = propose_on_page(admin, PAGE, account, keys=key_set(jwk(curve_key())))

    assert answer.status_code == 409
    assert reverse(PAGE, args=[account]) not in response_text(
        admin.get(reverse("person", args=[account]))
    )


def test_the_thumbprint_is_that_of_the_standard():
    """Source: RFC 7638, 3.1."""
    row = {
        "kty": "RSA", "e": "AQAB", "alg": "RS256", "kid": "2011-04-29",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSo"
        "c_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_F"
        "DW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQ"
        "Fh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
    }  # fmt: skip
    assert thumbprint(row) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
