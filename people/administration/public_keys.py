"""Public keys by which a system proves itself, as JWK sets (RFC 7517) without private parts."""

import base64
import hashlib
import json
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NO_KEYS = _("Enter a JWK set: a JSON object with a list of public keys under “keys”")
PRIVATE = _("This holds a private key. Make a new pair, and enter the public key alone")
TOO_WEAK = _("Enter keys of RSA with 2048 bits or more, of P-256, P-384 or P-521, or of Ed25519")
KEY_IDS = _("Give each key an id of its own under “kid”")
MOST_KEYS = 4  # one in use and one to come, twice over
SMALLEST_RSA = 2048  # bits; NIST SP 800-131A
CURVES = ("secp256r1", "secp384r1", "secp521r1")
PARTS = ("kty", "kid", "use", "alg", "crv", "x", "y", "n", "e")  # of a public key
# The members of a public key that its thumbprint covers. Source: RFC 7638, 3.2; RFC 8037, 2.
COVERED = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x")}


def checked_keys(text: str) -> dict[str, Any]:
    """A typed JWK set, with the parts of public keys alone. Raises ValidationError."""
    try:
        rows = json.loads(text)["keys"]
        ids = [row["kid"] for row in rows]
    except (ValueError, TypeError, LookupError, RecursionError):
        raise ValidationError(NO_KEYS) from None
    if not 0 < len(rows) <= MOST_KEYS:
        raise ValidationError(NO_KEYS)
    if any("d" in row or "k" in row for row in rows):
        raise ValidationError(PRIVATE)
    if not all(isinstance(each, str) and each for each in ids) or len(set(ids)) != len(ids):
        raise ValidationError(KEY_IDS)
    for row in rows:
        _check_strength(row)
    return {"keys": [{part: row[part] for part in PARTS if part in row} for row in rows]}


def _check_strength(row: dict[str, Any]) -> None:
    try:
        key = jwt.PyJWK(row).key
    except (jwt.PyJWTError, ValueError, TypeError, LookupError):
        raise ValidationError(TOO_WEAK) from None
    is_rsa = isinstance(key, rsa.RSAPublicKey) and key.key_size >= SMALLEST_RSA
    is_curve = isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in CURVES
    if not (is_rsa or is_curve or isinstance(key, ed25519.Ed25519PublicKey)):
        raise ValidationError(TOO_WEAK)


def keys_in_words(keys: dict[str, Any]) -> str:
    """Each key by its id and thumbprint (RFC 7638), as whoever made it can compare them."""
    return ", ".join(f"{row['kid']} ({thumbprint(row)})" for row in keys["keys"])


def thumbprint(row: dict[str, Any]) -> str:
    """The SHA-256 thumbprint of a public key."""
    covered = {name: row[name] for name in COVERED[row["kty"]]}
    text = json.dumps(covered, sort_keys=True, separators=(",", ":"))
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
