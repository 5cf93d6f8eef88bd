"""The subjects of the suite in order: each a function of (servers, database, moment)."""

from collections.abc import Callable
from datetime import datetime

from benchmarks import (
    boards,
    figures,
    growth,
    hidden_times,
    http_reads,
    old_data,
    page_cpu,
    plain_guardian,
    profile,
    query_counts,
    searches,
    second_lock,
    sweeps,
    worklists,
    writes,
)
from benchmarks.gates import Figures
from devtools.local_servers import LocalServers

Measure = Callable[[LocalServers, str, datetime], Figures]


def _at_moment(measure: Callable[[datetime], Figures]) -> Measure:
    """Adapt a measure that takes only the moment."""
    return lambda servers, name, at: measure(at)


def _pages_beside_stock(servers: LocalServers, name: str, at: datetime) -> Figures:
    plain_guardian.fill_guardian_tables(servers, name, at)
    return plain_guardian.run_guardian_pages(servers, name, at)


def _checks_beside_stock(servers: LocalServers, name: str, at: datetime) -> Figures:
    plain_guardian.fill_guardian_tables(servers, name, at)
    return plain_guardian.run_guardian_checks(at)


def _publish_and_run_figures(at: datetime) -> Figures:
    figures.publish_figures(at)
    return figures.run_figures(at)


# In a copy of the whole database, so not with a million cases.
IN_A_COPY: dict[str, Measure] = {"B11 sweep": sweeps.run_sweeps}
SUBJECTS: dict[str, Measure] = {
    "B1 page of a worklist": _at_moment(worklists.run_worklists),
    "B2 page against that of 10,000 cases": growth.run_page_growth,
    "B3 guardian as it comes": _pages_beside_stock,
    "B4 exact counts and board": _at_moment(boards.run_boards),
    "B4 board against that of 10,000 cases": growth.run_board_growth,
    "B5 check": _checks_beside_stock,
    "B6 page far down": _at_moment(worklists.run_deep_page),
    "B7 row-level security": _at_moment(second_lock.run_second_lock),
    "B8 request": http_reads.run_http_reads,
    "B9 statements of a page": _at_moment(query_counts.run_query_counts),
    "B10 figures": _at_moment(_publish_and_run_figures),
    **IN_A_COPY,
    "B12 history": _at_moment(writes.run_history),
    "B13 search": _at_moment(searches.run_searches),
    "B14 a new case": _at_moment(writes.run_new_case),
    "B15 a unit given": _at_moment(writes.run_unit_grant),
    "B16 processor time of a page": _at_moment(page_cpu.run_page_cpu),
    "B17 hidden and missing": _at_moment(hidden_times.run_hidden_times),
    "Traces of years": _at_moment(old_data.run_old_data),
    "What hot pages spend": _at_moment(profile.run_page_profile),
}


def of_size(size: int) -> dict[str, Measure]:
    """{title: measure} of the subjects that are measured at this size."""
    left_out = IN_A_COPY if size > 100_000 else ()
    return {title: measure for title, measure in SUBJECTS.items() if title not in left_out}
