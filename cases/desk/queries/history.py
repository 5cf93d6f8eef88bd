"""History of a case: who changed which field from what to what, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, takewhile
from typing import Any
from uuid import UUID

from django.db.models import JSONField, TextField
from django.utils.functional import Promise

from cases.desk.queries.row_histories import (
    HISTORY_FIELDS,
    records_of_rows,
    rows_of_case,
    value_text,
)
from cases.models import Case
from cases.verb_labels import VERB_DONE_LABELS
from people.access.histories import AUTOMATIC_ACTOR, reason_for_side
from people.access.pagination import PAGE_SIZE, moment_for_url
from people.access.scopes import Scope


@dataclass(frozen=True)
class ValueChange:
    """One field's change; `was` is None if there was no value before."""

    label: str | Promise
    was: str | None
    became: str
    is_long: bool


@dataclass(frozen=True)
class RowChange:
    """One change of one row: which row, by whom, when, the fields changed, and why if it says."""

    title: str | Promise
    about: str
    by: str | Promise
    at: datetime
    lines: list[ValueChange]
    because: str = ""


@dataclass(frozen=True)
class HistoryEntry:
    """Everything that one person's action changed at one moment."""

    title: str
    by: str
    at: datetime
    changes: list[RowChange]


@dataclass(frozen=True)
class HistoryPage:
    """A page of entries, newest first; `older` is the cursor of the next page, "" at the end."""

    acts: list[HistoryEntry]
    older: str


def case_history(case: Case, scope: Scope, *, before: str = "") -> HistoryPage:
    """A page of the history of a case and of its rows visible to the reader."""
    found = [
        change
        for model, rows in rows_of_case(case, scope)
        for change in _changes_of_rows(model, rows, scope)
    ]
    cursor = _parse_cursor(before)
    acts = [act for act in _history_entries(found) if cursor is None or act.at < cursor]
    page_acts = acts[:PAGE_SIZE]
    page_acts += takewhile(lambda act: act.at == page_acts[-1].at, acts[PAGE_SIZE:])
    older = moment_for_url(page_acts[-1].at) if len(acts) > len(page_acts) else ""
    return HistoryPage(page_acts, older)


def _history_entries(changes: list[RowChange]) -> list[HistoryEntry]:
    """Group changes made by one person at one moment; newest first."""
    changes.sort(key=lambda change: (str(change.title), change.about))
    changes.sort(key=lambda change: change.at, reverse=True)
    together = groupby(changes, key=lambda change: (change.at, change.title, change.by))
    return [HistoryEntry(title, by, at, list(rows)) for (at, title, by), rows in together]


def _parse_cursor(text: str) -> datetime | None:
    """The moment before which to continue; None (first page) if malformed."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _changes_of_rows(model: Any, rows: dict[Any, str], scope: Scope) -> Iterator[RowChange]:
    """The changes of some rows of one model, in order of time for each row."""
    about = {row.pk: name for row, name in rows.items()}
    before: dict[UUID, Any] = {}
    for record in records_of_rows(model, rows, scope):
        lines = list(_value_changes(model, before.get(record.id), record, scope.side))
        before[record.id] = record
        if lines:
            yield _row_change(about[record.id], record, lines, scope.side)


def _row_change(about: str, record: Any, lines: list[ValueChange], side: str | None) -> RowChange:
    who = record.history_user
    return RowChange(
        title=VERB_DONE_LABELS[record.history_change_reason],
        about=about,
        by=f"{who.name}, {who.agency.name}" if who else AUTOMATIC_ACTOR,
        at=record.history_date,
        lines=lines,
        because=reason_for_side(record, side),
    )


def _value_changes(model: Any, before: Any, record: Any, side: str | None) -> Iterator[ValueChange]:
    """The fields that changed, as this side may know them; a hidden state change has no row."""
    for name, label in HISTORY_FIELDS[model].items():
        was, became = before and value_text(before, name, side), value_text(record, name, side)
        is_long = isinstance(model._meta.get_field(name), TextField | JSONField)
        if before is None and getattr(record, name) not in (None, "", False, {}):
            yield ValueChange(label, None, became, is_long)
        elif before is not None and was != became:
            yield ValueChange(label, was, became, is_long)
