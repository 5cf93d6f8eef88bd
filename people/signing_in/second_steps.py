"""The log of second steps: each code or key that was accepted, and each that was not."""

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django import forms
from django.http import HttpRequest

from people.models import User

THROTTLED = "too_many_login_attempts"  # allauth's code of the error
NOT_THE_FACTOR = "Not a code or key of this account"
VERB_BY_FACTOR = {
    Authenticator.Type.TOTP: "code_accepted",
    Authenticator.Type.WEBAUTHN: "key_accepted",
}


def note_accepted_step(request: HttpRequest, form: forms.Form) -> None:
    """
    Log the factor that a form has checked. Of a recovery code its owner is told too, by mail.

    It is called before the session is opened or confirmed, so that neither is without an entry.
    """
    used: Any = getattr(form, "authenticator", None) or form.cleaned_data["credential"]
    if used.type == Authenticator.Type.RECOVERY_CODES:
        get_adapter().send_notification_mail("mfa/email/recovery_code_used", used.user)
    else:
        get_account_adapter().note(request, VERB_BY_FACTOR[used.type], user_id=used.user_id)


def note_failed_step(request: HttpRequest, user: User, form: forms.Form) -> None:
    """Log a code or key that was not accepted, or not looked at after too many of them."""
    codes = {error.code for errors in form.errors.as_data().values() for error in errors}
    is_throttled = THROTTLED in codes
    get_account_adapter().note(
        request,
        "second_step_throttled" if is_throttled else "second_step_failed",
        user_id=user.pk,
        refused="Too many attempts" if is_throttled else NOT_THE_FACTOR,
    )
