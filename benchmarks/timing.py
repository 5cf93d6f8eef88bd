"""Time an act, and count the blocks that Postgres touches for it."""

import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

AT = datetime(2026, 11, 26, tzinfo=UTC)  # the loader's cases end here


def middle_ms(act: Callable[[], object], *, times: int = 30, seconds: float = 5) -> float:
    """Median milliseconds of up to `times` runs, after a first one that is not counted."""
    act()
    found, stop = list[float](), time.perf_counter() + seconds
    while len(found) < times and (time.perf_counter() < stop or len(found) < 3):
        began = time.perf_counter()
        act()
        found.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(found), 2)


def buffers(act: Callable[[], object]) -> int:
    """Blocks touched by the SELECT statements of an act, which run again under EXPLAIN."""
    asked: list[tuple[str, Any]] = []  # Django takes parameters of any type

    def heard(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(heard):
        act()
    return sum(_blocks_again(sql, params) for sql, params in asked)


def _blocks_again(sql: str, params: Any) -> int:
    """Blocks touched by a statement of the product; 0 unless it is a SELECT."""
    if not sql.lstrip().upper().startswith(("SELECT", "WITH", "(")):
        return 0
    from people.access.prepared_cursor import prepared_cursor  # needs Django's settings

    # The kept statements of people.access.kept_statements have Postgres's own placeholders.
    is_numbered = bool(params) and "%s" not in sql and "$1" in sql
    with prepared_cursor(is_numbered=is_numbered) if is_numbered else connection.cursor() as cursor:
        return blocks(cursor, sql, params)


def blocks(cursor: CursorWrapper, sql: str, params: Any) -> int:
    """Blocks touched by one statement, which is executed."""
    cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
    [row] = cursor.fetchall()
    plan = (json.loads(row[0]) if isinstance(row[0], str) else row[0])[0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])
