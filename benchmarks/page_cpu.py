"""B16: processor time that a page takes of the process that serves it, and of Postgres."""

import statistics
import time
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.test import Client

from benchmarks.busy_pages import pages_to_open
from benchmarks.gates import Figures

REQUESTS = 30
FIRST = 8  # requests that compile and plan: not counted


def run_page_cpu(at: datetime) -> dict[str, Figures]:
    """{page: milliseconds of this process and of its database session}, medians of requests."""
    return {name: _cpu_of_page(*page) for name, page in pages_to_open(at).items()}


def _cpu_of_page(client: Client, address: str) -> Figures:
    for _ in range(FIRST):
        assert client.get(address).status_code == 200
    session = connection.connection.info.backend_pid
    ours, theirs = [], []
    for _ in range(REQUESTS):
        before, began = _session_seconds(session), time.thread_time()
        client.get(address)
        ours.append(time.thread_time() - began)
        theirs.append(_session_seconds(session) - before)
    return {
        "cpu ms": round(statistics.median(ours) * 1000, 1),
        "postgres cpu ms": round(statistics.median(theirs) * 1000, 1),
    }


def _session_seconds(pid: int) -> float:
    """Seconds that a process has run on a processor, to the nanosecond."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
