"""What a session keeps of a sign-in at an identity provider."""

from collections.abc import Mapping, MutableMapping
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.http import HttpRequest

from people.models import LinkedSignIn, User

PROOF = "provider_proof"  # session key


def note_provider_step(session: MutableMapping[str, Any], facts: dict[str, Any] | None) -> None:
    """
    Keep what a provider has just said of whoever signs in, or forget an earlier one's answer.

    facts: allauth's of this sign-in; its answer of a provider is taken out, so that no more of it
    is stored.
    """
    login = (facts or {}).pop("sociallogin", None)
    if login is None:
        session.pop(PROOF, None)
        return
    session[PROOF] = login.account.extra_data["proof"]
    # The person may have signed in there long before they came here.
    *earlier, last = session[AUTHENTICATION_METHODS_SESSION_KEY]
    signed_in_at = min(last["at"], session[PROOF]["signed_in_at"])
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [*earlier, last | {"at": signed_in_at}]


def has_shown_factor(session: Mapping[str, Any]) -> bool:
    """Whether the provider has said that the person has shown a second factor there."""
    return bool((session.get(PROOF) or {}).get("second_factor"))


def is_still_linked(session: Mapping[str, Any], user: User) -> bool:
    """Whether the sign-in at the provider, if it was one, still leads to this account."""
    proof = session.get(PROOF)
    if not proof:
        return True
    facts = {"issuer": proof["issuer"], "subject": proof["subject"]}
    return LinkedSignIn.objects.filter(user=user, **facts).exists()


def provider_sign_out_url(request: HttpRequest, back: str) -> str:
    """
    Where the browser also signs out at the provider; "" if it did not sign in there.

    back: the absolute URL to which the provider then sends it. Source: OpenID Connect RP-Initiated
    Logout 1.0, section 2.
    """
    proof = request.session.get(PROOF) or {}
    if not proof.get("sign_out"):
        return ""
    asked = {
        "id_token_hint": proof["signed"],
        "client_id": proof["client_id"],
        "post_logout_redirect_uri": back,
    }
    joint = "&" if "?" in proof["sign_out"] else "?"
    return f"{proof['sign_out']}{joint}{urlencode(asked)}"
