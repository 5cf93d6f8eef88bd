"""
What a measure must reach, and at which sizes. Nothing here measures.

The limits are those that were set when the shapes were chosen, from what was measured then. A gate
that is missed is mended in the product, or stays red: no limit is loosened to pass. One that was
asked of another shape than the one we build is asked anew by a decision (docs/decisions: 38, 41).
"""

from dataclasses import dataclass

# The subjects of the suite (benchmarks/subjects.py), by the first words of their titles.
NAMES = (*(f"B{n}" for n in range(1, 16)), "Traces", "What")

SMALL, LARGE = (10_000, 100_000), (1_000_000,)
EVERY = SMALL + LARGE
ONE_UNIT = ("largest force", "smallest force", "one CPS Area")
ALL_UNITS = ("every CPS Area", "every force")
LEADERS = (*ONE_UNIT, "every CPS Area")  # who have a board
NAMED = ("named on cases",)
LENGTHS = ("month", "quarter", "year")
BY_UNIT = tuple(f"one unit by {length}" for length in LENGTHS)
OF_MORE = tuple(
    f"{whose} by {length}" for whose in ("one Area", "everywhere") for length in LENGTHS
)
PAGES_OF_ROWS = ("worklist", "board's list", "notices")
PAGES_OF_ONE = ("case page", "dashboard", "figure")
ANY = ()


@dataclass(frozen=True)
class Gate:
    """
    of: the subject, by its beginning. about: which of its lines, each of which must be there; any
    where it names none, and it names none where there is but one. measure: the name of the number
    on the line. It must be at most, or at least, so much.
    """

    of: str
    measure: str
    sizes: tuple
    about: tuple = ANY
    most: float | None = None
    least: float | None = None

    def met_by(self, value):
        if self.most is not None and value > self.most:
            return False
        return self.least is None or value >= self.least

    @property
    def limit(self):
        return f"at most {self.most}" if self.least is None else f"at least {self.least}"


GATES = (
    # What a page of the worklist takes to what it takes one who knows the answer.
    Gate("B1", "to oracle", SMALL, ONE_UNIT + NAMED, most=2.5),
    Gate("B1", "to oracle", SMALL, ALL_UNITS, most=3.5),
    Gate("B1", "buffers", EVERY, ONE_UNIT, most=150),
    Gate("B1", "buffers", EVERY, ALL_UNITS, most=600),
    Gate("B1", "buffers", EVERY, NAMED, most=500),
    # What it takes to what it takes with 10,000 cases.
    Gate("B2", "growth", LARGE, ONE_UNIT + ALL_UNITS + NAMED, most=1.3),
    # As many times as fast as guardian as it comes.
    Gate("B3", "times as fast", LARGE, ("largest force", "one CPS Area", *NAMED), least=20),
    Gate("B3", "times as fast", LARGE, ("smallest force",), least=10),
    Gate("B3", "times as fast", LARGE, ALL_UNITS, least=300),
    # The exact counts of the board.
    Gate("B4 exact", "ms", LARGE, LEADERS, most=1.5),
    Gate("B4 board", "growth", LARGE, LEADERS, most=1.5),
    Gate("B3", "times as fast to count", LARGE, ONE_UNIT + ALL_UNITS, least=50),
    # One check; and of many rows no more statements than of one.
    Gate("B5", "times as fast", SMALL, ("one row",), least=5),
    Gate("B5", "queries", EVERY, ("one row", "25 rows"), most=1),
    # A page far down to the first.
    Gate("B6", "to first", LARGE, most=1.3),
    # Statements of a page, and how many more there are when it prints more rows.
    Gate("B9", "statements", SMALL, ("board", *PAGES_OF_ROWS), most=6),
    Gate("B9", "statements", SMALL, PAGES_OF_ONE, most=12),
    Gate("B9", "more with 100 rows", SMALL, PAGES_OF_ROWS, most=0),
    Gate("B9", "more with 25 suspects and actions", SMALL, ("case page",), most=0),
    Gate("B9", "written", SMALL, (*PAGES_OF_ROWS, *PAGES_OF_ONE, "board"), most=1),
    # Figures: one unit has cells of its own; those of more are put together.
    Gate("B10", "shown", LARGE, (*BY_UNIT, *OF_MORE), least=1),
    Gate("B10", "ms", LARGE, BY_UNIT, most=5),
    Gate("B10", "ms", LARGE, OF_MORE, most=50),
    Gate("B10", "1000 counted ms", LARGE, most=50),
    # The sweep to a loop; and nothing said twice or not at all, a killed worker or not.
    Gate("B11", "times as fast", SMALL, least=30),
    Gate("B11", "blocks a clock", SMALL, most=80),
    Gate("B11", "wrong rows", SMALL, most=0),
    Gate("B11", "wrong rows of workers", SMALL, most=0),
    Gate("B11", "idle cpu ms", SMALL, most=5),
    # Whether a notice may be told asks what a sweep asks of a clock, however many there have been.
    Gate("Traces", "blocks a notice", EVERY, ("unread notices", "page of notices"), most=80),
    # One row, and one of its history, however many cases the unit has.
    Gate("B15", "rows", EVERY, most=2),
)
# Of each run under load (benchmarks/load): a page takes less than a second (rasso/settings), and a
# write that takes longer waits for something. With figures and acts under one lock it was 2 to 3 s.
# The limit is that of a machine as fast as the yardstick's (benchmarks/yardstick.py): on one that
# does the same work in twice the processor's time, a write may take twice as long.
UNDER_LOAD = {"p95 ms of writes": 1000}


def missed_gates(size, found, *, only=()):
    """[in words] the gates of a size that what was found does not pass, or has no number for."""
    return [
        words for gate in _gates_of_size(size, only) for words in _misses_of_gate(gate, size, found)
    ]


def missed_under_load(run):
    """[in words] what one run under load does not reach, or has not measured."""
    name = f"{run['web processes']} web, {run['workers']} workers"
    for measure, fast in UNDER_LOAD.items():
        value, most = run.get(measure), round(fast * run.get("times as slow", 1))
        if value is None:
            yield f"{name}: {measure} was not measured"
        elif value > most:
            yield f"{name}: {measure} is {value}, not at most {most}"


def gate_verdict(size, missed, *, only=()):
    """What is said of a size in the end: nothing is met where there is no gate."""
    if missed:
        return "\n".join(missed)
    if gates := _gates_of_size(size, only):
        return f"{size:,}: Every gate is met: {len(gates)}."
    of_them = f" of {', '.join(only)}" if only else ""
    return f"{size:,}: No gate{of_them} is set for so many cases."


def _gates_of_size(size, only):
    """The gates of a size, of the subjects asked for where there are such."""
    of_size = [each for each in GATES if size in each.sizes]
    return [each for each in of_size if not only or each.of.split()[0] in only]


def _misses_of_gate(gate, size, found):
    values = list(_numbers_of_gate(gate, found))
    unmeasured = [] if gate.about else [gate.of] * (not values)
    unmeasured += [line for line in gate.about if line not in {where for where, _ in values}]
    for line in unmeasured:
        yield f"{size:,}: {gate.of}, {line}: {gate.measure} was not measured"
    for where, value in values:
        if not gate.met_by(value):
            yield f"{size:,}: {gate.of}, {where}: {gate.measure} is {value}, not {gate.limit}"


def _numbers_of_gate(gate, found):
    """[(line, number)] of the subject that a gate is about; a subject may be one line itself."""
    for subject, told in found.items():
        if not subject.startswith(f"{gate.of} "):
            continue
        lines = told if all(isinstance(each, dict) for each in told.values()) else {subject: told}
        for line, numbers in lines.items():
            if gate.measure in numbers and (not gate.about or line in gate.about):
                yield line, numbers[gate.measure]
