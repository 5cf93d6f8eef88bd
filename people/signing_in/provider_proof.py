"""What a session keeps of a sign-in at an identity provider."""

from collections.abc import Mapping, MutableMapping
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.socialaccount.models import SocialLogin

from people.models import LinkedSignIn, User
from people.web.second_factor_state import PROOF

SIGN_OUTS = "provider_sign_outs"  # session key: {provider: what its sign-out takes}


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
    note_open_there(session, login)
    session[PROOF] = login.account.extra_data["proof"]
    # The person may have signed in there long before they came here.
    *earlier, last = session[AUTHENTICATION_METHODS_SESSION_KEY]
    signed_in_at = min(last["at"], session[PROOF]["signed_in_at"])
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [*earlier, last | {"at": signed_in_at}]


def begin_as_there(session: MutableMapping[str, Any]) -> None:
    """Let a session's length count from when the person signed in at the provider, if they did."""
    if proof := session.get(PROOF):
        session["began_at"] = min(session["began_at"], proof["signed_in_at"])


def note_open_there(session: MutableMapping[str, Any], login: SocialLogin) -> None:
    """Keep that the browser is signed in at a provider, which signing out here then ends."""
    if taken := login.account.extra_data["sign_out"]:
        provider_id = login.account.extra_data["proof"]["provider"]
        session[SIGN_OUTS] = session.get(SIGN_OUTS, {}) | {provider_id: taken}


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


def sign_out_urls(session: Mapping[str, Any], back: str) -> list[str]:
    """
    Where the browser also signs out: at each provider at which it signed in from this session.

    back: the absolute URL to which a provider then sends it. Source: OpenID Connect RP-Initiated
    Logout 1.0, section 2.
    """
    return [_sign_out_url(taken, back) for taken in session.get(SIGN_OUTS, {}).values()]


def _sign_out_url(taken: Mapping[str, str], back: str) -> str:
    asked = {
        "id_token_hint": taken["signed"],
        "client_id": taken["client_id"],
        "post_logout_redirect_uri": back,
    }
    joint = "&" if "?" in taken["url"] else "?"
    return f"{taken['url']}{joint}{urlencode(asked)}"
