"""Entries of the audit log in words: what was done, and about which rows."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from cases.verb_labels import VERB_LABELS
from people.administration.labels import LOG_VERB_LABELS, humanize_name
from people.models import AuditEntry, Operation
from victims.queries.log_subjects import RowKey, names_of_rows

MOST_EVENTS = 50  # of one person on an answer; the reading log has all
MOST_ROWS = 5  # of a list or a search that are named
DID: Mapping[str, Promise] = {
    Operation.CONSULTATION: ngettext_lazy("opened it %(n)d time", "opened it %(n)d times", "n"),
    Operation.ALTERATION: ngettext_lazy(
        "recorded or changed something %(n)d time", "recorded or changed something %(n)d times", "n"
    ),
    Operation.DISCLOSURE: ngettext_lazy(
        "sent or downloaded something %(n)d time", "sent or downloaded something %(n)d times", "n"
    ),
    Operation.ERASURE: ngettext_lazy(
        "erased something %(n)d time", "erased something %(n)d times", "n"
    ),
    Operation.SIGN_IN: ngettext_lazy(
        "signed in or out %(n)d time", "signed in or out %(n)d times", "n"
    ),
}
Names = Mapping[RowKey, str]
AS_CHANGE = (Operation.COLLECTION, Operation.COMBINATION)


@dataclass(frozen=True)
class LogEvent:
    """One entry in words. about: the rows, "" where it is only the case. refused: the reason."""

    at: datetime
    what: str
    about: str
    refused: str


def did_texts(entries: Iterable[AuditEntry]) -> list[str]:
    """What was done and how often, most frequent first: ["opened it 9 times"]. No refusals."""
    counts = Counter(
        Operation.ALTERATION if entry.operation in AS_CHANGE else entry.operation
        for entry in entries
        if not entry.refused
    )
    return [str(DID[operation] % {"n": n}) for operation, n in counts.most_common()]


def names_for_events(groups: Iterable[Sequence[AuditEntry]], most: int) -> Names:
    """The names of the rows that log_events() of these groups shows. A query for each model."""
    shown = (entry for entries in groups for entry in entries[-most:])
    return names_of_rows(key for entry in shown for key in _rows(entry)[:MOST_ROWS])


def log_events(entries: Sequence[AuditEntry], names: Names, most: int) -> list[LogEvent]:
    """The newest entries in words, `most` of them, oldest first."""
    return [
        LogEvent(entry.at, _what(entry), _about(entry, names), entry.refused)
        for entry in entries[-most:]
    ]


def _rows(entry: AuditEntry) -> list[RowKey]:
    """The rows that an entry names besides its case."""
    return [(entry.kind, pk) for pk in entry.ids if pk != str(entry.case_id)]


def _what(entry: AuditEntry) -> str:
    verb = entry.verb
    known = LOG_VERB_LABELS.get(verb) or VERB_LABELS.get(verb)
    said = str(known or humanize_name(verb.removeprefix("see_")))
    if entry.sought and not entry.refused:
        return f"{said}: {_found_text(len(entry.ids))}"
    if entry.operation == Operation.CONSULTATION and not known:
        return _("Opened: %(page)s") % {"page": said}
    return said


def _found_text(number: int) -> str:
    return (
        _("a search that found %(n)s") % {"n": number} if number else _("a search without result")
    )


def _about(entry: AuditEntry, names: Names) -> str:
    rows = _rows(entry)
    shown = list(dict.fromkeys(names[key] for key in rows[:MOST_ROWS] if names[key]))
    more = len(rows) - MOST_ROWS
    return ", ".join([*shown, *([_("and %(n)s more") % {"n": more}] if more > 0 else [])])
