"""
Every try to sign in goes into the audit log, whatever came of it, and so does every change to how.
"""

from collections.abc import Mapping
from typing import Any

from allauth.core.internal.ratelimit import handler429
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from people.access import audit_log
from people.models import User


class SignInAuditMixin:
    """
    For allauth's account adapter: signing in, failing to, being made to wait, signing out, and
    every change of a password, an app or its codes, each of which allauth tells the owner of.
    """

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as refusal:
            self.note(request, "sign_in_throttled", credentials, refused=refusal.messages[0])
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        self.note(request, "sign_in_failed", credentials, refused="Not this address and password")

    def login(self, request: HttpRequest, user: User) -> None:
        self.note(request, "sign_in", user_id=user.pk)  # first, so that nobody is in unrecorded
        super().login(request, user)

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
        """One row of the log; an address that may belong to nobody is only hashed."""
        audit_log.record_sign_in(
            verb,
            email=(credentials or {}).get("email") or "",
            address=audit_log.client_address(request),
            at=timezone.now(),
            **facts,
        )


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """The page for an address or a person that tried too often, and the row that says so."""
    audit_log.record_sign_in(
        "account_throttled",
        user_id=request.user.pk,
        refused="Too many attempts",
        address=audit_log.client_address(request),
        at=timezone.now(),
    )
    return handler429(request)
