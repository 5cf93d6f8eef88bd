"""
Gates: the limits that figures must meet, and at which sizes. Nothing is measured here.

The limits were set when the designs were chosen, from what was measured then. A missed gate is
fixed in the product or stays red: no limit is loosened to pass. A limit that was set for another
design than the one built is replaced by a decision (docs/decisions: 38, 41, 132).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Names of the subjects (benchmarks/subjects.py): the first words of their titles.
NAMES = (*(f"B{n}" for n in range(1, 18)), "Traces", "What")

SMALL, LARGE = (10_000, 100_000), (1_000_000,)
EVERY = SMALL + LARGE
ONE_UNIT = ("largest force", "smallest force", "one CPS Area")
ALL_UNITS = ("every CPS Area", "every force")
LEADERS = (*ONE_UNIT, "every CPS Area")  # personas who have a board
NAMED = ("named on cases",)
LENGTHS = ("month", "quarter", "year")
BY_UNIT = tuple(f"one unit by {length}" for length in LENGTHS)
OF_MORE = tuple(
    f"{whose} by {length}" for whose in ("one Area", "everywhere") for length in LENGTHS
)
PAGES_OF_ROWS = ("worklist", "board's list", "notices")
PAGES_OF_ONE = ("case page", "dashboard", "figure")
ANY: tuple[str, ...] = ()
# What is measured, as in results.json: numbers by name, or such dicts by line.
Figures = dict[str, Any]
FiguresBySubject = Mapping[str, Figures]


@dataclass(frozen=True)
class Gate:
    """
    A limit on one number of a subject.

    of: first word of the subject's title. measure: name of the number. about: the lines that must
    have it; empty for any line. most, least: the limits of the number.
    """

    of: str
    measure: str
    sizes: tuple[int, ...]
    about: tuple[str, ...] = ANY
    most: float | None = None
    least: float | None = None

    def met_by(self, value: float) -> bool:
        if self.most is not None and value > self.most:
            return False
        return self.least is None or value >= self.least

    @property
    def limit(self) -> str:
        return f"at most {self.most}" if self.least is None else f"at least {self.least}"


GATES = (
    # A page of the worklist, as a multiple of its oracle's time.
    Gate("B1", "to oracle", SMALL, ONE_UNIT + NAMED, most=2.5),
    Gate("B1", "to oracle", SMALL, ALL_UNITS, most=3.5),
    Gate("B1", "buffers", EVERY, ONE_UNIT, most=150),
    Gate("B1", "buffers", EVERY, ALL_UNITS, most=600),
    Gate("B1", "buffers", EVERY, NAMED, most=500),
    # The same page, as a multiple of its time with 10,000 cases.
    Gate("B2", "growth", LARGE, ONE_UNIT + ALL_UNITS + NAMED, most=1.3),
    # How many times as fast as plain guardian.
    Gate("B3", "times as fast", LARGE, ("largest force", "one CPS Area", *NAMED), least=20),
    Gate("B3", "times as fast", LARGE, ("smallest force",), least=10),
    Gate("B3", "times as fast", LARGE, ALL_UNITS, least=300),
    # The exact counts of the board.
    Gate("B4 exact", "ms", LARGE, LEADERS, most=1.5),
    Gate("B4 board", "growth", LARGE, LEADERS, most=1.5),
    Gate("B3", "times as fast to count", LARGE, ONE_UNIT + ALL_UNITS, least=50),
    # A permission check; many rows take no more statements than one.
    Gate("B5", "times as fast", SMALL, ("one row",), least=5),
    Gate("B5", "queries", EVERY, ("one row", "25 rows"), most=1),
    # With row-level security, as a multiple of the same without: a page, a case, a search.
    Gate("B7", "to open", LARGE, ONE_UNIT + ALL_UNITS, most=1.6),
    Gate("B7", "case to open", LARGE, ONE_UNIT + ALL_UNITS, most=1.6),
    Gate("B13", "to open", LARGE, ("by reference", "of like names"), most=1.5),
    # A page far down, as a multiple of the first page's time.
    Gate("B6", "to first", LARGE, most=1.3),
    # Statements of a page, and how many more it takes with more rows.
    Gate("B9", "statements", SMALL, PAGES_OF_ROWS, most=6),
    Gate("B9", "statements", SMALL, ("board",), most=45),  # with all that waits: ADR 132
    Gate("B9", "statements", SMALL, PAGES_OF_ONE, most=12),
    Gate("B9", "more with 100 rows", SMALL, PAGES_OF_ROWS, most=0),
    Gate("B9", "more with 25 suspects and actions", SMALL, ("case page",), most=0),
    Gate("B9", "written", SMALL, (*PAGES_OF_ROWS, *PAGES_OF_ONE), most=1),
    Gate("B9", "written", SMALL, ("board",), most=5),  # one for each kind of row: ADR 132
    # Figures: one unit has its own aggregates; larger places are summed.
    Gate("B10", "shown", LARGE, (*BY_UNIT, *OF_MORE), least=1),
    Gate("B10", "ms", LARGE, BY_UNIT, most=5),
    Gate("B10", "ms", LARGE, OF_MORE, most=50),
    Gate("B10", "1000 counted ms", LARGE, most=50),
    # The sweep compared with a loop; no reminder is missing or sent twice, even if a worker is
    # killed.
    Gate("B11", "times as fast", SMALL, least=30),
    Gate("B11", "blocks a clock", SMALL, most=80),
    Gate("B11", "wrong rows", SMALL, most=0),
    Gate("B11", "wrong rows of workers", SMALL, most=0),
    Gate("B11", "idle cpu ms", SMALL, most=5),
    # Blocks read to check whether a notice may be told do not grow with the number of notices.
    Gate("Traces", "blocks a notice", EVERY, ("unread notices", "page of notices"), most=80),
    # A grant and its history, however many cases the unit has.
    Gate("B15", "rows", EVERY, most=2),
    # Processor time of the process that serves the page.
    Gate("B16", "cpu ms", SMALL, ("case page",), most=20),
)
# Limits of a run under load (benchmarks/load). A page takes less than a second (rasso/settings); a
# slower write waits for something. With figures and actions under one lock it was 2 to 3 s. The
# limit is for a machine as fast as the yardstick's (benchmarks/yardstick.py): one that needs twice
# the processor time may take twice as long.
UNDER_LOAD = {"p95 ms of writes": 1000}


def missed_gates(size: int, found: FiguresBySubject, *, only: Collection[str] = ()) -> list[str]:
    """A sentence for each gate of a size that is missed, or has no number."""
    return [
        words for gate in _gates_of_size(size, only) for words in _misses_of_gate(gate, size, found)
    ]


def missed_under_load(run: Figures) -> Iterator[str]:
    """A sentence for each limit that a run under load misses or has not measured."""
    name = f"{run['web processes']} web, {run['workers']} workers"
    for measure, fast in UNDER_LOAD.items():
        value, most = run.get(measure), round(fast * run.get("times as slow", 1))
        if value is None:
            yield f"{name}: {measure} was not measured"
        elif value > most:
            yield f"{name}: {measure} is {value}, not at most {most}"


def gate_verdict(size: int, missed: Sequence[str], *, only: Collection[str] = ()) -> str:
    """The last lines about a size: the missed gates, or how many were met."""
    if missed:
        return "\n".join(missed)
    if gates := _gates_of_size(size, only):
        return f"{size:,}: Every gate is met: {len(gates)}."
    of_them = f" of {', '.join(only)}" if only else ""
    return f"{size:,}: No gate{of_them} is set for so many cases."


def _gates_of_size(size: int, only: Collection[str]) -> list[Gate]:
    """The gates of a size; with `only`, those of these subjects."""
    of_size = [each for each in GATES if size in each.sizes]
    return [each for each in of_size if not only or each.of.split()[0] in only]


def _misses_of_gate(gate: Gate, size: int, found: FiguresBySubject) -> Iterator[str]:
    values = list(_numbers_of_gate(gate, found))
    unmeasured = [] if gate.about else [gate.of] * (not values)
    unmeasured += [line for line in gate.about if line not in {where for where, _ in values}]
    for line in unmeasured:
        yield f"{size:,}: {gate.of}, {line}: {gate.measure} was not measured"
    for where, value in values:
        if not gate.met_by(value):
            yield f"{size:,}: {gate.of}, {where}: {gate.measure} is {value}, not {gate.limit}"


def _numbers_of_gate(gate: Gate, found: FiguresBySubject) -> Iterator[tuple[str, float]]:
    """(line, number) of the gate's subject. A subject without lines is one line itself."""
    for subject, told in found.items():
        if not subject.startswith(f"{gate.of} "):
            continue
        lines = told if all(isinstance(each, dict) for each in told.values()) else {subject: told}
        for line, numbers in lines.items():
            if gate.measure in numbers and (not gate.about or line in gate.about):
                yield line, numbers[gate.measure]
