"""Entries of the audit log in words: what was done, and about which rows."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from cases.log_words import page_words, words_of_entry
from people.access.audit_log import UNATTENDED_VERBS
from people.models import AuditEntry, Operation
from victims.queries.log_subjects import RowKey, names_of_rows

MOST_EVENTS = 50  # of one person on an answer; the reading log has all
MOST_ROWS = 5  # of a list or a search that are named
ASKING = ("see_log_answer", "make_log_extract")  # verbs that ask the log and show no record
REQUESTS = ("ask_to_be_let_in",)  # verbs that ask somebody else for access and show nothing
# Deeds that no operation says.
SEARCHED, REQUESTED, ASKED, UNATTENDED = "searched", "requested", "asked", "unattended"
DID: Mapping[str, Promise] = {
    Operation.CONSULTATION: ngettext_lazy("opened it once", "opened it %(n)d times", "n"),
    Operation.ALTERATION: ngettext_lazy(
        "recorded or changed something once", "recorded or changed something %(n)d times", "n"
    ),
    Operation.DISCLOSURE: ngettext_lazy(
        "sent or downloaded something once", "sent or downloaded something %(n)d times", "n"
    ),
    Operation.ERASURE: ngettext_lazy("erased something once", "erased something %(n)d times", "n"),
    Operation.SIGN_IN: ngettext_lazy("signed in or out once", "signed in or out %(n)d times", "n"),
    SEARCHED: ngettext_lazy("searched once", "searched %(n)d times", "n"),
    REQUESTED: ngettext_lazy("asked to be let in once", "asked to be let in %(n)d times", "n"),
    ASKED: ngettext_lazy("asked the log once", "asked the log %(n)d times", "n"),
    UNATTENDED: ngettext_lazy(
        "had it read once by a calendar program",
        "had it read %(n)d times by a calendar program",
        "n",
    ),
}
Names = Mapping[RowKey, str]
AS_CHANGE = (Operation.COLLECTION, Operation.COMBINATION)
OPENED_OR_CHANGED = (
    Operation.CONSULTATION, Operation.ALTERATION, Operation.DISCLOSURE, Operation.ERASURE,
)  # fmt: skip


@dataclass(frozen=True)
class LogEvent:
    """One entry in words. about: the rows, "" where it is only the case. refused: the reason."""

    at: datetime
    what: str
    about: str
    refused: str


def deed_of(entry: AuditEntry) -> str:
    """What an entry says was done: an operation, or one of the deeds that no operation says."""
    if entry.verb in UNATTENDED_VERBS:
        return UNATTENDED
    if entry.verb in ASKING:
        return ASKED
    if entry.verb in REQUESTS:
        return REQUESTED
    if entry.sought and entry.operation != Operation.SIGN_IN:
        return SEARCHED
    return Operation.ALTERATION if entry.operation in AS_CHANGE else entry.operation


def is_opened_or_changed(entry: AuditEntry) -> bool:
    """Whether somebody opened, changed or took something, and was not refused."""
    return not entry.refused and deed_of(entry) in OPENED_OR_CHANGED


def did_texts(entries: Iterable[AuditEntry]) -> list[str]:
    """What was done and how often, most frequent first: ["opened it 9 times"]. No refusals."""
    counts = Counter(deed_of(entry) for entry in entries if not entry.refused)
    return [str(DID[deed] % {"n": n}) for deed, n in counts.most_common()]


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
    """What was done; of a refusal, what was asked for."""
    deed = deed_of(entry)
    if entry.refused:
        return page_words(entry.verb)
    if deed == REQUESTED:
        return _("Asked to be let in")
    if deed == ASKED:
        return _("Asked the log")
    if deed == SEARCHED:
        return f"{page_words(entry.verb)}: {_found_text(len(entry.ids))}"
    return words_of_entry(entry.verb, deed)


def _found_text(number: int) -> str:
    return (
        _("a search that found %(n)s") % {"n": number} if number else _("a search without result")
    )


def _about(entry: AuditEntry, names: Names) -> str:
    rows = _rows(entry)
    shown = list(dict.fromkeys(names[key] for key in rows[:MOST_ROWS] if names[key]))
    more = len(rows) - MOST_ROWS
    return ", ".join([*shown, *([_("and %(n)s more") % {"n": more}] if more > 0 else [])])
