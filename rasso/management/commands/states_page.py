"""Generate the page about states from the permission tables and periods."""

from collections.abc import Iterable, Iterator, Sequence

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from django.utils.functional import Promise
from django.utils.translation import override

from cases import permissions
from cases.deadlines import (
    ADVICE_PERIOD,
    CLOCK_GOES_ALONG,
    PERIOD_IF_SET,
    PERIOD_OF_URGENCY,
    Urgency,
)
from cases.next_steps import NEXT_STEP
from cases.states import BACK, MOVES, OTHERS_HOLD_STATES, TURN_SIDE, State
from people.access.permission_tables import PermissionTest
from timeliness import periods
from timeliness.models import Confidence

PAGE = settings.ROOT / "docs" / "states.md"
CONFIDENCE_LABELS = dict(Confidence.choices)


class Command(BaseCommand):
    help = "Write docs/states.md from the tables; with --check, fail if it is out of date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check: bool, **options: object) -> None:
        with override(settings.LANGUAGE_CODE):
            text = states_page_text()
        if not check:
            PAGE.write_text(text)
        elif not PAGE.exists() or PAGE.read_text() != text:
            raise CommandError("docs/states.md is out of date: run manage.py states_page")


MADE = (
    "Made by `manage.py states_page` from `cases/states.py`, `cases/permissions/`, "
    "`cases/deadlines.py` and `timeliness/periods.toml`. Change those, not this."
)
CLOCKS = ("Urgency", "Period", "Counted from", "Confidence", "Authority")


RULES = (
    "SITE",
    "CASE",
    "SUSPECT",
    "COURT_FACT",
    "EARLY_ADVICE",
    "REFERRAL",
    "REVIEW",
    "PLAN",
    "ITEM",
    "DOCUMENT",
    "NOTE",
    "THREAD",
    "PROPOSAL",
    "PROPOSED_PLAN",
    "VICTIM_REQUEST",
    "TRANSFER",
)


def states_page_text() -> str:
    """The page in Markdown."""
    parts = [
        "# Where a suspect can be, whose turn it is, and who may do what",
        MADE,
        "## States",
        markdown_table(("State", "Whose turn", "Next step"), map(state_row, State)),
        "## Moves",
        markdown_table(("Verb", "From", "To"), move_rows()),
        "## Clocks",
        markdown_table(CLOCKS, clock_rows()),
        clock_notes(),
        *rule_parts(),
    ]
    return "\n\n".join(parts) + "\n"


def clock_notes() -> str:
    """Notes on clocks that the table of periods does not contain."""
    along = ", ".join(f"from “{a.label}” to “{b.label}”" for a, b in kept_clock_moves())
    return (
        f"The clock goes along, rather than starting again, {along}; and with the case when "
        "another CPS unit takes it over. After an action plan that the police have answered the "
        "period of the urgency class runs again, marked unverified, as is the clock of early "
        "advice; a side that gets a suspect back by its own act has the date that it had. The "
        "reply to a return and each action have the date people agree. The clock of a sign-off "
        "starts only for a suspect of whom the CPS does not know, and ends with it."
    )


def state_row(state: State) -> tuple[str | Promise, str | Promise, str | Promise]:
    turn = TURN_SIDE[state]
    label = turn.label if turn else "nobody’s"
    if state in OTHERS_HOLD_STATES:
        label = f"{label}; its days are those of others"
    return state.label, label, NEXT_STEP[state]


def move_rows() -> Iterator[tuple[str | Promise, ...]]:
    for verb, moves in MOVES.items():
        for start, end in moves.items():
            yield (
                f"`{verb}`",
                start.label,
                "back to the state before" if end == BACK else State(end).label,
            )


def kept_clock_moves() -> list[tuple[State, State]]:
    order = list(State)
    along = {(start, State(end)) for start, end in CLOCK_GOES_ALONG if start != end}
    return sorted(along, key=lambda pair: [order.index(state) for state in pair])


def clock_rows() -> Iterator[tuple[str | Promise, ...]]:
    asked = [(urgency.label, PERIOD_OF_URGENCY[urgency]) for urgency in Urgency] + [
        ("Early advice", ADVICE_PERIOD)
    ]
    asked += [(state.label, rule) for state, rule in PERIOD_IF_SET.items()]
    for label, rule in asked:
        for period in periods.PERIODS_BY_VERSION.values():
            if period.key == rule:
                if period.is_unset:
                    amount = "none until an Area sets one"
                else:
                    amount = f"{period.amount} {period.unit.replace('_', ' ')}"
                confidence = CONFIDENCE_LABELS.get(period.confidence, period.confidence)
                yield label, amount, period.counts_from, confidence, period.authority


def rule_parts() -> Iterator[str]:
    """
    A heading and a table for each permission table: the verb and the sentences that refuse it.
    """
    for name in RULES:
        yield f"## Who may do what: {name.lower()}"
        rules = getattr(permissions, name)
        yield markdown_table(
            ["Verb", "Unless"], ((f"`{verb}`", reasons_text(rules[verb])) for verb in rules)
        )


def reasons_text(tests: Iterable[PermissionTest]) -> str:
    return "<br>".join(refusal_text(test) for test in tests)


def refusal_text(test: PermissionTest) -> str:
    """The sentence of a test; if it is computed from the row, when the test refuses."""
    return test.refuses_when if callable(test.reason) else str(test.reason)


def markdown_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)
