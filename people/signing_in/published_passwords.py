"""
Ask a service whether a password is among those that were published, without telling it which.

Only the first five characters of its SHA-1 leave the house (k-anonymity); the service answers with
the rest of each hash that begins so. Source: Have I Been Pwned, Pwned Passwords, range search, v3.
"""

import logging
from hashlib import sha1
from http.client import HTTPException
from urllib.request import Request

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from people.access.no_redirects import open_without_redirects
from people.models import User

log = logging.getLogger(__name__)
SECONDS = 2  # a person waits for the answer
MOST_BYTES = 1_000_000  # a range has about 50,000
HEADERS = {"Add-Padding": "true", "User-Agent": "rasso"}  # every answer is about as long


class PublishedPasswordValidator:
    """
    A validator of Django's (settings.AUTH_PASSWORD_VALIDATORS).

    It asks only where settings.PUBLISHED_PASSWORDS_URL names a service. Where that does not answer,
    the password is accepted: the list that is shipped has been asked (people/signing_in/passwords).
    """

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a password that was published."""
        if settings.PUBLISHED_PASSWORDS_URL and is_published(password):
            raise ValidationError(self.get_help_text(), code="password_published")

    def get_help_text(self) -> str:
        return _("Choose a password that has not been published after a theft of data")


def is_published(password: str) -> bool:
    """Whether the service knows the password; False if it does not answer."""
    digest = sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    try:
        found = _range(digest[:5])
    except (OSError, HTTPException, ValueError):  # its text may name the range
        log.warning("the service of published passwords did not answer", exc_info=False)
        return False
    counts = dict(line.split(":") for line in found.split() if line.count(":") == 1)
    return int(counts.get(digest[5:], 0)) > 0  # padding has a count of 0


def _range(start: str) -> str:
    url = settings.PUBLISHED_PASSWORDS_URL + start
    if not url.startswith("https://") and not settings.LOCAL:
        raise ValueError("not https")
    asked = Request(url, headers=HEADERS)  # noqa: S310 - checked
    with open_without_redirects(asked, seconds=SECONDS) as answer:
        text: str = answer.read(MOST_BYTES).decode("ascii")
        return text
