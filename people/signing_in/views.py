"""Password reset request, with a rate limit by account and client address."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm
from allauth.account.views import PasswordResetView
from allauth.core import ratelimit
from django.http import HttpResponse


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
