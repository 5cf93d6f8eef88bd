"""
GOV.UK Notify, as one that carries our letters (see timeliness/providers.py for what each promises).

It keeps what it took by our reference and can be asked, so an e-mail goes once: in doubt we ask
before we send again. It is asked in the same way what came of an e-mail.
"""

from typing import TYPE_CHECKING, Any, NoReturn
from uuid import UUID

from django.conf import settings

from timeliness.providers import NotAccepted, ProviderRejected, Unanswered
from victims.models import SendingResult

if TYPE_CHECKING:
    from notifications_python_client.errors import HTTPError

# Source: the statuses of an e-mail in GOV.UK Notify's API; any other means that it is on its way.
RESULT_BY_NOTIFY_STATUS = {
    "delivered": SendingResult.DELIVERED,
    "permanent-failure": SendingResult.PERMANENT,
    "temporary-failure": SendingResult.TEMPORARY,
    "technical-failure": SendingResult.TECHNICAL,
}


class NotifyClient:
    """
    The real client. The template at Notify has two fields: ((reference)), for the subject line,
    which lies open on a locked phone and so tells nothing, and ((text)), which is the letter.
    """

    def __init__(self) -> None:
        from notifications_python_client.notifications import NotificationsAPIClient

        self.client = NotificationsAPIClient(
            settings.NOTIFY_API_KEY, settings.NOTIFY_URL, settings.NOTIFY_SECONDS
        )

    def send(self, reference: UUID, to: str, called: str, text: str) -> None:
        """Hand an e-mail over, its subject being what it is called; any other error is a doubt."""
        from notifications_python_client.errors import HTTPError

        try:
            self.client.send_email_notification(
                email_address=to, template_id=settings.NOTIFY_EMAIL_TEMPLATE,
                personalisation={"reference": called, "text": text}, reference=str(reference),
            )  # fmt: skip
        except HTTPError as error:
            self._sort(error)

    def sent(self, reference: UUID) -> bool:
        """Whether Notify has an e-mail with our reference."""
        return bool(self._found(reference))

    def result(self, reference: UUID) -> str:
        """One of SendingResult, or "" as long as nothing has come of it."""
        found = self._found(reference)
        return RESULT_BY_NOTIFY_STATUS.get(found[0]["status"], "") if found else ""

    def _found(self, reference: UUID) -> list[dict[str, Any]]:
        from notifications_python_client.errors import APIError

        try:
            answer = self.client.get_all_notifications(reference=str(reference))
        except APIError as error:
            raise Unanswered(type(error).__name__) from error
        return answer["notifications"]

    @staticmethod
    def _sort(error: "HTTPError") -> NoReturn:
        """Below 500 Notify has answered that it did not take it; above, or silent, nobody knows."""
        if error.status_code == 400:
            raise ProviderRejected(error.status_code) from error
        if error.status_code < 500:
            raise NotAccepted(error.status_code) from error
        raise error
