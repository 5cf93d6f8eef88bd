"""allauth's pages of security keys (WebAuthn), and what the browser is asked for on them."""

import json
from typing import Any

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    ListWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.signing_in.forms import KEY_REFUSED
from people.signing_in.views import after_removal, set_up_with
from people.web.second_factor_state import has_second_factor


def key_options(facts: dict[str, Any]) -> dict[str, Any]:
    """{"key_options": what the browser passes to the key}, as plain data for the page."""
    asked = facts.get("js_data", {})
    options = asked.get("creation_options") or asked.get("request_options") or {}
    return {"key_options": json.loads(json.dumps(options, default=dict))}


def offers_key(facts: dict[str, Any]) -> bool:
    """Whether the person has a key that could answer."""
    return bool(facts["key_options"].get("publicKey", {}).get("allowCredentials"))


class AddKeyView(AddWebAuthnView):
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
        set_up_with(self.request, Authenticator.Type.WEBAUTHN)
        return answer


class KeysView(ListWebAuthnView):
    """The person's security keys."""


class RemoveKeyView(RemoveWebAuthnView):
    """Remove a key; the account's other sessions end."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        after_removal(self.request)
        return answer


class SecondStepView(AuthenticateView):
    """The second step of signing in: a code, or a key if the person has one."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        facts: dict[str, Any] = super().get_context_data(**context)
        facts |= key_options(facts)
        return facts | {"offers_key": offers_key(facts)}


class ConfirmByKeyView(ReauthenticateWebAuthnView):
    """Confirm who it is by a key."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        facts: dict[str, Any] = super().get_context_data(**context)
        return facts | key_options(facts)

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        messages.error(self.request, str(KEY_REFUSED))
        return redirect(self.passthrough_next_url(self.request.path))
