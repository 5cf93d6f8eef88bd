"""allauth's views with rules of ours: rate limits, and the second factor of a session."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import PasswordResetView
from allauth.core import ratelimit
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from people.signing_in.second_factors import note_no_factor
from people.signing_in.sessions import end_sessions
from people.web.second_factor_state import has_second_factor, set_second_factor

# Factors that open an account; recovery codes only replace one that is not at hand.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class RequestPasswordResetView(PasswordResetView):
    """
    allauth's page with a rate limit by account and client address together.

    By the account alone, anyone who knows an e-mail address could use up its owner's requests.
    """

    def form_valid(self, form: ResetPasswordForm) -> HttpResponse:
        place = get_adapter().get_client_ip(self.request)
        key = f"{form.cleaned_data['email'].lower()}:{place}"
        limited: HttpResponse | None = ratelimit.consume_or_429(
            self.request, action="reset_password_of", key=key
        )
        if limited:
            return limited
        answer: HttpResponse = super().form_valid(form)
        return answer


class SetUpView(TemplateView):
    """The only page for a person who has no second factor, with the ways to set one up."""

    template_name = "mfa/set_up.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if has_second_factor(request.session):
            return redirect("mfa_index")
        return super().get(request, *args, **kwargs)


class ActivateAppView(ActivateTOTPView):
    """allauth's page; the code that was entered opens the rest of the service."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        back = (reverse("mfa_index"), _("Your security"))
        if not has_second_factor(self.request.session):
            back = (reverse("mfa_set_up"), _("Back"))
        facts: dict[str, Any] = super().get_context_data(**context)
        return facts | {"back": back}

    def form_valid(self, form: ActivateTOTPForm) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        set_up_with(self.request, Authenticator.Type.TOTP)
        return answer


class RemoveAppView(DeactivateTOTPView):
    """allauth's page; the account's other sessions end."""

    def form_valid(self, form: DeactivateTOTPForm) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        after_removal(self.request)
        return answer


def after_removal(request: HttpRequest) -> None:
    """End the account's other sessions; without any factor left, this one reaches the set-up."""
    user = authenticated_user(request)
    end_sessions(account=user, but_not=request.session.session_key)
    if not is_mfa_enabled(user, FACTORS):
        note_no_factor(request, user)


def set_up_with(request: HttpRequest, kind: str) -> None:
    """Open the rest of the service to a person who has just shown a new factor of this kind."""
    set_second_factor(request.session, kind)
    # It also confirms who they are, so that the recovery codes are shown next.
    record_authentication(request, request.user, "mfa", type=kind, reauthenticated=True)
