"""
What is sent arrives whole or not at all.

A web server may hand on a body that broke off as if it were a shorter one, and of a form with files
that would be a shorter file. Here it is an error, and nothing of it is kept.
"""

from collections.abc import Iterable
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class BodyBrokenOff(OSError):
    """The body ended before the length that was announced."""


class WholeBodyStream:
    """A body that says so when it ends too early."""

    def __init__(self, stream: IO[bytes], length: int) -> None:
        self.stream, self.left = stream, length

    def read(self, size: int = -1) -> bytes:
        return self._counted(self.stream.read(size), size)

    def readline(self, size: int = -1) -> bytes:
        return self._counted(self.stream.readline(size), size)

    def _counted(self, part: bytes, size: int) -> bytes:
        self.left -= len(part)
        if not part and size and self.left > 0:
            raise BodyBrokenOff(f"{self.left} bytes are missing")
        return part


def with_whole_bodies(application: "WSGIApplication") -> "WSGIApplication":
    """The same WSGI application, told when a body breaks off."""

    def serve(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or ""
        if length.isdecimal():
            environ["wsgi.input"] = WholeBodyStream(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return serve
