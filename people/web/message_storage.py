"""Messages for the next page, in a cookie that a browser takes from this very host alone."""

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookieStorage(CookieStorage):
    """
    Django's signed cookie of messages, with the prefix __Host-.

    A browser takes a cookie of that prefix only over TLS, for the whole of one host, so that no
    other host of the domain can set it. Source: RFC 6265bis, 4.1.3.2; OWASP ASVS 5, 3.3.3.
    """

    cookie_name = "__Host-rasso-messages"


class MessageStorage(FallbackStorage):
    """Django's default: the cookie, and the session for what is too long for it."""

    storage_classes = (HostCookieStorage, SessionStorage)
