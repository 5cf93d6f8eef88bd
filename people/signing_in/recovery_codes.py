"""Recovery codes in a session: made to be shown, and asked for where none is left."""

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
    """Make codes for a person, which the page of their codes shows next, once."""
    request.session[NOT_YET_SHOWN] = make_codes(user)


def ask_for_codes(request: HttpRequest, user: User) -> None:
    """Tell a person who has signed in by a second step if they have no recovery code left."""
    remove_codes_of_allauth(user)
    if not codes_left(user):
        messages.warning(
            request,
            _(
                "You have no recovery codes. Make new ones under “Your security”, so that you can "
                "sign in without your app or key."
            ),
        )
