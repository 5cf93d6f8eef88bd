"""
How fast the machine itself is while something is measured on it.

A shared machine does the same work in 0.58 s one minute and in 1.03 s the next, with nothing else
running on it. The yardstick does a fixed piece of work now and then and counts the processor's time
that it took, so that a limit in milliseconds can be asked of the code and not of the neighbours.
"""

import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

ROUNDS = 100_000
FAST_MS = 3.5
EVERY_SECONDS = 1.0


class Yardstick:
    """The measures taken so far; `slowness` is how many times as slow as FAST_MS the machine is."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    @property
    def slowness(self) -> float:
        """The median measure to FAST_MS; 1.0 where the machine was as fast or faster."""
        return max(1.0, statistics.median(self.taken) / FAST_MS)

    def measure(self) -> None:
        """Do the work once and note the milliseconds of processor time that it took."""
        before = time.thread_time()
        total = 0
        for number in range(ROUNDS):
            total += number * number
        self.taken.append(1000 * (time.thread_time() - before))


@contextmanager
def measuring() -> Iterator[Yardstick]:
    """A yardstick that measures once a second, at least once, while the block runs."""
    yardstick, ended = Yardstick(), threading.Event()

    def repeat() -> None:
        yardstick.measure()
        while not ended.wait(EVERY_SECONDS):
            yardstick.measure()

    thread = threading.Thread(target=repeat, daemon=True)
    thread.start()
    try:
        yield yardstick
    finally:
        ended.set()
        thread.join()
