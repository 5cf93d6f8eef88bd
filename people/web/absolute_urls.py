"""Absolute URLs, for text read outside a page: e-mails, files, links to hand over."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def absolute_url(address: str, request: HttpRequest) -> str:
    """
    A URL under PUBLIC_ORIGIN, whatever host the request was sent to.

    address: a path, or a URL of which path and query are used. Without PUBLIC_ORIGIN (on a
    developer's machine) the origin is the request's.
    """
    parts = urlsplit(address)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    if settings.PUBLIC_ORIGIN:
        return settings.PUBLIC_ORIGIN + path
    return request.build_absolute_uri(path)
