"""The lines of inquiry that a case already has, from which a closing report starts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from cases.models import ActionItem, Answer, ClosingReport, GivenAdvice, Referral, Suspect
from cases.open_lines import read_open_lines
from cases.statuses import ItemStatus
from people.access.opened_texts import check_all_opened
from people.access.scopes import Scope

MAX_LINE_CHARS = 300


@dataclass(frozen=True)
class KnownLine:
    """A line of inquiry that the case has. is_done: None where the case does not say."""

    text: str
    is_done: bool | None = None
    why_not: str = ""


def known_lines(suspect: Suspect, before: ClosingReport | None, scope: Scope) -> list[KnownLine]:
    """
    Those of the report before, then what was advised, said to be open in the newest referral, and
    asked for since; each once.

    before: the newest report about the suspect, read with its parts. Its author has left out what
    does not belong in it, so what is older than it is not offered again.
    """
    found: dict[str, KnownLine] = {}
    for of_case in (
        _lines_of(before),
        _advised_lines(suspect, before, scope),
        _lines_left_open(suspect, before, scope),
        _asked_for(suspect, before, scope),
    ):
        for line in of_case:
            found.setdefault(line.text, line)
    return list(found.values())


def _lines_of(report: ClosingReport | None) -> Iterator[KnownLine]:
    for line in report.lines.all() if report else ():
        yield KnownLine(line.text, line.is_done, line.why_not)


def _advised_lines(
    suspect: Suspect, before: ClosingReport | None, scope: Scope
) -> Iterator[KnownLine]:
    """The lines that early advice about the suspect followed, the newest advice last."""
    rows = GivenAdvice.objects.for_scope(scope).filter(advice__suspects=suspect)
    for given in rows.filter(at__gt=_since(before)).order_by("at"):
        check_all_opened(given.lines)
        for line in given.lines:
            yield KnownLine(_one_line(line))


def _lines_left_open(
    suspect: Suspect, before: ClosingReport | None, scope: Scope
) -> Iterator[KnownLine]:
    """Those that the newest referral of the suspect said are open."""
    rows = Referral.objects.for_scope(scope).filter(suspects=suspect)
    newest = rows.filter(written_at__gt=_since(before)).order_by("-written_at", "-pk").first()
    if newest is None or newest.open_lines is None:
        return
    check_all_opened(newest.open_lines)
    for line in read_open_lines(newest.open_lines) or ():
        yield KnownLine(_one_line(line.text))


def _asked_for(suspect: Suspect, before: ClosingReport | None, scope: Scope) -> Iterator[KnownLine]:
    """What the action plans about the suspect asked for, and was not cancelled."""
    items = ActionItem.objects.for_scope(scope).filter(suspects=suspect)
    items = items.filter(plan__set_at__gt=_since(before)).exclude(status=ItemStatus.CANCELLED)
    for item in items.order_by("plan__number", "number"):
        yield KnownLine(_one_line(item.text), True if item.answer == Answer.DONE else None)


def _since(before: ClosingReport | None) -> datetime:
    return before.at if before else datetime.min.replace(tzinfo=UTC)


def _one_line(text: str) -> str:
    """A text in one line; a longer one ends at a word, with an ellipsis."""
    line = " ".join(text.split())
    if len(line) <= MAX_LINE_CHARS:
        return line
    kept = line[:MAX_LINE_CHARS]  # one more than there is room for: a whole word may end there
    return (kept.rpartition(" ")[0] or kept[:-1]) + "…"
