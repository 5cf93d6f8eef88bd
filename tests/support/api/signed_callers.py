"""A system that proves itself by a key, and officers whom their agency's provider names."""

import json
import time
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from threading import Thread
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ed25519

from devtools.case_builder import MONDAY
from people.models import LinkedSignIn, System
from tests.support.api.token_callers import Caller
from tests.support.openid import provider
from tests.support.openid.issuer import Issuer
from tests.support.openid.running import Providers

TOKEN = "http://testserver/api/token/"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
BY_KEY = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@contextmanager
def served_providers():
    """{name: Issuer} of two providers that publish their keys on loopback, and the settings."""
    with ThreadingHTTPServer(("127.0.0.1", 0), provider.Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        for name in ("police", "cps"):
            provider.ISSUERS[name] = Issuer(f"{base}/{name}")
        settings = Providers(base).settings()
        for app in settings["openid_connect"]["APPS"]:
            app["settings"]["mfa_amr"] = ["mfa"]
        yield provider.ISSUERS, settings
        server.shutdown()


def claims_for(issuer, subject, **other):
    """What an assertion says; a claim that is given as None is left out."""
    now = int(time.time())
    claims = {
        "iss": issuer, "sub": subject, "aud": TOKEN, "iat": now, "exp": now + 240,
        "jti": uuid4().hex,
    }  # fmt: skip
    return {name: value for name, value in (claims | other).items() if value is not None}


def officer_assertion(issuer, subject, **other):
    """What a provider signs of an officer, who has signed in there with two steps an hour ago."""
    kid, key = issuer.keys[-1]
    signed_in = {"auth_time": int(time.time()) - 3600, "amr": ["pwd", "mfa"]}
    claims = claims_for(issuer.url, subject, **signed_in | other)
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": kid})


class SignedCaller(Caller):
    """A system with a key instead of a secret."""

    def __init__(self, *units, **facts):
        super().__init__(*units, **facts)
        self.key = ed25519.Ed25519PrivateKey.generate()
        row = json.loads(jwt.algorithms.OKPAlgorithm.to_jwk(self.key.public_key()))
        keys = {"keys": [row | {"kid": "one"}]}
        System.objects.filter(pk=self.system.pk).update(public_keys=keys)

    def own_assertion(self, **other):
        named = str(self.system.pk)
        claims = claims_for(named, named, **other)
        return jwt.encode(claims, self.key, algorithm="EdDSA", headers={"kid": "one"})

    def ask(self, grant=GRANT, by=None, **more):
        """Ask for a token, proven by a key. by: another assertion of the system."""
        asked = {"grant_type": grant, "client_assertion_type": BY_KEY}
        asked["client_assertion"] = self.own_assertion() if by is None else by
        return self.post_form("/api/token/", asked | more)

    def acting_for(self, issuer, subject):
        """The same system with a token for the officer whom a provider names."""
        answer = self.ask(assertion=officer_assertion(issuer, subject))
        assert answer.status_code == 200, answer.content
        self.token, self.officer = answer.json()["access_token"], None
        return self


def link(user, issuer, subject):
    """Link what a provider calls a person to their account."""
    LinkedSignIn.objects.create(user=user, issuer=issuer.url, subject=subject, linked_at=MONDAY)
