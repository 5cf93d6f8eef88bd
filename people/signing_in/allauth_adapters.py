"""allauth adapters: no sign-up, and responses and mails that do not reveal accounts."""

import logging
from threading import Thread
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core import context as current
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.core.mail import EmailMessage
from django.db.transaction import atomic
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.models import User
from people.signing_in import second_factors
from people.signing_in.actions.passwords import save_password
from people.signing_in.audit_events import SignInAuditMixin
from people.signing_in.providers import ways_to_confirm
from people.signing_in.second_factors import has_factor
from people.signing_in.sessions import end_sessions
from people.web import absolute_urls
from people.web.fresh_authentication import forget_later_records, is_fresh
from people.web.second_factor_state import PROOF, is_by_password_alone
from people.web.session_store import session_of

ALLAUTHS_SECOND_STEP = "allauth.mfa.stages.AuthenticateStage"
log = logging.getLogger(__name__)


class AccountAdapter(SignInAuditMixin):
    """Accounts are added by administrators; users can sign in and change their password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Enter the email address and password of your account"),
        "enter_current_password": _("Enter your password as it is now"),
        "incorrect_password": _("Enter the password of your account"),
        "too_many_login_attempts": _("Too many attempts. Wait 5 minutes, then try again"),
        "rate_limited": _("Too many attempts. Wait 5 minutes, then try again"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """
        Rate-limit key of failed sign-ins: account and client address together.

        By the account alone, anyone who knows an e-mail address could lock its owner out.
        """
        account = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{account}:{self.get_client_ip(request)}"

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """
        Whether a change of the account's security asks who it is again.

        Not the set-up of the first factor soon after sign-in: the password was entered just now.
        """
        session = self.request.session
        forget_later_records(session)
        if not get_reauthentication_flows(self.request.user) and not is_fresh(session):
            raise ReauthenticationRequired  # allauth asks nothing of who has no password or code
        is_first = is_by_password_alone(session) and not has_factor(self.request.user)
        if is_first and is_fresh(session):
            return False
        required: bool = super().is_reauthentication_required(app=app, **more)
        return required

    def get_login_stages(self) -> list[str]:
        stages: list[str] = super().get_login_stages()
        ours = "people.signing_in.second_factors.SecondStepStage"
        return [ours if each == ALLAUTHS_SECOND_STEP else each for each in stages]

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """The provider first for who signed in there, and last for others whom it knows."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if not user.is_authenticated:
            return ways
        there = ways_to_confirm(user)
        return [*there, *ways] if PROOF in self.request.session else [*ways, *there]

    def set_password(self, user: User, password: str) -> None:
        """
        Change or reset a password, and end the account's sessions but the one it is done in.

        Of one that was deactivated meanwhile it is not changed, and the page says that it was.
        """
        with atomic():
            if not save_password(user, password):
                raise ImmediateHttpResponse(redirect("account_inactive"))
            end_sessions(account=user, but_not=session_of(self.request).lasting_id)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link under PUBLIC_ORIGIN, never under the request's Host header."""
        return absolute_urls.absolute_url(
            super().get_reset_password_from_key_url(key), self.request
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """
        Send after the response, because only an existing account gets a mail: neither response
        time nor a mail server that is down may reveal whether an account exists.
        """
        facts = {"request": current.request, "email": email} | context
        message = self.render_mail(template_prefix, email, facts)
        Thread(target=deliver_mail, args=(message,)).start()


class SecurityCodeAdapter(DefaultMFAAdapter):
    """Codes from an authenticator app; their seeds are encrypted."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Enter the code that your app shows now, or a recovery code"),
    }

    def generate_authenticator_name(self, user: User, kind: str) -> str:
        """A name for the next key, which its owner may change."""
        number = Authenticator.objects.filter(user=user, type=kind).count() + 1
        return gettext("Key %(number)s") % {"number": number}

    def encrypt(self, text: str) -> str:
        return second_factors.encrypt_seed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return second_factors.decrypt_seed(encrypted_text)


def deliver_mail(message: EmailMessage) -> None:
    """Send a mail; log errors only, because the response has already been sent."""
    try:
        message.send()
    except OSError:  # smtplib's errors are OSErrors; neither address nor text goes in the log
        log.warning("account mail not sent", exc_info=False)
