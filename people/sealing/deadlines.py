"""An HTTP request that ends at a deadline, however slowly it is answered, and is not redirected."""

import socket
from contextlib import suppress
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from threading import Timer
from typing import Any
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    build_opener,
)


class Deadline:
    """
    Ends the connections of its block after so many seconds.

    A socket's timeout is for the next byte; this is for the whole answer. Who reads from a
    connection that was ended finds the end of the answer.
    """

    def __init__(self, seconds: float) -> None:
        self._watched: list[socket.socket] = []
        self._is_over = False
        self._timer = Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> "Deadline":
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        for each in self._watched:
            each.close()

    def watch(self, connection: socket.socket) -> None:
        """End this connection at the deadline. Raises TimeoutError if that has passed."""
        self._watched.append(connection.dup())  # TLS takes over the socket itself
        if self._is_over:
            raise TimeoutError

    def opener(self) -> OpenerDirector:
        """Opens addresses until the deadline. A redirect is an HTTPError."""
        return build_opener(_HttpHandler(self), _HttpsHandler(self), _NoRedirects())

    def _end(self) -> None:
        self._is_over = True
        for each in self._watched:
            with suppress(OSError):  # it has ended
                each.shutdown(socket.SHUT_RDWR)


class _Http(HTTPConnection):
    deadline: Deadline

    def connect(self) -> None:
        super().connect()
        self.deadline.watch(self.sock)


class _Https(HTTPSConnection, _Http):
    """Its socket is watched before TLS begins, because HTTPSConnection calls _Http.connect."""


class _HttpHandler(HTTPHandler):
    def __init__(self, deadline: Deadline) -> None:
        super().__init__()
        self.deadline = deadline

    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_until(self.deadline, _Http), req)


class _HttpsHandler(HTTPSHandler):
    def __init__(self, deadline: Deadline) -> None:
        super().__init__()
        self.deadline = deadline

    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_until(self.deadline, _Https), req)


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_request: Any) -> None:
        return None


def _until(deadline: Deadline, kind: type[_Http]) -> Any:
    """Makes connections of a kind, as OpenerDirector asks for them."""

    def connection(*address: Any, **more: Any) -> _Http:
        made = kind(*address, **more)
        made.deadline = deadline
        return made

    return connection
