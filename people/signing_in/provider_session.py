"""Requests to an identity provider: by TLS, in time, of bounded length, and led nowhere else."""

import http.client
import io
import socket
import time
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import requests
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.http import HttpRequest
from requests.adapters import HTTPAdapter

LONGEST_ANSWER = 256 * 1024  # bytes; a provider's keys are a few thousand
PIECE = 8192  # bytes


class ProviderSession(requests.Session):
    """
    Requests while one page is made. until: their common deadline, of time.monotonic().

    Looking up the provider's name, and trying a second address of it, is not counted.
    """

    def __init__(self, until: float) -> None:
        super().__init__()
        self.until = until
        for scheme in ("https://", "http://"):
            self.mount(scheme, InTimeAdapter(until))

    def request(  # type: ignore[override]
        self, method: Any, url: Any, **more: Any
    ) -> requests.Response:
        """Raises requests.RequestException, TimeoutError or OAuth2Error."""
        refuse_plain_http(str(url))
        more |= {"allow_redirects": False, "timeout": seconds_left(self.until), "stream": True}
        answer = super().request(method, url, **more)
        body = b""
        for piece in answer.iter_content(PIECE):
            body += piece
            if len(body) > LONGEST_ANSWER:
                answer.close()
                raise OAuth2Error("The provider's answer is too long")
        answer._content = body
        return answer


class InTimeAdapter(HTTPAdapter):
    """requests' adapter, which waits no longer in all, however slowly the bytes arrive."""

    def __init__(self, until: float) -> None:
        super().__init__()
        self.until = until

    def get_connection_with_tls_context(self, *args: Any, **more: Any) -> Any:
        pool = super().get_connection_with_tls_context(*args, **more)
        reads = staticmethod(partial(_response, self.until))
        pool.ConnectionCls = type("InTime", (pool.ConnectionCls,), {"response_class": reads})
        return pool


class InTimeReader(io.RawIOBase):
    """The bytes of a socket, each read of which may take what is left of the time."""

    def __init__(self, connection: socket.socket, until: float) -> None:
        self.connection, self.until = connection, until
        self.bytes = connection.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int | None:
        self.connection.settimeout(seconds_left(self.until))
        return self.bytes.readinto(into)

    def close(self) -> None:
        self.bytes.close()
        super().close()


class InTimeSocket:
    """What http.client takes of a socket to read an answer."""

    def __init__(self, connection: socket.socket, until: float) -> None:
        self.connection, self.until = connection, until

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(InTimeReader(self.connection, self.until))


def _response(until: float, connection: socket.socket, **more: Any) -> http.client.HTTPResponse:
    return http.client.HTTPResponse(InTimeSocket(connection, until), **more)  # type: ignore[arg-type]


def deadline_of(request: HttpRequest) -> float:
    """When the provider must have answered all that this page asks, of time.monotonic()."""
    until = time.monotonic() + settings.SOCIALACCOUNT_REQUESTS_TIMEOUT
    found: float = request.__dict__.setdefault("provider_deadline", until)
    return found


def seconds_left(until: float) -> float:
    """Raises TimeoutError if none are left."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("The provider took too long")
    return left


def refuse_plain_http(url: str) -> None:
    """Raise OAuth2Error for an address of a service that is not https."""
    scheme = urlsplit(url).scheme
    if scheme != "https" and not (settings.LOCAL and scheme == "http"):
        raise OAuth2Error("The provider has an address that is not https")
