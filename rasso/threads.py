"""gunicorn's worker of threads, which knows how long a request waited for one of them."""

import threading
import time

from gunicorn.workers.gthread import ThreadWorker

turn = threading.local()  # waited: seconds, of the request that this thread answers


class Worker(ThreadWorker):
    """A connection waits from the moment it is handed over until a thread takes it up."""

    def enqueue_req(self, conn):
        conn.waits_since = time.monotonic()
        super().enqueue_req(conn)

    def handle(self, conn):
        turn.waited = time.monotonic() - conn.waits_since
        return super().handle(conn)
