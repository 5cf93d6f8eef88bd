"""allauth's pages of security keys (WebAuthn), and what the browser is asked for on them."""

import json
from typing import Any

from allauth.account.internal.stagekit import clear_login, get_pending_stage
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    ListWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from people.signing_in.factor_changes import (
    AddFactorMixin,
    ChangeFactorMixin,
    after_removal,
    set_up_with,
)
from people.signing_in.forms import KEY_REFUSED, ConfirmSecurityCodeForm
from people.signing_in.second_factors import has_factor
from people.signing_in.second_steps import note_accepted_step, note_failed_step
from people.web.second_factor_state import has_second_factor


def key_options(facts: dict[str, Any]) -> dict[str, Any]:
    """{"key_options": what the browser passes to the key}, as plain data for the page."""
    asked = facts.get("js_data", {})
    options = asked.get("creation_options") or asked.get("request_options") or {}
    return {"key_options": json.loads(json.dumps(options, default=dict))}


def offers_key(facts: dict[str, Any]) -> bool:
    """Whether the person has a key that could answer."""
    return bool(facts["key_options"].get("publicKey", {}).get("allowCredentials"))


class AddKeyView(AddFactorMixin, AddWebAuthnView):
    """Register a key; it opens the rest of the service to a person who had no second factor."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        facts: dict[str, Any] = super().get_context_data(**context)
        back = (reverse("mfa_index"), _("Your security"))
        if not has_second_factor(self.request.session):
            back = (reverse("mfa_set_up"), _("Back"))
        # allauth leaves out the form that was sent, with what was wrong.
        form = context.get("form") or facts["form"]
        return facts | key_options(facts) | {"back": back, "form": form}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        return set_up_with(self.request, Authenticator.Type.WEBAUTHN) or answer


class KeysView(ListWebAuthnView):
    """The person's security keys."""


class RemoveKeyView(ChangeFactorMixin, RemoveWebAuthnView):
    """Remove a key; the account's other sessions end."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        after_removal(self.request)
        return answer


@method_decorator(login_not_required, name="dispatch")
class SecondStepView(AuthenticateView):
    """The second step of signing in: a code, or a key if the person has one."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Forget the first step where the account's factors were reset since: it begins anew."""
        stage = get_pending_stage(request)
        if stage and not has_factor(stage.login.user):
            clear_login(request)
            messages.error(request, _("Your second step was reset. Sign in to set up a new one."))
            return redirect("account_login")
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        facts: dict[str, Any] = super().get_context_data(**context)
        facts |= key_options(facts)
        return facts | {"offers_key": offers_key(facts)}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        note_accepted_step(self.request, form)
        answer: HttpResponse = super().form_valid(form)
        return answer

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        note_failed_step(self.request, self.stage.login.user, form)
        answer: HttpResponse = super().form_invalid(form)
        return answer


class ConfirmByCodeView(ReauthenticateView):
    """Confirm who it is by a code; the session goes on under a new key."""

    def form_valid(self, form: ConfirmSecurityCodeForm) -> HttpResponse:
        note_accepted_step(self.request, form)
        self.request.session.cycle_key()
        answer: HttpResponse = super().form_valid(form)
        return answer

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        note_failed_step(self.request, authenticated_user(self.request), form)
        answer: HttpResponse = super().form_invalid(form)
        return answer


class ConfirmByKeyView(ReauthenticateWebAuthnView):
    """Confirm who it is by a key; the session goes on under a new key."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        facts: dict[str, Any] = super().get_context_data(**context)
        return facts | key_options(facts)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        note_accepted_step(self.request, form)
        self.request.session.cycle_key()
        answer: HttpResponse = super().form_valid(form)
        return answer

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        note_failed_step(self.request, authenticated_user(self.request), form)
        messages.error(self.request, str(KEY_REFUSED))
        return redirect(self.passthrough_next_url(self.request.path))
