"""
What a measure must reach, and at which sizes. Nothing here measures.

The limits are those that were set when the shapes were chosen, from what was measured then. A gate
that is missed is mended in the product, or stays red: no limit is loosened to pass. One that was
asked of another shape than the one we build is asked anew by a decision (docs/decisions/0038).
"""

from dataclasses import dataclass

SMALL, LARGE = (10_000, 100_000), (1_000_000,)
EVERY = SMALL + LARGE
ONE_UNIT = ("largest force", "smallest force", "one CPS Area")
ALL_UNITS = ("every CPS Area", "every force")
NAMED = ("named on cases",)
BY_UNIT = tuple(f"one unit by {length}" for length in ("month", "quarter", "year"))
ANY = ()


@dataclass(frozen=True)
class Gate:
    """
    of: the subject, by its beginning. about: which of its lines; any where it names none. measure:
    the name of the number on the line. It must be at most, or at least, so much.
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
    Gate("B2", "growth", LARGE, most=1.3),
    # As many times as fast as guardian as it comes.
    Gate("B3", "times as fast", LARGE, ("largest force", "one CPS Area", *NAMED), least=20),
    Gate("B3", "times as fast", LARGE, ("smallest force",), least=10),
    Gate("B3", "times as fast", LARGE, ALL_UNITS, least=300),
    # The exact counts of the board.
    Gate("B4 exact", "ms", LARGE, most=1.5),
    Gate("B4 board", "growth", LARGE, most=1.5),
    Gate("B3", "times as fast to count", LARGE, ONE_UNIT + ALL_UNITS, least=50),
    # One check; and of many rows no more statements than of one.
    Gate("B5", "times as fast", SMALL, ("one row",), least=5),
    Gate("B5", "queries", EVERY, most=1),
    # A page far down to the first.
    Gate("B6", "to first", LARGE, most=1.3),
    # Statements of a page, and how many more there are when it prints more rows.
    Gate("B9", "statements", SMALL, ("worklist", "board", "board's list", "notices"), most=6),
    Gate("B9", "statements", SMALL, ("case page", "dashboard", "figure"), most=12),
    Gate("B9", "more with 100 rows", SMALL, most=0),
    # Figures: one unit has cells of its own; those of more are put together.
    Gate("B10", "ms", LARGE, BY_UNIT, most=5),
    Gate("B10", "ms", LARGE, most=50),
    Gate("B10", "1000 counted ms", LARGE, most=50),
    # The sweep to a loop; and nothing said twice or not at all, a killed worker or not.
    Gate("B11", "times as fast", SMALL, least=30),
    Gate("B11", "blocks a clock", SMALL, most=80),
    Gate("B11", "wrong rows", SMALL, most=0),
    Gate("B11", "wrong rows of workers", SMALL, most=0),
    Gate("B11", "idle cpu ms", SMALL, most=5),
    # One row, and one of its history, however many cases the unit has.
    Gate("B15", "rows", EVERY, most=2),
)


def missed(size, found, *, only=()):
    """[in words] the gates of a size that what was found does not pass, or has no number for."""
    chosen = [each for each in GATES if size in each.sizes]
    if only:
        chosen = [each for each in chosen if each.of.split()[0] in only]
    return [words for gate in chosen for words in _missed(gate, size, found)]


def _missed(gate, size, found):
    values = list(_values(gate, found))
    unmeasured = [] if gate.about else [gate.of] * (not values)
    unmeasured += [line for line in gate.about if line not in {where for where, _ in values}]
    for line in unmeasured:
        yield f"{size:,}: {gate.of}, {line}: {gate.measure} was not measured"
    for where, value in values:
        if not gate.met_by(value):
            yield f"{size:,}: {gate.of}, {where}: {gate.measure} is {value}, not {gate.limit}"


def _values(gate, found):
    """[(line, number)] of the subject that a gate is about; a subject may be one line itself."""
    for subject, told in found.items():
        if not subject.startswith(f"{gate.of} "):
            continue
        lines = told if all(isinstance(each, dict) for each in told.values()) else {subject: told}
        for line, numbers in lines.items():
            if gate.measure in numbers and (not gate.about or line in gate.about):
                yield line, numbers[gate.measure]
