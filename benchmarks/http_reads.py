"""
B8: a page of the worklist through gunicorn and all middleware, compared with bare SQL.

Compares processor time per request, of the web server and of Postgres separately.
"""

import http.client
import json
import os
import socket
import statistics
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from benchmarks import cpu
from benchmarks.busy_pages import client_of
from benchmarks.compare import ratio
from benchmarks.gates import Figures
from benchmarks.personas import worklist_readers
from benchmarks.worklists import expected_page_statement
from devtools import database_copies
from devtools.child_processes import ChildProcess
from devtools.local_servers import LocalServers
from people.access.scopes import Scope
from rasso.settings.environment import ROOT

ROUNDS, REQUESTS = 5, 100


class GunicornProcess(ChildProcess):
    """A gunicorn with processes of four threads on its own port."""

    def __init__(self, name: str, env: Mapping[str, str], *, workers: int = 1) -> None:
        self.name, self.port = name, free_port()
        self.log = settings.STATE / f"{name}.log"
        self.env = os.environ | env | {
            "BIND": f"127.0.0.1:{self.port}", "WEB_WORKERS": str(workers), "WEB_THREADS": "4",
            "RASSO_STATE": str(settings.STATE), "PYTHONPATH": str(ROOT),
        }  # fmt: skip

    def start(self, *application: str) -> None:
        command = [sys.executable, "-m", "gunicorn", *application]
        self.launch(command, self.answers, env=self.env, cwd=ROOT)

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def run_http_reads(running: LocalServers, name: str, at: datetime) -> Figures:
    """{server: milliseconds of processor time of web and Postgres, and of waiting, per request}."""
    scope = worklist_readers(at)["largest force"]
    session = client_of(scope).cookies[settings.SESSION_COOKIE_NAME].OutputString(())
    with _page_and_bare_sql(name, scope) as servers:
        address = reverse("see-worklist", args=["unit"])
        asked = {
            "page": (servers["page"], address, {"Cookie": session}),
            "raw": (servers["raw"], "/", {}),
        }
        rounds = [
            {which: _time_requests(running, *each) for which, each in asked.items()}
            for _ in range(ROUNDS)
        ]
    found = {
        which: {
            what: round(statistics.median(each[which][what] for each in rounds), 2)
            for what in ("web cpu ms", "postgres cpu ms", "ms")
        }
        for which in asked
    }
    to_raw = ratio(found["page"]["web cpu ms"], found["raw"]["web cpu ms"])
    return found | {"to raw": to_raw}


@contextmanager
def _page_and_bare_sql(name: str, scope: Scope) -> Iterator[dict[str, GunicornProcess]]:
    """Run gunicorn twice: with our pages and with bare_sql. Yields {"page": …, "raw": …}."""
    url = database_copies.named(os.environ["DATABASE_URL"], name)
    sql, known = expected_page_statement(scope).args
    known |= {"side": str(scope.side)}
    database = {"DATABASE_URL": url, "BENCH_STATEMENT": json.dumps([sql, known])}
    with ExitStack() as stack:
        found = {}
        for which, application in (("page", "rasso.wsgi"), ("raw", "benchmarks.bare_sql")):
            found[which] = GunicornProcess(which, database)
            stack.callback(found[which].end)
            found[which].start(f"{application}:application")
        yield found


def _time_requests(
    running: LocalServers, server: GunicornProcess, address: str, headers: Mapping[str, str]
) -> dict[str, float]:
    """Time REQUESTS requests on one connection. Returns milliseconds per request."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    _check_response(connection, address, headers)
    pids = server.started_process.pid, running.postgres.started_process.pid
    before, began = [cpu.seconds_of(pid) for pid in pids], time.perf_counter()
    for _ in range(REQUESTS):
        _check_response(connection, address, headers)
    took = time.perf_counter() - began
    web, postgres = (cpu.seconds_of(pid) - b for pid, b in zip(pids, before, strict=True))
    connection.close()
    each = 1000 / REQUESTS
    return {"web cpu ms": web * each, "postgres cpu ms": postgres * each, "ms": took * each}


def _check_response(
    connection: http.client.HTTPConnection, address: str, headers: Mapping[str, str]
) -> None:
    connection.request("GET", address, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200 and len(body) > 1000, (address, answer.status, body[:300])
