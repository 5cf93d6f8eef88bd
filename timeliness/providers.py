"""Mail providers, and what each guarantees.

`send` returns once the provider has the message. It raises NotAccepted if the provider certainly
does not have it, ProviderRejected if it never will; after any other exception the outcome is
unknown. `sent` says whether the provider has a message with our reference: True, False, or None if
it cannot be asked.
"""

import json
import os
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Protocol
from urllib.request import Request
from uuid import UUID

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.module_loading import import_string

from people.access.no_redirects import open_without_redirects

SEVEN_BIT = SMTP.clone(cte_type="7bit")  # every relay accepts 7bit


class NotAccepted(Exception):
    """The provider does not have the message; sending it again cannot duplicate it."""


class ProviderRejected(Exception):
    """The provider will never take this message."""


class Unanswered(Exception):
    """The provider did not answer: the delivery stays in doubt until the next lease."""


class Provider(Protocol):
    """A mail provider; see the module docstring."""

    def sent(self, reference: UUID) -> bool | None: ...

    def send(self, reference: UUID, to: str, subject: str, body: str) -> None: ...


def current_provider() -> Provider:
    """The provider set in MAIL_PROVIDER."""
    provider: Provider = import_string(settings.MAIL_PROVIDER)()
    return provider


class Smtp:
    """Plain SMTP: at-least-once delivery.

    A failure before the final dot is certain. After it, a lost reply leaves the outcome unknown
    and SMTP has no look-up, so the message is sent again under the same Message-ID: it can arrive
    twice, but is not lost. Many mailboxes hide the duplicate; none has to.
    """

    def sent(self, reference: UUID) -> bool | None:
        return None

    def send(self, reference: UUID, to: str, subject: str, body: str) -> None:
        text = mail_message(reference, to, subject, body).as_bytes()
        connection = self.envelope(to)
        try:
            code, _ = connection.data(text)  # an error from here on leaves doubt
        except smtplib.SMTPDataError as error:  # refused before the text was sent
            raise NotAccepted(error.smtp_code) from error
        finally:
            connection.close()
        check_reply_code(code)

    def envelope(self, to: str) -> smtplib.SMTP:
        """A connection that has accepted sender and recipient. Raises as `send` does."""
        try:
            connection = smtplib.SMTP(
                settings.MAIL_HOST,
                settings.MAIL_PORT,
                local_hostname=f"pid-{os.getpid()}.{settings.MAIL_DOMAIN}",  # for the relay's log
                timeout=settings.MAIL_TIMEOUT_SECONDS,
            )
            connection.ehlo()
            if settings.MAIL_TLS_REQUIRED or connection.has_extn("starttls"):
                connection.starttls(context=relay_tls())  # raises where it is not offered
                connection.ehlo()
            replies = [connection.mail(sender_address()), connection.rcpt(to)]
        except (OSError, smtplib.SMTPException) as error:
            raise NotAccepted(type(error).__name__) from error
        for code, _ in replies:
            check_reply_code(code)
        return connection


def relay_tls() -> ssl.SSLContext:
    """TLS that verifies who answers: by MAIL_CA, or else by whom this machine trusts."""
    return ssl.create_default_context(cafile=settings.MAIL_CA or None)


class AccountMailBackend(EmailBackend):
    """Mails about an account, on the same way to the relay."""

    @cached_property
    def ssl_context(self) -> ssl.SSLContext:
        return relay_tls()


class AskableSmtp(Smtp):
    """A relay that can be asked for a message by Message-ID: exactly-once delivery.

    Holds if its answer is up to date by the end of our lease.
    """

    def sent(self, reference: UUID) -> bool | None:
        asked = Request(f"{settings.MAIL_LOOKUP_URL}/messages/{reference}")  # noqa: S310
        try:
            with open_without_redirects(asked, seconds=settings.MAIL_TIMEOUT_SECONDS) as answer:
                accepted: bool = json.load(answer)["accepted"]
                return accepted
        except OSError as error:
            raise Unanswered(type(error).__name__) from error


def sender_address() -> str:
    return f"no-reply@{settings.MAIL_DOMAIN}"


def mail_message(reference: UUID, to: str, subject: str, body: str) -> EmailMessage:
    """An e-mail with our reference as Message-ID. Auto-Submitted prevents out-of-office replies."""
    message = EmailMessage(policy=SEVEN_BIT)
    message["Message-ID"] = f"<{reference}@{settings.MAIL_DOMAIN}>"
    message["Date"] = format_datetime(timezone.localtime())
    message["From"], message["To"], message["Subject"] = sender_address(), to, subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message


def check_reply_code(code: int) -> None:
    """Raise ProviderRejected for 5xx, NotAccepted for 4xx, Unanswered for other codes but 250/1."""
    if code >= 500:
        raise ProviderRejected(code)
    if code >= 400:
        raise NotAccepted(code)
    if code not in (250, 251):
        raise Unanswered(code)
