"""allauth's views with rules of ours: rate limits, and the second factor of a session."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ReauthenticateForm, ResetPasswordForm
from allauth.account.views import PasswordChangeView, PasswordResetView, ReauthenticateView
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from people.signing_in.factor_changes import (
    AddFactorMixin,
    ChangeFactorMixin,
    after_removal,
    set_up_with,
)
from people.web.second_factor_state import has_second_factor


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


class ConfirmByPasswordView(ReauthenticateView):
    """Confirm who it is by the password; the session goes on under a new key."""

    def form_valid(self, form: ReauthenticateForm) -> HttpResponse:
        self.request.session.cycle_key()
        answer: HttpResponse = super().form_valid(form)
        return answer


class ChangePasswordView(ChangeFactorMixin, PasswordChangeView):
    """allauth's page; the account's other sessions end, and this one goes on under a new key."""


class SetUpView(AddFactorMixin, TemplateView):
    """The only page for a person who has no second factor, with the ways to set one up."""

    template_name = "mfa/set_up.jinja"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if has_second_factor(request.session):
            return redirect("mfa_index")
        return super().get(request, *args, **kwargs)


class ActivateAppView(AddFactorMixin, ActivateTOTPView):
    """allauth's page; the code that was entered opens the rest of the service."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        back = (reverse("mfa_index"), _("Your security"))
        if not has_second_factor(self.request.session):
            back = (reverse("mfa_set_up"), _("Back"))
        facts: dict[str, Any] = super().get_context_data(**context)
        return facts | {"back": back, "key": grouped(facts["form"].secret)}

    def form_valid(self, form: ActivateTOTPForm) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        return set_up_with(self.request, Authenticator.Type.TOTP) or answer


def grouped(seed: str) -> str:
    """The seed of an app as it is typed by hand, four characters at a time: ABCD EFGH."""
    return " ".join(seed[start : start + 4] for start in range(0, len(seed), 4))


class RemoveAppView(ChangeFactorMixin, DeactivateTOTPView):
    """allauth's page; the account's other sessions end."""

    def form_valid(self, form: DeactivateTOTPForm) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        after_removal(self.request)
        return answer
