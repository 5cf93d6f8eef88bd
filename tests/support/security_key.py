"""A security key as it is stored; nobody has the other half of its public key."""

import json

from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

CREDENTIAL_ID = b"a key of the tests"
USER_PRESENT_WITH_CREDENTIAL = 0x41


def add_security_key(user, name="Key 1"):
    """Give a user a security key. Returns its Authenticator."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    credential = AttestedCredentialData.create(bytes(16), CREDENTIAL_ID, public)
    data = AuthenticatorData.create(
        sha256(b"localhost"), USER_PRESENT_WITH_CREDENTIAL, 0, credential
    )
    sent = {"type": "webauthn.create", "challenge": "", "origin": "http://localhost"}
    answer = {
        "clientDataJSON": websafe_encode(json.dumps(sent).encode()),
        "attestationObject": websafe_encode(bytes(AttestationObject.create("none", data, {}))),
    }
    key_id = websafe_encode(CREDENTIAL_ID)
    facts = {"id": key_id, "rawId": key_id, "type": "public-key", "response": answer}
    return WebAuthn.add(user, name, facts | {"clientExtensionResults": {}}).instance
