"""How much of a processor a process and all that it has started have used, dead ones included."""

import os
import time
from pathlib import Path

from django.db import connection

TICK = os.sysconf("SC_CLK_TCK")


def seconds_of(pid):
    """The processor's seconds of a tree of processes since it began."""
    stats = _stats()
    return sum(stats[each][1] for each in _tree(pid, stats)) / TICK


def cpu_spent(act):
    """(what an act returns, the processor's seconds of this process and of its session)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [backend] = cursor.fetchone()
    before = time.process_time() + seconds_of(backend)
    answer = act()
    return answer, time.process_time() + seconds_of(backend) - before


def _stats():
    """{pid: (parent, its ticks and those of its children that have ended)} of every process."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = path.read_text()
        except OSError:  # it ended while we looked
            continue
        fields = text.rsplit(")", 1)[1].split()
        found[int(path.parent.name)] = int(fields[1]), sum(map(int, fields[11:15]))
    return found


def _tree(pid, stats):
    return [pid, *(more for child, (up, _) in stats.items() if up == pid
                   for more in _tree(child, stats))]  # fmt: skip
