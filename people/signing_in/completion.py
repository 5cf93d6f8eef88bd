"""The account as it is when a sign-in completes: it may have changed since the password step."""

from allauth.account.internal.stagekit import clear_login
from django.contrib import messages
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from people.models import User
from people.signing_in.provider_proof import is_still_linked

PASSWORD_STEP = "password_step"  # noqa: S105 - session key: which password was entered, as a hash
NOT_OPEN = "The account was closed meanwhile"
OTHER_PASSWORD = "The password was changed meanwhile"  # noqa: S105 - for the audit log
UNLINKED = "The sign-in at a provider was unlinked meanwhile"
SIGN_IN_AGAIN = _("Your password was changed while you signed in. Sign in with the new one.")


def note_password_step(request: HttpRequest, user: User) -> None:
    """Remember which password the person has entered."""
    request.session[PASSWORD_STEP] = user.get_session_auth_hash()


def refusal(request: HttpRequest, user: User) -> str:
    """
    Lock the account. Returns why it must not be opened, for the audit log, or "".

    Whoever closes it meanwhile waits for the lock, and then ends the new session with the others.
    """
    now = User.objects.select_for_update(no_key=True).filter(pk=user.pk, is_active=True).first()
    if now is None:
        return NOT_OPEN
    if not is_still_linked(request.session, user):
        return UNLINKED
    entered = request.session.pop(PASSWORD_STEP, "")
    is_same = constant_time_compare(now.get_session_auth_hash(), entered)
    return "" if is_same else OTHER_PASSWORD


def forget(request: HttpRequest, reason: str) -> None:
    """Forget a sign-in that was refused, and say what the person can do."""
    request.session.pop(PASSWORD_STEP, None)
    clear_login(request)
    if reason == OTHER_PASSWORD:
        messages.error(request, str(SIGN_IN_AGAIN))
