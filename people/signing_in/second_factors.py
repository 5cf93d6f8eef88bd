"""Second factors: which one a sign-in was made with, and the encryption of their seeds."""

import base64

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from people.access.encryption import decrypt_text, encrypt_text
from people.models import User
from people.signing_in.provider_proof import has_shown_factor
from people.web.second_factor_state import (
    AT_PROVIDER,
    DEMO,
    clear_second_factor,
    is_demo_address,
    set_second_factor,
)

ENCRYPTED_PREFIX = "sealed:"
BELONGS_TO = ("second factor",)
# Factors that open an account; recovery codes only replace one that is not at hand.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def encrypt_seed(seed: str) -> str:
    """Encrypt a seed under the first key, so that no backup reveals it: a prefix and base64."""
    encrypted = encrypt_text(seed, keys=settings.SECOND_FACTOR_KEYS, belongs_to=BELONGS_TO)
    return ENCRYPTED_PREFIX + base64.b64encode(encrypted).decode()


def decrypt_seed(encrypted: str) -> str:
    """Decrypt a seed. Raises ValueError if none of the keys fits."""
    if not encrypted.startswith(ENCRYPTED_PREFIX):
        raise ValueError("This seed is not sealed.")
    bytes_kept = base64.b64decode(encrypted.removeprefix(ENCRYPTED_PREFIX))
    seed = decrypt_text(bytes_kept, keys=settings.SECOND_FACTOR_KEYS, belongs_to=BELONGS_TO)
    if seed is None:
        raise ValueError("None of the keys opens this seed.")
    return seed


def has_factor(user: User | AnonymousUser) -> bool:
    """Whether the account has a second factor, whichever way this session was opened."""
    return bool(is_mfa_enabled(user, FACTORS))


class SecondStepStage(AuthenticateStage):
    """allauth's second step of signing in, left out where the provider has asked for a factor."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return not has_shown_factor(request.session) and super()._should_handle(request)


def note_second_factor(request: HttpRequest, user: User) -> None:
    """Record in a new session which second factor it was opened with, if any."""
    records = get_authentication_records(request, user)
    used = [record["type"] for record in records if record["method"] == "mfa"]
    if used:
        set_second_factor(request.session, used[-1])
    else:
        note_no_factor(request, user)


def note_no_factor(request: HttpRequest, user: User) -> None:
    """
    Record in a session that its person has no second factor here.

    They need none where the provider at which they signed in has asked for one, or in the demo.
    """
    if has_shown_factor(request.session):
        set_second_factor(request.session, AT_PROVIDER)
    elif is_demo_address(user.email):
        set_second_factor(request.session, DEMO)
    else:
        clear_second_factor(request.session)
