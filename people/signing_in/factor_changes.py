"""What a change of an account's second factors does to its sessions."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from people.models import LinkedSignIn, User
from people.signing_in.actions.recovery_codes import codes_left
from people.signing_in.recovery_codes import make_codes_to_show
from people.signing_in.second_factors import FACTORS, has_factor, note_no_factor
from people.signing_in.sessions import end_sessions, hold_session, keep_change
from people.web.audit_context import SAFE_METHODS
from people.web.second_factor_state import (
    has_second_factor,
    is_by_provider,
    set_second_factor,
)
from people.web.session_store import session_of

AT_PROVIDER_FIRST = gettext_lazy(
    "Your account is linked to a sign-in at your agency’s provider. Sign in there to set up a "
    "second step here. If you cannot, ask an administrator to unlink it."
)


class ChangeFactorMixin(View):
    """
    A page that changes an account's factors, codes or password: only from a session that is open
    and as it was loaded, which is saved with the change.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in SAFE_METHODS and not hold_session(request):
            session_of(request).leave_cookie()
            return redirect(request.get_full_path())
        answer = self.refuse_change(request) or super().dispatch(request, *args, **kwargs)
        keep_change(request)
        return answer

    def refuse_change(self, request: HttpRequest) -> HttpResponseBase | None:
        """The answer to who may not change this, now that the account is locked; else None."""
        return None


class AddFactorMixin(ChangeFactorMixin):
    """
    A page that sets a factor up: from a session without one, only the account's first.

    Otherwise a password alone would add a key of its own to an account that has a factor. Nor does
    a password set up the first one of an account that has its factor at a provider: whoever reads
    its mail could choose that password.
    """

    def refuse_change(self, request: HttpRequest) -> HttpResponseBase | None:
        user = authenticated_user(request)
        if not has_second_factor(request.session) and has_factor(user):
            return _sign_out(
                request, _("A second step was set up for your account. Sign in with it.")
            )
        if is_for_provider(request, user):
            return _sign_out(request, str(AT_PROVIDER_FIRST))
        return None


def is_for_provider(request: HttpRequest, user: User) -> bool:
    """Whether a session is by password alone, and its account is linked to a provider."""
    if has_second_factor(request.session) or is_by_provider(request.session):
        return False
    return LinkedSignIn.objects.filter(user=user).exists()


def _sign_out(request: HttpRequest, words: str) -> HttpResponse:
    """End a session without a factor, which may not set one up. words: what to do instead."""
    get_adapter().logout(request)
    messages.error(request, words)
    return redirect("account_login")


def set_up_with(request: HttpRequest, kind: str) -> HttpResponse | None:
    """
    Open the rest of the service to a person who has just shown a new factor of this kind.

    With the account's first factor its other sessions end, which a password alone has opened, and
    so do recovery codes from before. Who has none gets new ones: returns the redirect to the page
    that shows them, else None.
    """
    user = authenticated_user(request)
    set_second_factor(request.session, kind)
    # It also confirms who they are, so that the recovery codes are shown next.
    record_authentication(request, user, "mfa", type=kind, reauthenticated=True)
    request.session.cycle_key()  # see people/web/session_store.py
    if Authenticator.objects.filter(user=user, type__in=FACTORS).count() == 1:
        end_sessions(account=user, but_not=session_of(request).lasting_id)
    elif codes_left(user):
        return None
    make_codes_to_show(request, user)
    return redirect("mfa_view_recovery_codes")


def after_removal(request: HttpRequest) -> None:
    """End the account's other sessions; without any factor left, this one reaches the set-up."""
    user = authenticated_user(request)
    if not has_factor(user):
        note_no_factor(request, user)
    request.session.cycle_key()
    end_sessions(account=user, but_not=session_of(request).lasting_id)
