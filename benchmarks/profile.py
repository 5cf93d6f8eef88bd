"""
Where each hot page spends its time: python -m benchmarks.profile [cases]

Requests run one after another in this process, with all middleware. Statements: time waiting for
Postgres, including planning. Template: rendering. Python: everything else.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar
from unittest.mock import patch

import django
from django.db import connection
from django.http import HttpRequest
from django.template.backends.jinja2 import Template
from django.test import Client

from benchmarks import servers
from benchmarks.gates import Figures
from benchmarks.timing import AT

T = TypeVar("T")

REQUESTS = 30
LONGEST = 4  # number of statements that are printed


def main() -> None:
    parser = argparse.ArgumentParser(description="What each hot page spends its time on.")
    parser.add_argument("cases", nargs="?", type=int, default=10_000)
    cases = parser.parse_args().cases
    os.environ["RASSO_STATE"] = str(servers.STATE)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rasso.settings")
    with servers.running_servers() as running:
        django.setup()
        servers.use_database(servers.loaded_database(running, cases))
        from benchmarks.busy_pages import pages_to_open

        for name, page in pages_to_open(AT).items():
            seen = _timed_requests(*page)
            print(name, _median_parts(seen))
            for ms, planning, sql in _longest(seen):
                print(f"    {ms:7.2f} ms, of which planning {planning:6.2f}: {sql}")


def run_page_profile(at: datetime) -> dict[str, Figures]:
    """{page: milliseconds in statements, template and the rest}, medians of requests."""
    from benchmarks.busy_pages import pages_to_open as pages

    return {name: _median_parts(_timed_requests(*page)) for name, page in pages(at).items()}


def _timed_requests(client: Client, address: str) -> list[Figures]:
    client.get(address)
    return [_time_request(client, address) for _ in range(REQUESTS)]


def _median_parts(seen: Sequence[Figures]) -> dict[str, float]:
    parts = ("ms", "statements ms", "template ms", "python ms")
    return {part: round(statistics.median(each[part] for each in seen), 2) for part in parts}


def _time_request(client: Client, address: str) -> Figures:
    asked: list[tuple[float, tuple[str, Any]]] = []  # Django takes parameters of any type
    drawn: list[tuple[float, None]] = []

    def heard(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        with _timed(asked, (sql, params)):
            return execute(sql, params, many, context)

    draw = Template.render

    def render(
        self: Template, context: dict[str, Any] | None = None, request: HttpRequest | None = None
    ) -> str:
        with _timed(drawn, None):
            return draw(self, context, request)

    began = time.perf_counter()
    with connection.execute_wrapper(heard), patch.object(Template, "render", render):
        assert client.get(address).status_code == 200
    took = (time.perf_counter() - began) * 1000
    statements, template = (sum(ms for ms, _what in each) for each in (asked, drawn))
    rest = took - statements - template
    return {
        "ms": took, "statements ms": statements, "template ms": template, "python ms": rest,
        "asked": asked,
    }  # fmt: skip


@contextmanager
def _timed(found: list[tuple[float, T]], what: T) -> Iterator[None]:
    began = time.perf_counter()
    try:
        yield
    finally:
        found.append(((time.perf_counter() - began) * 1000, what))


def _longest(seen: Sequence[Figures]) -> list[tuple[float, float, str]]:
    """[(ms, ms of planning, first words)] of the slowest statements of a request."""
    by_place = list(zip(*(each["asked"] for each in seen), strict=False))
    typical = [(statistics.median(ms for ms, _ in place), place[0][1]) for place in by_place]
    typical.sort(key=lambda each: -each[0])
    return [
        (ms, _planning(*statement), " ".join(statement[0].split())[:90])
        for ms, statement in typical[:LONGEST]
    ]


def _planning(sql: str, params: Any) -> float:
    if not sql.lstrip().upper().startswith(("SELECT", "WITH")):
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (SUMMARY) {sql}", params)
        [line] = [row[0] for row in cursor if row[0].startswith("Planning Time")]
    return float(line.split()[2])


if __name__ == "__main__":
    main()
