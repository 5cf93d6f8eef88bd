"""
Asking ClamAV about a file, by the one command of its daemon that sends the file along: INSTREAM.

Source: clamd(8). The daemon is told (deploy/clamd.conf) to report what it cannot look into and what
is beyond its limits; without AlertEncrypted and AlertExceedsMax it calls both clean.
"""

import socket
import struct
from contextlib import suppress
from enum import StrEnum
from time import monotonic
from typing import IO, NamedTuple

CHUNK = 64 * 1024
LONGEST_ANSWER = 4096
ENCRYPTED = "Heuristics.Encrypted"
BEYOND_LIMITS = "Heuristics.Limits.Exceeded"
OVER_STREAM = "INSTREAM size limit exceeded"


class Said(StrEnum):
    """What the scanner says of a file; NOTHING where it cannot be asked or does not answer."""

    CLEAN = "CLEAN"
    INFECTED = "INFECTED"
    ENCRYPTED = "ENCRYPTED"
    TOO_LARGE = "TOO_LARGE"
    NOTHING = "NOTHING"


class Verdict(NamedTuple):
    """What it says, and the name of what it found."""

    said: Said
    found: str = ""


class Clamd:
    """
    A daemon at an address: "host:port", or the path of its socket.

    seconds: how long it may take with one file, from the first byte to the answer.
    """

    def __init__(self, address: str, *, seconds: float) -> None:
        self.address, self.seconds = address, seconds

    def scan(self, file: IO[bytes]) -> Verdict:
        """The verdict on an open file. Whatever goes wrong on the way is no verdict."""
        until = monotonic() + self.seconds
        try:
            with self._connected() as line:
                with suppress(BrokenPipeError, ConnectionResetError):  # it may have heard enough
                    _send(line, file, until)
                return understood(_answer(line, until))
        except OSError:
            return Verdict(Said.NOTHING)

    def _connected(self) -> socket.socket:
        if self.address.startswith("/"):
            line = socket.socket(socket.AF_UNIX)
            line.settimeout(self.seconds)
            line.connect(self.address)
            return line
        host, _colon, port = self.address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=self.seconds)


def _send(line: socket.socket, file: IO[bytes], until: float) -> None:
    line.sendall(b"zINSTREAM\0")
    while chunk := file.read(CHUNK):
        _until(line, until)
        line.sendall(struct.pack("!I", len(chunk)) + chunk)
    line.sendall(struct.pack("!I", 0))


def _answer(line: socket.socket, until: float) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        _until(line, until)
        part = line.recv(LONGEST_ANSWER)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0\n").decode(errors="replace")


def _until(line: socket.socket, until: float) -> None:
    """A line that trickles is one that is dead."""
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    line.settimeout(left)


def understood(answer: str) -> Verdict:
    """The verdict in an answer; an answer that is not understood is none."""
    text = answer.removeprefix("stream: ")
    if text == "OK":
        return Verdict(Said.CLEAN)
    if text.startswith(OVER_STREAM):
        return Verdict(Said.TOO_LARGE)
    if not text.endswith(" FOUND"):
        return Verdict(Said.NOTHING)
    found = text.removesuffix(" FOUND")
    if found.startswith(ENCRYPTED):
        return Verdict(Said.ENCRYPTED, found)
    if found.startswith(BEYOND_LIMITS):
        return Verdict(Said.TOO_LARGE, found)
    return Verdict(Said.INFECTED, found)
