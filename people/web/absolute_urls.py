"""Whole addresses, for what is read outside a page: mails, files, a link to hand over."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def absolute_url(address: str, request: HttpRequest) -> str:
    """
    An address under the origin of the service (PUBLIC_ORIGIN), whatever name and port were asked.

    address: a path, or a whole address of which the path and the query count. On a machine of one's
    own, where no origin is set, the origin is the request's.
    """
    parts = urlsplit(address)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    if settings.PUBLIC_ORIGIN:
        return settings.PUBLIC_ORIGIN + path
    return request.build_absolute_uri(path)
