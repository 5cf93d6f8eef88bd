"""
gunicorn's worker of threads, which gives a thread only to who has sent something to answer.

As it comes, a connection has a thread from the moment it is made: as many people who send half a
request as there are threads, and nobody is answered. Here the one loop that waits for all of them
reads a request until it is there, and those who never finish are hung up on. What is too large to
be held has a thread while it arrives, but only half of the threads at once.
"""

import re
import socket
import struct
import threading
import time
from collections import deque
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

MAX_HEAD_BYTES = 64 * 1024  # bytes: no browser sends a head a tenth of it
MAX_HELD_BODY_BYTES = (
    256 * 1024
)  # of a body: more than any form without files, and less than a scan
ARRIVAL_SECONDS = 20.0  # seconds, for what is held; a proxy hands it on in one piece
MAX_ARRIVING_CONNECTIONS = (
    256  # at once; one more, and the one that has been at it longest is hung up on
)
MAX_STALL_SECONDS = 10  # seconds without a byte, either way, while a thread waits for it
LINGER_SECONDS = 2.0  # seconds after an answer, so that who still sends reads it
TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n"
CONTENT_LENGTH_HEADER = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n", re.IGNORECASE)
UNCOUNTED_BODY_HEADER = re.compile(rb"\r\n(transfer-encoding|expect):", re.IGNORECASE)

request_wait = threading.local()  # waited: seconds, of the request that this thread answers


def bytes_awaited(arrived: bytes) -> tuple[int, bool] | None:
    """(bytes of a request still to come, whether it is too large to be held); None: no head yet."""
    end = arrived.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = arrived[: end + 2]
    length = CONTENT_LENGTH_HEADER.search(head)
    wanted = int(length[1]) if length else 0
    is_large = wanted > MAX_HELD_BODY_BYTES or bool(UNCOUNTED_BODY_HEADER.search(head))
    return max(0, end + 4 + wanted - len(arrived)), is_large


class BufferedConnection(TConn):
    """One that is read by the loop until its request is there."""

    arrived = b""
    until = waits_since = 0.0
    is_large = False
    worker: "BufferingWorker"

    def close(self, graceful: bool = False) -> None:
        """Hang up; after an answer, only when whoever asked has read it, or a little later."""
        if graceful:
            self.worker.linger(self)
        else:
            super().close()


class BufferingWorker(ThreadWorker):
    """See above. All but handle() runs in the loop's own thread."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.arriving: dict[BufferedConnection, None] = {}  # in the order in which they began
        self.lingering: deque[BufferedConnection] = deque()
        self.large: deque[BufferedConnection] = (
            deque()
        )  # their heads are there; they wait for a thread
        self.large_at_work = 0

    def accept(self, listener: Any) -> None:
        try:
            sock, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        self.nr_conns += 1
        conn = BufferedConnection(self.cfg, sock, address, listener.getsockname())
        conn.worker = self
        stall = struct.pack("ll", MAX_STALL_SECONDS, 0)
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            sock.setsockopt(socket.SOL_SOCKET, option, stall)
        self.enqueue_req(conn)

    def enqueue_req(self, conn: BufferedConnection) -> None:
        """Wait for the request of a connection, new or kept alive; a thread is not asked yet."""
        conn.arrived = conn.parser.unreader.take_buffered() if conn.parser else b""
        conn.until, conn.waits_since = time.monotonic() + ARRIVAL_SECONDS, 0.0
        conn.sock.setblocking(False)
        if len(self.arriving) >= MAX_ARRIVING_CONNECTIONS:
            self._hang_up(next(iter(self.arriving)))
        self.arriving[conn] = None
        self.poller.register(conn.sock, EVENT_READ, partial(self._arrives, conn))
        self._arrives(conn, conn.sock)

    def _arrives(self, conn: BufferedConnection, _sock: socket.socket) -> None:
        try:
            part = conn.sock.recv(MAX_HEAD_BYTES)
        except BlockingIOError:
            part = None
        except OSError:
            part = b""
        if part == b"":
            self._hang_up(conn)
            return
        conn.arrived += part or b""
        found = bytes_awaited(conn.arrived)
        if found is None and len(conn.arrived) > MAX_HEAD_BYTES:
            conn.sock.send(TOO_LARGE)
            self._hang_up(conn)
        elif found and (found[1] or not found[0]):
            self._take_up(conn, is_large=found[1])

    def _take_up(self, conn: BufferedConnection, *, is_large: bool) -> None:
        """Give a thread to a request; to a large one, where not half of them have one already."""
        self._forget(conn)
        conn.waits_since = conn.waits_since or time.monotonic()
        conn.is_large = is_large
        if is_large and self.large_at_work >= max(1, self.cfg.threads // 2):
            self.large.append(conn)
            return
        self.large_at_work += is_large
        done = self.tpool.submit(self.handle, conn)
        done.add_done_callback(
            lambda outcome: self.method_queue.defer(self._handled, conn, outcome)
        )

    def _handled(self, conn: BufferedConnection, outcome: Future[Any]) -> None:
        self.large_at_work -= conn.is_large
        if conn.is_large and self.large:
            self._take_up(self.large.popleft(), is_large=True)
        self.finish_request(conn, outcome)

    def handle(self, conn: BufferedConnection) -> Any:
        request_wait.waited = time.monotonic() - conn.waits_since
        conn.init()
        conn.parser.unreader.unread(bytes(conn.arrived))
        conn.arrived = b""
        return super().handle(conn)

    def _keepalive_after(self, conn: BufferedConnection, keepalive: bool) -> bool:
        """What is left of a large body is not waited for: there may be no end of it."""
        return not conn.is_large and super()._keepalive_after(conn, keepalive)

    def linger(self, conn: BufferedConnection) -> None:
        """Say that no more comes from here, and hang up once the other side has too."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
            conn.until = time.monotonic() + LINGER_SECONDS
            self.poller.register(conn.sock, EVENT_READ, partial(self._lingers, conn))
        except (OSError, ValueError, KeyError):
            conn.close()
            return
        self.lingering.append(conn)
        if len(self.lingering) > MAX_ARRIVING_CONNECTIONS:
            self._let_go(self.lingering[0])

    def _lingers(self, conn: BufferedConnection, _sock: socket.socket) -> None:
        try:
            is_over = not conn.sock.recv(MAX_HEAD_BYTES)
        except BlockingIOError:
            is_over = False
        except OSError:
            is_over = True
        if is_over:
            self._let_go(conn)

    def _let_go(self, conn: BufferedConnection) -> None:
        self.lingering.remove(conn)
        self._forget(conn)
        conn.close()

    def murder_pending(self) -> None:
        """Hang up on those who have not sent a request in time; when we end, on all who wait."""
        super().murder_pending()
        now = time.monotonic()
        for conn in [each for each in self.arriving if each.until < now or not self.alive]:
            self._hang_up(conn)
        for conn in [each for each in self.lingering if each.until < now]:
            self._let_go(conn)

    def _hang_up(self, conn: BufferedConnection) -> None:
        self._forget(conn)
        self.nr_conns -= 1
        conn.close()

    def _forget(self, conn: BufferedConnection) -> None:
        self.arriving.pop(conn, None)
        with suppress(KeyError, ValueError):  # it was not being waited for
            self.poller.unregister(conn.sock)
