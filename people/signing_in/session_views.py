"""Where a person is signed in, and signing out there."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.base.views import IndexView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from people.identity.capacities import WAITED_FOR
from people.models import CalendarAddress, LinkedSignIn
from people.signing_in.actions.recovery_codes import codes_left
from people.signing_in.providers import providers
from people.signing_in.sessions import end_session, end_sessions, open_sessions
from people.web.audit_context import scope_for
from people.web.forms import is_uuid
from people.web.fresh_authentication import is_fresh
from people.web.session_store import session_of

ALL_OTHERS = "others"


class SecurityView(IndexView):
    """The person's security: password, second factors, and in how many browsers they are."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        facts: dict[str, Any] = super().get_context_data(**context)
        linked = LinkedSignIn.objects.filter(user=authenticated_user(self.request))
        issuers = set(linked.values_list("issuer", flat=True))
        rows = [(app, app.settings["issuer"] in issuers) for app in providers()]
        left = codes_left(self.request.user)
        sessions = _sessions_of(self.request)
        has_address = CalendarAddress.objects.filter(person=self.request.user).exists()
        return facts | {
            "sessions": sessions, "providers": rows, "codes_left": left,
            "has_calendar_address": has_address,
            "may_have_calendar_address": scope_for(self.request).all_capacities & WAITED_FOR,
        }  # fmt: skip


class SessionsView(TemplateView):
    """The browsers in which the person is signed in; each can be signed out from here."""

    template_name = "account/sessions.jinja"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(**context) | {"sessions": _sessions_of(self.request)}

    def post(self, request: HttpRequest) -> HttpResponse:
        """End one session, or all others. Raises ReauthenticationRequired after a while."""
        if not is_fresh(request.session):
            raise ReauthenticationRequired
        user, which = authenticated_user(request), request.POST.get("end", "")
        if which == ALL_OTHERS:
            end_sessions(account=user, but_not=session_of(request).lasting_id)
            self._tell("other_sessions_ended", _("You are signed out everywhere else"))
        elif end_session(account=user, lasting_id=which):
            self._tell("session_ended", _("That browser is signed out"))
        elif is_uuid(which):  # a page of an earlier release named them otherwise
            messages.info(request, _("That browser was signed out already. Nothing was changed"))
        return redirect("account_sessions")

    def _tell(self, verb: str, message: str) -> None:
        get_adapter().note(self.request, verb, user_id=self.request.user.pk)
        messages.success(self.request, message)


def _sessions_of(request: HttpRequest) -> list[Any]:
    return open_sessions(account=authenticated_user(request), this=session_of(request).lasting_id)
