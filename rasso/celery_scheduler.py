"""
A Celery beat scheduler that survives a clock that was ahead, and shuts down cleanly.

Celery's SIGTERM handler closes the schedule file in the middle of whatever beat does and raises
SystemExit. If that interrupts a write, or is lost in a finalizer, the next access fails with
"invalid operation on closed shelf" and beat ends with an error.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery.beat import PersistentScheduler

ENDINGS = {signal.SIGTERM, signal.SIGINT}


class Scheduler(PersistentScheduler):
    """
    Resets last-run times in the future; Celery's own would stay silent until they come, even after
    a restart, because it stores them in a file. Closes that file once, never half written.
    """

    is_closed = False

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if self.is_closed:
            raise SystemExit  # the handler's own exception was lost
        self.forget_what_lies_ahead()
        seconds: float = super().tick(*args, **kwargs)
        return seconds

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
            self._heap = None  # ordered by the wrong clock: rebuild it


@contextmanager
def whole() -> Iterator[None]:
    """
    Defer the signals that end beat until this block is done.

    A handler is put in their place. A mask would hold for this thread only, and the system may
    deliver the signal to another one.
    """
    arrived: list[int] = []
    before = {
        each: signal.signal(each, lambda number, _frame: arrived.append(number)) for each in ENDINGS
    }
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, signal.SIG_DFL if handler is None else handler)
    for number in arrived[:1]:
        signal.raise_signal(number)
