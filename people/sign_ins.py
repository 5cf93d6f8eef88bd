"""Every try to sign in goes into the audit log, whatever came of it."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from people import audit


class RecordedSignIns:
    """For allauth's account adapter: signing in, failing to, being made to wait, signing out."""

    def pre_authenticate(self, request, **credentials):
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as refusal:
            self.note(request, "sign_in_throttled", credentials, refused=refusal.messages[0])
            raise

    def authentication_failed(self, request, **credentials):
        super().authentication_failed(request, **credentials)
        self.note(request, "sign_in_failed", credentials, refused="Not this address and password")

    def login(self, request, user):
        super().login(request, user)
        self.note(request, "sign_in", user_id=user.pk)

    def logout(self, request):
        self.note(request, "sign_out", user_id=request.user.pk)
        super().logout(request)

    def note(self, request, verb, credentials=None, **facts):
        """One row of the log; an address that may belong to nobody is only hashed."""
        audit.record_sign_in(
            verb,
            email=(credentials or {}).get("email") or "",
            address=audit.address_of(request),
            at=timezone.now(),
            **facts,
        )
