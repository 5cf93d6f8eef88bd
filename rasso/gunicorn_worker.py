"""
gunicorn's threaded worker, changed so that a thread is used only once a request has arrived.

gunicorn's own worker gives each connection a thread at once, so a few clients that send half a
request each can occupy all threads. Here the event loop reads each request first, and closes
connections that do not complete it in time. A body too large to buffer occupies a thread while it
arrives; such requests get at most half of the threads.
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

from gunicorn.http import wsgi
from gunicorn.workers.gthread import TConn, ThreadWorker

MAX_HEAD_BYTES = 64 * 1024  # browsers send less than a tenth of this
# Larger than any form without files, smaller than a scanned document.
MAX_HELD_BODY_BYTES = 256 * 1024
ARRIVAL_SECONDS = 20.0  # for a request that is buffered; a proxy sends it in one piece
# When one more arrives, the connection that has been arriving longest is closed.
MAX_ARRIVING_CONNECTIONS = 256
MAX_STALL_SECONDS = 10  # seconds without a byte in either direction while a thread waits
LINGER_SECONDS = 2.0  # after an answer, so that a client that is still sending can read it
TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n"
CONTENT_LENGTH_HEADER = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n", re.IGNORECASE)
UNCOUNTED_BODY_HEADER = re.compile(rb"\r\n(transfer-encoding|expect):", re.IGNORECASE)

# waited: seconds that this thread's request has waited for a thread
request_wait = threading.local()


def bytes_awaited(arrived: bytes) -> tuple[int, bool] | None:
    """
    (bytes still to come, whether the request is too large to buffer); None without a whole head.
    """
    end = arrived.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = arrived[: end + 2]
    length = CONTENT_LENGTH_HEADER.search(head)
    wanted = int(length[1]) if length else 0
    is_large = wanted > MAX_HELD_BODY_BYTES or bool(UNCOUNTED_BODY_HEADER.search(head))
    return max(0, end + 4 + wanted - len(arrived)), is_large


class NamelessResponse(wsgi.Response):
    """An answer that does not say which program it comes from."""

    def default_headers(self) -> list[str]:
        return [each for each in super().default_headers() if not each.startswith("Server:")]


wsgi.Response = NamelessResponse  # which wsgi.create(), called by the worker, makes


class BufferedConnection(TConn):
    """A connection that the event loop reads until its request is complete."""

    arrived = b""
    until = waits_since = 0.0
    is_large = False
    worker: "BufferingWorker"

    def close(self, graceful: bool = False) -> None:
        """Close the connection; after an answer, wait a short time for the client to read it."""
        if graceful:
            self.worker.linger(self)
        else:
            super().close()


class BufferingWorker(ThreadWorker):
    """See the module's docstring. All methods but handle() run in the event loop's thread."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.arriving: dict[BufferedConnection, None] = {}  # in the order they began
        self.lingering: deque[BufferedConnection] = deque()
        # Their heads have arrived, and they wait for a thread.
        self.large: deque[BufferedConnection] = deque()
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
        """Wait for a connection's next request, without a thread."""
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
        """
        Give a thread to a request; a large one waits while half of the threads serve large ones.
        """
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
        """No keep-alive after a large body: the rest of it might be endless."""
        return not conn.is_large and super()._keepalive_after(conn, keepalive)

    def linger(self, conn: BufferedConnection) -> None:
        """Shut down our side of the connection, and close it once the client has closed its own."""
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
        """Close connections whose request is not complete in time; on shutdown, all that wait."""
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
        with suppress(KeyError, ValueError):  # it was not registered
            self.poller.unregister(conn.sock)
