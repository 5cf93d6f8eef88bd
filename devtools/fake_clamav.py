"""A stand-in for ClamAV's daemon that speaks its INSTREAM command on a socket of its own."""

import socketserver
import struct
import time
from contextlib import contextmanager, suppress
from threading import Thread

VIRUS = b"X5O!P%@AP stand-in for the EICAR test file"
LOCKED = b"stand-in for what is encrypted"
SIGNATURE = "Stand-In.Test-1"


class Daemon(socketserver.ThreadingTCPServer):
    """
    heard: how many files were sent; most: bytes of a stream; silent: seconds before the answer;
    trickle: seconds between two bytes of it.
    """

    allow_reuse_address = daemon_threads = True
    heard, most, silent, trickle, answer = 0, 30_000_000, 0, 0, None

    @property
    def address(self):
        return "{}:{}".format(*self.server_address)


class OneFile(socketserver.StreamRequestHandler):
    """Read chunks, each behind its length, until one of length nothing; then answer."""

    def handle(self):
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
        with suppress(OSError):  # who asked may have gone
            for byte in answer:
                self.wfile.write(bytes([byte]))
                time.sleep(self.server.trickle)


def answer_to(content):
    if VIRUS in content:
        return f"stream: {SIGNATURE} FOUND"
    if LOCKED in content:
        return "stream: Heuristics.Encrypted.PDF FOUND"
    return "stream: OK"


@contextmanager
def listening(port=0):
    """A daemon on this port, or a free one, until the block ends."""
    with Daemon(("127.0.0.1", port), OneFile) as daemon:
        Thread(target=daemon.serve_forever, kwargs={"poll_interval": 0.02}).start()
        try:
            yield daemon
        finally:
            daemon.shutdown()
