"""A case as it was at the end of a day, from the versions of its rows that the reader may read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import JSONField, TextField
from django.utils.functional import Promise

from cases.desk.queries.row_histories import (
    HISTORY_FIELDS,
    label_of_version,
    records_of_rows,
    rows_of_case,
    value_text,
)
from cases.models import Case
from people.access.scopes import Scope
from timeliness.calendar import london_day

DAYS_SHOWN = 20
NOT_RECORDED: tuple[Any, ...] = (None, "", False, {})


@dataclass(frozen=True)
class RecordedFact:
    """One field of a row: its label and its value as text. is_long: a text of several lines."""

    label: str | Promise
    text: str
    is_long: bool


@dataclass(frozen=True)
class RowAsItWas:
    """A row of the case with what was recorded of it; since: when that was recorded."""

    about: str
    facts: list[RecordedFact]
    since: datetime


@dataclass(frozen=True)
class CaseAsItWas:
    """
    The rows of a case at the end of a day, and the days on which it changed for the reader.

    rows: empty where no day was asked for, or nothing that the reader may read was recorded by its
    end. earlier: the last day of a change before it, later: the first after it; None without one.
    days: the last DAYS_SHOWN days of changes, the newest first.
    """

    rows: list[RowAsItWas]
    earlier: date | None
    later: date | None
    days: list[date]


def case_as_it_was(case: Case, scope: Scope, day: date | None) -> CaseAsItWas:
    """
    The case at the end of a London day, as far as the reader may read it now.

    What was private to the other side on that day stays so, and its days are not among those of the
    changes, although the row is known to both sides by now.
    """
    rows, changed = [], set()
    for versions in _versions_of_rows(case, scope):
        changed |= {london_day(version.since) for version in versions}
        rows += [each for each in versions if day and london_day(each.since) <= day][-1:]
    days = sorted(changed, reverse=True)
    earlier = next((each for each in days if day and each < day), None)
    later = next((each for each in reversed(days) if day and each > day), None)
    return CaseAsItWas(rows, earlier, later, days[:DAYS_SHOWN])


def _versions_of_rows(case: Case, scope: Scope) -> Iterator[list[RowAsItWas]]:
    """Of each row of a case, its versions that differ for the reader, the oldest first."""
    for model, rows in rows_of_case(case, scope):
        about = {row.pk: name for row, name in rows.items()}
        found: dict[Any, list[RowAsItWas]] = {pk: [] for pk in about}
        for record in records_of_rows(model, rows, scope):
            facts = _recorded_facts(model, record, scope.side)
            known = found[record.id]
            if not known or known[-1].facts != facts:
                label = label_of_version(record, about[record.id])
                known.append(RowAsItWas(label, facts, record.history_date))
        yield from found.values()


def _recorded_facts(model: Any, record: Any, side: str | None) -> list[RecordedFact]:
    """What is recorded in one version of a row, without what is empty, as this side may know it."""
    return [
        RecordedFact(
            label,
            value_text(record, name, side),
            isinstance(model._meta.get_field(name), TextField | JSONField),
        )
        for name, label in HISTORY_FIELDS[model].items()
        if getattr(record, name) not in NOT_RECORDED
    ]
