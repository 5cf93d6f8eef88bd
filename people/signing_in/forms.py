"""allauth's forms with our labels and error messages."""

import struct
from typing import TYPE_CHECKING, Any

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from people.models import User
from people.signing_in import set_up_links
from people.signing_in.actions.recovery_codes import bare_code, use_code
from people.signing_in.second_steps import THROTTLED
from people.web.text_fields import SingleLineField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PASSWORD_HINT = _("Use at least 15 characters. Three or four unrelated words work well.")
# field name: label, hint, message when it is left blank
FIELD_WORDING: "dict[str, tuple[StrOrPromise, StrOrPromise, StrOrPromise]]" = {
    "login": (_("Email address"), "", _("Enter your email address")),
    "email": (_("Email address"), "", _("Enter your email address")),
    "password": (_("Password"), "", _("Enter your password")),
    "oldpassword": (_("Your password now"), "", _("Enter your password as it is now")),
    "password1": (_("New password"), PASSWORD_HINT, _("Enter a new password")),
    "code": (_("Security code"), "", _("Enter the code that your app shows now")),
}
KEY_REFUSED = _("The key was not accepted. Try again")
# What reading an answer raises that no key gives.
MALFORMED = (
    ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
    struct.error,
)  # fmt: skip
INVALID_EMAIL = _("Enter an email address in the right form, like name@example.police.uk")


class OwnWordingMixin(forms.Form):
    """An allauth form with our labels. Asks for a password once, because it can be shown."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name in FIELD_WORDING.keys() & self.fields.keys():
            field, (label, hint, missing) = self.fields[name], FIELD_WORDING[name]
            field.label, field.help_text, field.error_messages["required"] = label, hint, missing
        for name in {"login", "email"} & self.fields.keys():
            self.fields[name].validators = [
                EmailValidator(INVALID_EMAIL) if isinstance(each, EmailValidator) else each
                for each in self.fields[name].validators
            ]


class SignInForm(OwnWordingMixin, account.LoginForm):
    """E-mail address and password."""


class ChangePasswordForm(OwnWordingMixin, account.ChangePasswordForm):
    """The old password and a new one."""


class RequestPasswordResetForm(OwnWordingMixin, account.ResetPasswordForm):
    """The address to which a link to reset the password is sent."""

    users: list[User]

    def clean_email(self) -> str:
        """Accept only an account's current e-mail address, and not one that is too new."""
        email: str = super().clean_email()
        ours = [user for user in self.users if user.email == email]
        self.users = [user for user in ours if set_up_links.may_send_link(user)]
        return email


class SetNewPasswordForm(OwnWordingMixin, account.ResetPasswordKeyForm):
    """A new password, for someone who followed that link."""


class ConfirmPasswordForm(OwnWordingMixin, account.ReauthenticateForm):
    """The password again, before anything about security is changed."""


class RecoveryCodeMixin(mfa.BaseAuthenticateForm):
    """
    A form that takes a code of the app, or one of our recovery codes.

    No code that an earlier release made of a stored seed, which allauth would try too.
    """

    user: User

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        clear_limit = check_rate_limit(self.user)
        is_recovery = bare_code(typed) is not None
        self.authenticator = use_code(self.user, typed) if is_recovery else self._app_of(typed)
        if self.authenticator is None:
            raise get_adapter().validation_error("incorrect_code")
        clear_limit()
        return typed

    def _app_of(self, code: str) -> Authenticator | None:
        """The person's app, if it shows this code. Nothing else takes one of digits alone."""
        for app in Authenticator.objects.filter(user=self.user, type=Authenticator.Type.TOTP):
            if app.wrap().validate_code(code):
                app.user = self.user
                return app
        return None


class SecurityCodeForm(RecoveryCodeMixin, OwnWordingMixin, mfa.AuthenticateForm):
    """The second step of signing in."""


class ConfirmSecurityCodeForm(RecoveryCodeMixin, OwnWordingMixin, mfa.ReauthenticateForm):
    """The second step again, before anything about security is changed."""


class KeyAnswerMixin(forms.Form):
    """A form that a security key answers: whatever is not such an answer gets one message."""

    def full_clean(self) -> None:
        try:
            super().full_clean()
        except MALFORMED:  # allauth and its library read what anybody can send
            self.add_error(None, KEY_REFUSED)
        if self.errors.keys() - {"name"}:
            is_throttled = self.has_error("credential", THROTTLED)
            for name in [*self.errors]:
                if name != "name":
                    del self.errors[name]
            self.add_error(None, ValidationError(KEY_REFUSED, THROTTLED if is_throttled else ""))


class KeyForm(KeyAnswerMixin, AuthenticateWebAuthnForm):
    """The second step of signing in, by a security key."""


class ConfirmByKeyForm(KeyAnswerMixin, ReauthenticateWebAuthnForm):
    """A security key again, before anything about security is changed."""


class AddKeyForm(KeyAnswerMixin, OwnWordingMixin, AddWebAuthnForm):
    """A new security key, and what its owner calls it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = _("What do you call this key?")
        self.fields["name"] = SingleLineField(label=asked, max_length=60, required=False)


class ActivateCodesForm(OwnWordingMixin, ActivateTOTPForm):
    """The first code of a new authenticator app. It cannot be used a second time."""

    def clean_code(self) -> str:
        code: str = super().clean_code()
        if not TOTP(Authenticator(user=self.user))._mark_code_used(code):
            raise get_adapter().validation_error("incorrect_code")
        return code
