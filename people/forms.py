"""allauth's forms, asking and complaining in our words."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from django.utils.translation import gettext_lazy as _

from people import set_up_links

LONG_ENOUGH = _("Use at least 15 characters. Three or four unrelated words work well.")
WORDS = {  # name of the question: label, hint, what to do when it is left blank
    "login": (_("Email address"), "", _("Enter your email address")),
    "email": (_("Email address"), "", _("Enter your email address")),
    "password": (_("Password"), "", _("Enter your password")),
    "oldpassword": (_("Your password now"), "", _("Enter your password as it is now")),
    "password1": (_("New password"), LONG_ENOUGH, _("Enter a new password")),
    "code": (_("Security code"), "", _("Enter the code that your app shows now")),
}
BAD_EMAIL = _("Enter an email address in the right form, like name@example.police.uk")


class InOurWords:
    """A form of allauth's, with our labels. A password is asked for once: it can be shown."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name in WORDS.keys() & self.fields.keys():
            field = self.fields[name]
            field.label, field.help_text, field.error_messages["required"] = WORDS[name]
        for name in {"login", "email"} & self.fields.keys():
            self.fields[name].validators[0].message = BAD_EMAIL


class SignIn(InOurWords, account.LoginForm):
    """E-mail address and password."""


class ChangePassword(InOurWords, account.ChangePasswordForm):
    """The old password and a new one."""


class AskForReset(InOurWords, account.ResetPasswordForm):
    """Where to send the link to someone who has forgotten a password."""

    users: list

    def clean_email(self) -> str:
        """Only the address an account has now, not an earlier one, and not one that is too new."""
        email = super().clean_email()
        ours = [user for user in self.users if user.email == email]
        self.users = [user for user in ours if set_up_links.may_be_sent(user)]
        return email


class ChooseNewPassword(InOurWords, account.ResetPasswordKeyForm):
    """A new password, for someone who followed that link."""


class ConfirmItIsYou(InOurWords, account.ReauthenticateForm):
    """The password again, before anything about security is changed."""


class SecurityCode(InOurWords, mfa.AuthenticateForm):
    """The second step of signing in."""


class SecurityCodeAgain(InOurWords, mfa.ReauthenticateForm):
    """The second step again, before anything about security is changed."""


class TurnOnCodes(InOurWords, ActivateTOTPForm):
    """The first code of an app that has just been set up. It opens nothing a second time."""

    def clean_code(self) -> str:
        code = super().clean_code()
        if not TOTP(Authenticator(user=self.user))._mark_code_used(code):
            raise get_adapter().validation_error("incorrect_code")
        return code
