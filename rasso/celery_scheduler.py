"""
Beat on a machine whose clock was ahead for a while and has been put right; and its end in order.

Celery's handler of SIGTERM closes the file of the schedule in the middle of whatever beat does, and
then leaves by SystemExit. Where that met a write, or was lost in a finalizer, the next look at the
file was an "invalid operation on closed shelf", and beat ended with an error.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery.beat import PersistentScheduler

ENDINGS = {signal.SIGTERM, signal.SIGINT}


class Scheduler(PersistentScheduler):
    """
    Celery's own would stay silent until the moment comes at which it believes it poked last.

    Restarted too, because it keeps that moment in a file. That file is closed once, after which
    beat leaves, and is never left half written.
    """

    is_closed = False

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if self.is_closed:
            raise SystemExit  # the handler's own was lost on its way
        self.forget_what_lies_ahead()
        return super().tick(*args, **kwargs)

    def sync(self) -> None:
        if not self.is_closed:
            with whole():
                super().sync()

    def close(self) -> None:
        with whole():
            if not self.is_closed:
                super().close()
            self.is_closed = True

    def forget_what_lies_ahead(self) -> None:
        now = self.app.now()
        ahead = [entry for entry in self.schedule.values() if entry.last_run_at > now]
        for entry in ahead:
            entry.last_run_at = now
        if ahead:
            self._heap = None  # the order was by the wrong clock: it is made anew


@contextmanager
def whole() -> Iterator[None]:
    """Let no signal that ends beat in before this is done; it is heard then."""
    masked = signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, masked)
