"""Audit entries of every sign-in attempt, and of every change to password or second factor."""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import handler429
from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from people.access import audit_log
from people.models import User
from people.signing_in import completion
from people.signing_in.provider_proof import begin_as_there, note_provider_step
from people.signing_in.recovery_codes import ask_for_codes
from people.signing_in.second_factors import has_factor, note_second_factor
from people.signing_in.sessions import note_browser, store_session
from people.web.second_factor_state import is_by_provider


class SignInAuditMixin(DefaultAccountAdapter):
    """
    Mixin of allauth's account adapter: logs sign-ins, failures, delays, sign-outs, and every change
    of a password, an authenticator app or its codes.
    """

    request: HttpRequest  # allauth sets it

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as refusal:
            self.note(request, "sign_in_throttled", credentials, refused=refusal.messages[0])
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        self.note(request, "sign_in_failed", credentials, refused="Not this address and password")

    def pre_login(self, request: HttpRequest, user: User, **facts: Any) -> HttpResponse | None:
        answer: HttpResponse | None = super().pre_login(request, user, **facts)
        if answer is not None:
            self.note(request, "sign_in_failed", user_id=user.pk, refused=completion.NOT_OPEN)
        else:
            completion.note_password_step(request, user)
            note_provider_step(request.session, facts.get("signal_kwargs"))
        return answer

    def login(self, request: HttpRequest, user: User) -> None:
        """Open a session. Raises ImmediateHttpResponse if the account may not be opened now."""
        with atomic():
            reason = completion.refusal(request, user)
            if not reason:
                self._open_session(request, user)
        if reason:
            raise ImmediateHttpResponse(self._refuse(request, user, reason))

    def _open_session(self, request: HttpRequest, user: User) -> None:
        self.note(request, "sign_in", user_id=user.pk)  # first: no sign-in without an entry
        super().login(request, user)
        note_browser(request)
        begin_as_there(request.session)
        if is_by_provider(request.session):
            self.note(request, "signed_in_at_provider", user_id=user.pk)
        note_second_factor(request, user)
        if has_factor(user):
            ask_for_codes(request, user)
        store_session(request)  # under the lock of the account

    def _refuse(self, request: HttpRequest, user: User, reason: str) -> HttpResponse:
        self.note(request, "sign_in_failed", user_id=user.pk, refused=reason)
        completion.forget(request, reason)
        if reason == completion.NOT_OPEN:
            closed: HttpResponse = self.respond_user_inactive(request, user)
            return closed
        return redirect("account_login")

    def logout(self, request: HttpRequest) -> None:
        self.note(request, "sign_out", user_id=request.user.pk)
        super().logout(request)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        self.note(self.request, template_prefix.rpartition("/")[2], user_id=user.pk)
        super().send_notification_mail(template_prefix, user, context, email or user.email)

    def note(
        self,
        request: HttpRequest,
        verb: str,
        credentials: Mapping[str, Any] | None = None,
        **facts: Any,
    ) -> None:
        """Write one audit entry; an unknown e-mail address is stored as a keyed hash."""
        audit_log.record_sign_in(
            verb,
            email=(credentials or {}).get("email") or "",
            address=audit_log.client_address(request),
            at=timezone.now(),
            **facts,
        )


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """The 429 page after too many attempts; logs it."""
    audit_log.record_sign_in(
        "account_throttled",
        user_id=request.user.pk,
        refused="Too many attempts",
        address=audit_log.client_address(request),
        at=timezone.now(),
    )
    answer: HttpResponse = handler429(request)
    return answer
