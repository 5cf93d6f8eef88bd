"""Row history for display: who changed which field, from what to what, when, by which verb."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol, TypeVar

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import User
from people.text.dates import format_listed_moment

M = TypeVar("M", bound=Model)


class HistoryActor(Protocol):
    """A scope, or any other object with the id of an account."""

    @property
    def user_id(self) -> int | None: ...


AUTOMATIC_ACTOR = gettext_lazy("the system")
EMPTY_VALUE = gettext_lazy("nothing")


class ExplainedAct(str):
    """
    The verb of a change, with the reason that a row of history keeps (ADR 115).

    because_side: the side that alone reads the reason, "" if whoever reads the row does.
    """

    __slots__ = ("because", "because_side")

    because: str
    because_side: str

    def __new__(cls, verb: str, because: str, because_side: str) -> "ExplainedAct":
        act = super().__new__(cls, verb)
        act.because, act.because_side = because, because_side
        return act


def with_history_facts(
    row: M, *, by: "HistoryActor | User | None", at: datetime, why: str, because: str = "",
    because_side: str = "",
) -> M:  # fmt: skip
    """
    Set the user, moment and verb of the history record that saving or deleting the row will write.

    by: a scope, a user, or None for an automatic change. because: why, in the words of who changed
    it, where the history of the model has it (ADR 115). because_side: the side that alone reads it,
    or "". Returns the row.
    """
    user_id = getattr(by, "user_id", None) or getattr(by, "pk", None)
    marked: Any = row  # simple_history looks for these
    marked._history_user = User(pk=user_id) if user_id else None
    marked._history_date = at
    marked._change_reason = ExplainedAct(why, because, because_side) if because else why
    return row


@dataclass(frozen=True)
class HistoryEntry:
    """One history record, formatted for a timeline."""

    title: str | Promise
    by: str
    at: datetime
    text: str  # one line per changed field: old and new value


def history_entries(
    records: QuerySet[Any],
    fields: Mapping[str, str | Promise],
    label_of_verb: Callable[[str], str | Promise],
    side: str | None = None,
    *,
    every_reason: bool = False,
    reason_of: Callable[[Any], str] | None = None,
) -> list[HistoryEntry]:
    """
    A row's history as HistoryEntry objects, newest first. One query.

    records: the row's history. fields: {name: label} of the fields a reader may see.
    label_of_verb: turns a change's verb, or its type "+", "~" or "-", into words. side: the
    reader's, where the history says why (ADR 115). every_reason: also of a change of none of these
    fields. reason_of: why a record was written, where its reason is sealed in a way of its own.
    """
    told, before = [], None
    because = reason_of or partial(reason_for_side, side=side)
    for record in records.select_related("history_user").order_by("history_date", "history_id"):
        lines = "\n".join(_lines_of(before, record, fields, because, every_reason))
        if lines or record.history_type != "~":
            by = record.history_user.name if record.history_user else str(AUTOMATIC_ACTOR)
            title = label_of_verb(record.history_change_reason or record.history_type)
            told.append(HistoryEntry(title, by, record.history_date, lines))
        before = record
    return told[::-1]


def reason_for_side(record: Any, side: str | None) -> str:
    """Why a row of history was written; "" where it does not say, or not to this side."""
    if getattr(record, "because_side", "") not in ("", side):
        return ""
    return getattr(record, "changed_because", "") or getattr(record, "given_reason", "")


def _lines_of(
    before: Any, record: Any, fields: Mapping[str, str | Promise],
    reason_of: Callable[[Any], str], every_reason: bool,
) -> Iterator[str]:  # fmt: skip
    """What changed, a line a field; then why, where the history has it for the reader."""
    found = list(_difference_lines(before, record, fields))
    yield from found
    if (found or every_reason) and (because := reason_of(record)):
        yield reason_line(because)


def reason_line(because: str) -> str:
    return _("Why: %(because)s") % {"because": because}


def _difference_lines(
    before: Any, record: Any, fields: Mapping[str, str | Promise]
) -> Iterator[str]:
    for name, label in fields.items():
        became = _displayed_value(record, name)
        was = _displayed_value(before, name) if before is not None else None
        if was is None and became is EMPTY_VALUE:
            continue
        if was is None:
            yield _("%(label)s: %(became)s") % {"label": label, "became": became}
        elif was != became:
            values = {"label": label, "was": was, "became": became}
            yield _("%(label)s: from %(was)s to %(became)s") % values


def _displayed_value(record: Any, name: str) -> Any:
    display = getattr(record, f"get_{name}_display", None)
    return display_value(display() if display else getattr(record, name))


def display_value(value: Any) -> Any:
    """A field value formatted for a history."""
    if value is None or value == "":
        return EMPTY_VALUE
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return format_listed_moment(value)
    return value
