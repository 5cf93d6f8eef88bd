"""Processor time of a process and of all its children, including those that have ended."""

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from django.db import connection

T = TypeVar("T")
TICK = os.sysconf("SC_CLK_TCK")


def seconds_of(pid: int) -> float:
    """Seconds of processor time of a process and its descendants since it began."""
    stats = _stats()
    return sum(stats[each][1] for each in _tree(pid, stats)) / TICK


def cpu_spent(act: Callable[[], T]) -> tuple[T, float]:
    """(result of act(), seconds of processor time of this process and its database session)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [backend] = cursor.fetchone()
    before = time.process_time() + seconds_of(backend)
    answer = act()
    return answer, time.process_time() + seconds_of(backend) - before


def _stats() -> dict[int, tuple[int, int]]:
    """{pid: (parent's pid, ticks of the process and its ended children)} of every process."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = path.read_text()
        except OSError:  # it ended meanwhile
            continue
        fields = text.rsplit(")", 1)[1].split()
        found[int(path.parent.name)] = int(fields[1]), sum(map(int, fields[11:15]))
    return found


def _tree(pid: int, stats: Mapping[int, tuple[int, int]]) -> list[int]:
    return [pid, *(more for child, (up, _) in stats.items() if up == pid
                   for more in _tree(child, stats))]  # fmt: skip
