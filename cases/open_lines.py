"""
Lines of inquiry that are still open when suspects are referred, and when each is expected.

One plain shape for the referral, for what was sent and for the form. Runs no queries. What is said
of a line (when it is expected, and its likely effect on the decision) is what an MG3 asks of it:
Director's Guidance on Charging, 6th edition, Annex 4, as far as public material describes it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access.sealed_text import NotOpened, NotOpenedValue
from people.text.dates import format_day

OPEN_LINES_HEADING = gettext_lazy("Lines of inquiry that are still open")
OPEN_LINES_QUESTION = gettext_lazy("Is any line of inquiry still open?")


@dataclass(frozen=True)
class OpenLine:
    """
    One line of inquiry. It has a day or says why it has none, as soon as it is whole.

    effect: how it could change the decision; only where it could.
    """

    text: str
    expected_on: date | None = None
    undated_because: str = ""
    may_change_decision: bool = False
    effect: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether everything is said of it, and nothing twice."""
        is_dated = bool(self.expected_on) != bool(self.undated_because)
        return bool(self.text) and is_dated and self.may_change_decision == bool(self.effect)

    def is_overdue(self, *, on: date) -> bool:
        """Whether its day is before this one."""
        return self.expected_on is not None and self.expected_on < on

    def as_json(self) -> dict[str, Any]:
        """The line as the database stores it."""
        day = self.expected_on.isoformat() if self.expected_on else None
        return {
            "text": self.text, "expected_on": day, "undated_because": self.undated_because,
            "may_change_decision": self.may_change_decision, "effect": self.effect,
        }  # fmt: skip


OpenLines = tuple[OpenLine, ...] | None  # () where the police say that none is open; None: not said


def open_lines_to_json(lines: Iterable[OpenLine] | None) -> list[dict[str, Any]] | None:
    """Lines as the database stores them; None where the police have not said."""
    return None if lines is None else [each.as_json() for each in lines]


def read_open_lines(stored: Iterable[Mapping[str, Any]] | None) -> OpenLines:
    """Lines as they were stored; of those that do not open one, which is the sentence for them."""
    if isinstance(stored, NotOpenedValue):
        return (OpenLine(stored.sentence),)
    return None if stored is None else tuple(map(_read_line, stored))


def _read_line(stored: Mapping[str, Any]) -> OpenLine:
    facts = dict(stored)
    day = facts.pop("expected_on")
    return OpenLine(**facts, expected_on=date.fromisoformat(day) if day else None)


def are_unread(lines: OpenLines) -> bool:
    """Whether they are the sentence that stands for lines that do not open."""
    return any(isinstance(each.text, NotOpened) for each in lines or ())


def not_said(lines: OpenLines, text_of_before: str) -> list[tuple[str, str]]:
    """The question whether any line is open, without an answer, where nothing answers it."""
    is_said = lines is not None or text_of_before
    return [] if is_said else [(str(OPEN_LINES_QUESTION), "")]


def open_line_label(number: int) -> str:
    """The heading of a line by its place in the list."""
    return _("Open line of inquiry %(n)s") % {"n": number}


def open_line_facts(line: OpenLine, *, on: date | None = None) -> list[tuple[str, str]]:
    """
    [(label, text)] of what is said of a line; of one that does not open, nothing.

    on: the day by which its date may have passed.
    """
    if isinstance(line.text, NotOpened):
        return []
    effect = _("No")
    if line.may_change_decision:
        effect = _("Yes: %(how)s") % {"how": line.effect}
    return [
        (_("Expected"), _expected_text(line, on=on)),
        (_("Could change the decision"), effect),
    ]


def _expected_text(line: OpenLine, *, on: date | None) -> str:
    if line.expected_on is None:
        return _("Not known: %(why)s") % {"why": line.undated_because}
    day = format_day(line.expected_on)
    if on and line.is_overdue(on=on):
        return _("%(day)s, which has passed") % {"day": day}
    return day


@dataclass(frozen=True)
class OpenLineRow:
    """A line as a page shows it."""

    label: str
    text: str
    facts: list[tuple[str, str]]  # (label, text)


def open_line_rows(lines: OpenLines, *, on: date | None = None) -> list[OpenLineRow] | None:
    """Lines as a page shows them. on: the day by which a date may have passed, said beside it."""
    if lines is None:
        return None
    return [
        OpenLineRow(open_line_label(n), each.text, open_line_facts(each, on=on))
        for n, each in enumerate(lines, start=1)
    ]


def open_line_text(line: OpenLine) -> str:
    """A line in full, as one text."""
    said = [f"{label}: {text}" for label, text in open_line_facts(line)]
    return "\n".join([line.text, *said])


def open_lines_text(lines: OpenLines) -> str:
    """All lines as one text; "" where the police have not said."""
    if lines is None:
        return ""
    return "\n\n".join(map(open_line_text, lines)) or _("None is open.")
