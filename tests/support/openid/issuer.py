"""An identity provider of the tests: its keys, its people, and the tokens that it signs."""

import base64
import hashlib
import json
import secrets
import time

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

SECONDS = 300


class Issuer:
    """
    One OpenID Connect provider with one client.

    Whoever is `person` is signed in there and is sent back at once. fault: what is wrong with the
    next token. auth_time: when the person signed in there, in seconds; they sign in anew where
    prompt=login or max_age asks for it, unless is_stubborn.
    """

    def __init__(self, url, client_id="rasso", client_secret="a secret of the tests"):
        self.url, self.client_id, self.client_secret = url, client_id, client_secret
        self.codes, self.keys, self.sent = {}, [], []
        self.rotate()
        self.reset()

    def reset(self):
        self.person, self.claims, self.fault = "person-1", {}, ""
        self.auth_time, self.is_stubborn, self.error = time.time(), False, ""
        self.signed_out, self.sent = [], []

    def rotate(self, *, is_kept=False):
        """Sign with a new key from now on. is_kept: the older ones are still published."""
        key = rsa.generate_private_key(65537, 2048)
        self.keys = [*(self.keys if is_kept else []), (secrets.token_hex(4), key)]

    def discovery(self):
        paths = {
            "authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys",
            "userinfo_endpoint": "userinfo", "end_session_endpoint": "sign-out",
        }  # fmt: skip
        told = {name: f"{self.url}/{path}" for name, path in paths.items()}
        issuer = f"{self.url}/other" if self.fault == "discovery" else self.url
        return told | {
            "issuer": issuer,
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
        }

    def published_keys(self):
        rows = []
        for kid, key in self.keys:
            row = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
            rows.append(row | {"kid": kid, "use": "sig", "alg": "RS256"})
        return {"keys": rows}

    def code_for(self, asked):
        """A code for what the browser was sent with; signs the person in anew where asked."""
        self.sent.append(asked)
        too_old = time.time() - self.auth_time > float(asked.get("max_age", "inf"))
        if (too_old or asked.get("prompt") == "login") and not self.is_stubborn:
            self.auth_time = time.time()
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return code

    def token_for(self, code, verifier, redirect_uri):
        """The ID token for a code, once. None if anything does not fit."""
        asked = self.codes.pop(code, None)
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not asked or asked["redirect_uri"] != redirect_uri:
            return None
        if asked.get("code_challenge") != challenge or asked["code_challenge_method"] != "S256":
            return None
        return self.signed(asked.get("nonce"))

    def signed(self, nonce):
        now = int(time.time())
        claims = {
            "iss": self.url, "sub": self.person, "aud": self.client_id, "nonce": nonce,
            "iat": now, "exp": now + SECONDS, "auth_time": int(self.auth_time),
            "email": "priya.nair@police.example", "name": "Priya Nair",
        }  # fmt: skip
        kid, key = self.keys[-1]
        return faulty(claims | self.claims, key, kid, self)


def faulty(claims, key, kid, issuer):
    """The signed token, with the issuer's fault in it."""
    fault, now = issuer.fault, int(time.time())
    wrong = {
        "issuer": {"iss": f"{issuer.url}/other"},
        "audience": {"aud": "another client"},
        "two audiences": {"aud": [issuer.client_id, "another client"]},
        "azp": {"azp": "another client"},
        "expired": {"exp": now - 120},
        "future": {"iat": now + 300},
        "nonce": {"nonce": "of somebody else"},
        "old sign-in": {"auth_time": now - 17 * 60},
        "later sign-in": {"auth_time": now + 300},
        "blank subject": {"sub": ""},
    }
    claims = claims | wrong.get(fault, {})
    if fault.startswith("no "):
        claims.pop(fault.removeprefix("no "), None)
    if fault == "signature":
        key = rsa.generate_private_key(65537, 2048)
    if fault == "unsigned":
        return jwt.encode(claims, "", algorithm="none", headers={"kid": kid})
    if fault == "secret as key":
        return jwt.encode(claims, issuer.client_secret * 2, algorithm="HS256", headers={"kid": kid})
    if fault == "key":
        kid = "never published"
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": kid})
