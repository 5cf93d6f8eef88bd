"""Those who carry our messages, and what each can promise.

`send` returns when the provider has the message; raises NotAccepted when it certainly has not;
Refused when it never will; anything else means nobody knows. `sent` says whether the provider has
a message with our reference: True, False, or None where it cannot be asked.
"""

import json
import os
import smtplib
import urllib.request
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

SEVEN_BIT = SMTP.clone(cte_type="7bit")  # no relay has to offer more


class NotAccepted(Exception):
    """The provider does not have the message; sending it again cannot repeat it."""


class ProviderRejected(Exception):
    """The provider will never take this message."""


class Unanswered(Exception):
    """We asked and got no answer, so the doubt stays and we ask again after the lease."""


class Provider(Protocol):
    """Whoever carries a message, as the head of this file says."""

    def sent(self, reference: UUID) -> bool | None: ...

    def send(self, reference: UUID, to: str, subject: str, body: str) -> None: ...


def current_provider() -> Provider:
    """The provider that the settings name."""
    return import_string(settings.MAIL_PROVIDER)()


class Smtp:
    """Plain SMTP: at least once.

    Until the final dot a failure is certain. After it, a lost reply leaves the outcome unknown and
    SMTP has no question to ask, so we send again under the same Message-ID: a repeat is possible,
    a loss is not. Many mailboxes fold the repeat away; none has to.
    """

    def sent(self, reference: UUID) -> bool | None:
        return None

    def send(self, reference: UUID, to: str, subject: str, body: str) -> None:
        text = mail_message(reference, to, subject, body).as_bytes()
        connection = self.envelope(to)
        try:
            code, _ = connection.data(text)  # beyond here: doubt
        except smtplib.SMTPDataError as error:  # said no before hearing the text
            raise NotAccepted(error.smtp_code) from error
        finally:
            connection.close()
        check_reply_code(code)

    def envelope(self, to: str) -> smtplib.SMTP:
        """A connection that has agreed to take one message for `to`."""
        try:
            connection = smtplib.SMTP(
                settings.MAIL_HOST,
                settings.MAIL_PORT,
                local_hostname=f"pid-{os.getpid()}.{settings.MAIL_DOMAIN}",  # for the relay's log
                timeout=settings.MAIL_TIMEOUT_SECONDS,
            )
            connection.ehlo()
            replies = [connection.mail(sender_address()), connection.rcpt(to)]
        except (OSError, smtplib.SMTPException) as error:
            raise NotAccepted(type(error).__name__) from error
        for code, _ in replies:
            check_reply_code(code)
        return connection


class AskableSmtp(Smtp):
    """A relay that keeps what it accepted by Message-ID and can be asked: exactly once.

    The promise holds while its answer is current by the end of our lease.
    """

    def sent(self, reference: UUID) -> bool | None:
        url = f"{settings.MAIL_LOOKUP_URL}/messages/{reference}"
        wait = settings.MAIL_TIMEOUT_SECONDS
        try:
            with urllib.request.urlopen(url, timeout=wait) as answer:  # noqa: S310 - our setting
                return json.load(answer)["accepted"]
        except OSError as error:
            raise Unanswered(type(error).__name__) from error


def sender_address() -> str:
    return f"no-reply@{settings.MAIL_DOMAIN}"


def mail_message(reference: UUID, to: str, subject: str, body: str) -> EmailMessage:
    """The message under our own reference, marked so that no holiday reply comes back."""
    message = EmailMessage(policy=SEVEN_BIT)
    message["Message-ID"] = f"<{reference}@{settings.MAIL_DOMAIN}>"
    message["Date"] = format_datetime(timezone.localtime())
    message["From"], message["To"], message["Subject"] = sender_address(), to, subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message


def check_reply_code(code: int) -> None:
    """Turn a reply that is not a yes into the kind of no it is; what is neither leaves a doubt."""
    if code >= 500:
        raise ProviderRejected(code)
    if code >= 400:
        raise NotAccepted(code)
    if code not in (250, 251):
        raise Unanswered(code)
