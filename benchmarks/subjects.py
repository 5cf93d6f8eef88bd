"""What is measured, in the suite's order: each a function of (servers, database, moment)."""

from django.db import connection

from benchmarks import (
    boards,
    figures,
    growth,
    profile,
    questions,
    searches,
    served,
    stock,
    sweeps,
    traces,
    worklists,
    writes,
)


def _of(measure):
    """A measure that asks for no more than the moment."""
    return lambda servers, name, at: measure(at)


def _pages_beside_stock(servers, name, at):
    stock.prepare(servers, name, at)
    return stock.pages(servers, name, at)


def _checks_beside_stock(servers, name, at):
    stock.prepare(servers, name, at)
    return stock.checks(at)


def _row_level_security(at):
    """B7 compares with and without it; so far there is none to compare."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relrowsecurity")
        [tables] = cursor.fetchone()
    return {"tables": tables, "measured": "not built: no table has row-level security"}


def _figures(at):
    figures.prepare(at)
    return figures.measure(at)


IN_A_COPY = {"B11 sweep": sweeps.measure}  # of the whole database: not of a million cases
SUBJECTS = {
    "B1 page of a worklist": _of(worklists.measure),
    "B2 page against that of 10,000 cases": growth.of_pages,
    "B3 guardian as it comes": _pages_beside_stock,
    "B4 exact counts and board": _of(boards.measure),
    "B4 board against that of 10,000 cases": growth.of_boards,
    "B5 check": _checks_beside_stock,
    "B6 page far down": _of(worklists.depth),
    "B7 row-level security": _of(_row_level_security),
    "B8 request": served.measure,
    "B9 statements of a page": _of(questions.measure),
    "B10 figures": _of(_figures),
    **IN_A_COPY,
    "B12 history": _of(writes.history),
    "B13 search": _of(searches.measure),
    "B14 a new case": _of(writes.new_case),
    "B15 a unit given": _of(writes.grant),
    "Traces of years": _of(traces.measure),
    "What hot pages spend": _of(profile.measure),
}


def of_size(size):
    """{title: measure} of the subjects that are measured with so many cases."""
    left_out = IN_A_COPY if size > 100_000 else ()
    return {title: measure for title, measure in SUBJECTS.items() if title not in left_out}
