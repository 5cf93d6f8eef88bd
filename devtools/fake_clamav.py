"""A fake of ClamAV's daemon, which answers its INSTREAM command on a socket."""

import socketserver
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

VIRUS = b"X5O!P%@AP stand-in for the EICAR test file"
LOCKED = b"stand-in for what is encrypted"
SIGNATURE = "Stand-In.Test-1"


class Daemon(socketserver.ThreadingTCPServer):
    """
    The fake daemon.

    heard: number of files received; most: the largest file in bytes; silent: seconds before the
    answer; trickle: seconds between two bytes of the answer.
    """

    allow_reuse_address = daemon_threads = True
    heard: int = 0
    most: int = 30_000_000
    silent: float = 0
    trickle: float = 0
    answer: str | None = None  # in place of the true one

    @property
    def address(self) -> str:
        return "{}:{}".format(*self.server_address)


class OneFile(socketserver.StreamRequestHandler):
    """Handle one connection: read chunks with their lengths until an empty one, then answer."""

    server: Daemon

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > self.server.most:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.heard += 1
        time.sleep(self.server.silent)
        answer = (self.server.answer or answer_to(content)).encode() + b"\0"
        with suppress(OSError):  # the client may have closed the connection
            for byte in answer:
                self.wfile.write(bytes([byte]))
                time.sleep(self.server.trickle)


def answer_to(content: bytes) -> str:
    if VIRUS in content:
        return f"stream: {SIGNATURE} FOUND"
    if LOCKED in content:
        return "stream: Heuristics.Encrypted.PDF FOUND"
    return "stream: OK"


@contextmanager
def listening(port: int = 0) -> Iterator[Daemon]:
    """Run a daemon on this port, or on a free one, until the block ends."""
    with Daemon(("127.0.0.1", port), OneFile) as daemon:
        Thread(target=daemon.serve_forever, kwargs={"poll_interval": 0.02}).start()
        try:
            yield daemon
        finally:
            daemon.shutdown()
