"""
Measure how fast the machine is while something else is measured on it.

A shared machine does the same work in 0.58 s one minute and in 1.03 s the next, with nothing else
running on it. The yardstick repeats a fixed piece of work and counts its processor time, so that a
limit in milliseconds applies to the code and not to the machine's neighbours.
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
    """Measurements so far. slowness: how many times slower than FAST_MS the machine is."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    @property
    def slowness(self) -> float:
        """Median measurement / FAST_MS, at least 1.0."""
        return max(1.0, statistics.median(self.taken) / FAST_MS)

    def measure(self) -> None:
        """Do the work once and record its processor time in milliseconds."""
        before = time.thread_time()
        total = 0
        for number in range(ROUNDS):
            total += number * number
        self.taken.append(1000 * (time.thread_time() - before))


@contextmanager
def measuring() -> Iterator[Yardstick]:
    """A yardstick that measures once a second while the block runs, and at least once."""
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
