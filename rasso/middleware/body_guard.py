"""
Detect truncated request bodies.

A web server may pass on a body that broke off as if it were complete, which would store a truncated
file. Here it is an error, and nothing is stored.
"""

from collections.abc import Iterable
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class BodyBrokenOff(OSError):
    """The body ended before its Content-Length."""


class WholeBodyStream:
    """An input stream that raises BodyBrokenOff if it ends too early."""

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
    """Wrap a WSGI application with WholeBodyStream."""

    def serve(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or ""
        if length.isdecimal():
            environ["wsgi.input"] = WholeBodyStream(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return serve
