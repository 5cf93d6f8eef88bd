"""
Client of GOV.UK Notify for letters (timeliness/providers.py states what a provider promises).

Notify stores what it accepted by our reference and can be queried, so that an e-mail is sent once:
one in doubt is looked up before it is sent again. Results are polled in the same way.
"""

from typing import TYPE_CHECKING, Any, NoReturn
from uuid import UUID

from django.conf import settings

from timeliness.providers import NotAccepted, ProviderRejected, Unanswered
from victims.models import SendingResult

if TYPE_CHECKING:
    from notifications_python_client.errors import HTTPError

# Source: the e-mail statuses of GOV.UK Notify's API; any other means that it is on its way.
RESULT_BY_NOTIFY_STATUS = {
    "delivered": SendingResult.DELIVERED,
    "permanent-failure": SendingResult.PERMANENT,
    "temporary-failure": SendingResult.TEMPORARY,
    "technical-failure": SendingResult.TECHNICAL,
}


class NotifyClient:
    """
    The real client.

    The template at Notify has two fields: ((reference)), for the subject line, which is visible on
    a locked phone and so reveals nothing, and ((text)), the letter.
    """

    def __init__(self) -> None:
        from notifications_python_client.notifications import NotificationsAPIClient

        self.client = NotificationsAPIClient(
            settings.NOTIFY_API_KEY, settings.NOTIFY_URL, settings.NOTIFY_SECONDS
        )
        # A redirect is an error: key and letter reach no other address.
        self.client.request_session.max_redirects = 0

    def send(self, reference: UUID, to: str, called: str, text: str) -> None:
        """Send an e-mail with its reference as the subject. Any other error leaves it in doubt."""
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
        """A SendingResult, or "" while there is none."""
        found = self._found(reference)
        return RESULT_BY_NOTIFY_STATUS.get(found[0]["status"], "") if found else ""

    def _found(self, reference: UUID) -> list[dict[str, Any]]:
        from notifications_python_client.errors import APIError

        try:
            answer = self.client.get_all_notifications(reference=str(reference))
        except APIError as error:
            raise Unanswered(type(error).__name__) from error
        rows: list[dict[str, Any]] = answer["notifications"]
        return rows

    @staticmethod
    def _sort(error: "HTTPError") -> NoReturn:
        """
        From 400 to 499 Notify has refused it; otherwise, or without a response, the outcome is
        unknown.
        """
        if error.status_code == 400:
            raise ProviderRejected(error.status_code) from error
        if 400 < error.status_code < 500:
            raise NotAccepted(error.status_code) from error
        raise error
