"""
Client of the ClamAV daemon (clamd), by its INSTREAM command.

Source: clamd(8). deploy/clamd.conf sets AlertEncrypted and AlertExceedsMax; without them clamd
reports files that it cannot scan as clean.
"""

import socket
import struct
from contextlib import suppress
from enum import StrEnum
from time import monotonic
from typing import IO, NamedTuple

CHUNK_BYTES = 64 * 1024
MAX_REPLY_BYTES = 4096
ENCRYPTED = "Heuristics.Encrypted"
BEYOND_LIMITS = "Heuristics.Limits.Exceeded"
STREAM_LIMIT_EXCEEDED = "INSTREAM size limit exceeded"


class ScanReply(StrEnum):
    """
    The scanner's reply. NOTHING: it cannot be reached or did not answer. UNREADABLE: it was not
    asked, because the stored file does not open.
    """

    CLEAN = "CLEAN"
    INFECTED = "INFECTED"
    ENCRYPTED = "ENCRYPTED"
    TOO_LARGE = "TOO_LARGE"
    NOTHING = "NOTHING"
    UNREADABLE = "UNREADABLE"


class ScanVerdict(NamedTuple):
    """The reply, and the name of what the scanner found."""

    reply: ScanReply
    signature: str = ""


class ClamdClient:
    """
    A daemon at an address: "host:port", or the path of its socket.

    seconds: time limit for one file, from the first byte to the answer.
    """

    def __init__(self, address: str, *, seconds: float) -> None:
        self.address, self.seconds = address, seconds

    def scan(self, file: IO[bytes]) -> ScanVerdict:
        """Scan an open file. Any error gives NOTHING."""
        until = monotonic() + self.seconds
        try:
            with self._connected() as line:
                # Clamd may stop reading early.
                with suppress(BrokenPipeError, ConnectionResetError):
                    _send_file(line, file, until)
                return parse_scan_reply(_read_reply(line, until))
        except OSError:
            return ScanVerdict(ScanReply.NOTHING)

    def _connected(self) -> socket.socket:
        if self.address.startswith("/"):
            line = socket.socket(socket.AF_UNIX)
            line.settimeout(self.seconds)
            line.connect(self.address)
            return line
        host, _colon, port = self.address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=self.seconds)


def _send_file(line: socket.socket, file: IO[bytes], until: float) -> None:
    line.sendall(b"zINSTREAM\0")
    while chunk := file.read(CHUNK_BYTES):
        _limit_wait(line, until)
        line.sendall(struct.pack("!I", len(chunk)) + chunk)
    line.sendall(struct.pack("!I", 0))


def _read_reply(line: socket.socket, until: float) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < MAX_REPLY_BYTES:
        _limit_wait(line, until)
        part = line.recv(MAX_REPLY_BYTES)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0\n").decode(errors="replace")


def _limit_wait(line: socket.socket, until: float) -> None:
    """Set the socket's timeout to the time that is left. Raises TimeoutError if none is."""
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    line.settimeout(left)


def parse_scan_reply(answer: str) -> ScanVerdict:
    """Parse the scanner's answer. An unknown answer gives NOTHING."""
    text = answer.removeprefix("stream: ")
    if text == "OK":
        return ScanVerdict(ScanReply.CLEAN)
    if text.startswith(STREAM_LIMIT_EXCEEDED):
        return ScanVerdict(ScanReply.TOO_LARGE)
    if not text.endswith(" FOUND"):
        return ScanVerdict(ScanReply.NOTHING)
    found = text.removesuffix(" FOUND")
    if found.startswith(ENCRYPTED):
        return ScanVerdict(ScanReply.ENCRYPTED, found)
    if found.startswith(BEYOND_LIMITS):
        return ScanVerdict(ScanReply.TOO_LARGE, found)
    return ScanVerdict(ScanReply.INFECTED, found)
