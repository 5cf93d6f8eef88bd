"""Recovery codes in a session: made to be shown, and asked for where none is left."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from people.models import User
from people.signing_in.actions.recovery_codes import (
    codes_left,
    make_codes,
    remove_codes_of_allauth,
)

# Session key of codes that have not been shown yet; sessions are stored encrypted.
NOT_YET_SHOWN = "new_recovery_codes"


def make_codes_to_show(request: HttpRequest, user: User) -> None:
    """
    Make codes for a person, which the page of their codes shows next, once. They are told by mail.

    Raises Refused, as make_codes does.
    """
    request.session[NOT_YET_SHOWN] = make_codes(user)
    get_adapter().send_notification_mail("mfa/email/recovery_codes_generated", user)


def ask_for_codes(request: HttpRequest, user: User) -> None:
    """Tell a person with a second step here, who signs in, if they have no code that they saw."""
    remove_codes_of_allauth(user)
    if not codes_left(user):
        messages.warning(
            request,
            _(
                "You have no recovery codes. Make new ones under “Your security”, so that you can "
                "sign in without your app or key."
            ),
        )
