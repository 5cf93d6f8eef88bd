"""Asking for a new password, as often as one place may for one account."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm
from allauth.account.views import PasswordResetView
from allauth.core import ratelimit
from django.http import HttpResponse


class RequestPasswordResetView(PasswordResetView):
    """
    Allauth's page, which counts by the account and where the request comes from, together.

    By the account alone, anybody who knows an address uses up what its owner may ask for.
    """

    def form_valid(self, form: ResetPasswordForm) -> HttpResponse:
        place = get_adapter().get_client_ip(self.request)
        key = f"{form.cleaned_data['email'].lower()}:{place}"
        limited = ratelimit.consume_or_429(self.request, action="reset_password_of", key=key)
        if limited:
            return limited
        return super().form_valid(form)
