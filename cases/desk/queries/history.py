"""History of a case: who changed which field from what to what, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, takewhile
from typing import Any
from uuid import UUID

from django.db.models import JSONField, Model, TextField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.action_plans.action_item_fields import ITEM_FIELDS
from cases.mg3_sections import ADVICE_FOLLOWED_QUESTION, ALL_SECTIONS
from cases.models import ActionItem, Case, Referral, Suspect
from cases.states import state_label
from cases.verb_labels import VERB_DONE_LABELS
from people.access.histories import AUTOMATIC_ACTOR, display_value
from people.access.pagination import PAGE_SIZE, moment_for_url
from people.access.scopes import Scope
from people.text.dates import format_day_or_moment

# The fields shown of each model, with their labels.
HISTORY_FIELDS: dict[type[Model], dict[str, str | Promise]] = {
    Case: {
        "urn": gettext_lazy("URN"),
        "crime_reference": gettext_lazy("Crime reference"),
        "police_unit": gettext_lazy("Police unit"),
        "cps_unit": gettext_lazy("CPS unit"),
        "officer": gettext_lazy("Officer in the case"),
        "prosecutor": gettext_lazy("Reviewing prosecutor"),
        "is_restricted": gettext_lazy("Restricted to named people"),
    },
    Suspect: {
        "surname": gettext_lazy("Surname"),
        "given_names": gettext_lazy("Given names"),
        "born_on": gettext_lazy("Date of birth"),
        "custody": gettext_lazy("Bail or custody"),
        "arrested_on": gettext_lazy("Arrested on"),
        "detained_until": gettext_lazy("Detention ends"),
        "bailed_on": gettext_lazy("Bailed on"),
        "bail_ends_on": gettext_lazy("Bail ends on"),
        "released_on": gettext_lazy("Released on"),
        "custody_limit_ends_on": gettext_lazy("Custody time limit ends on"),
        "first_limit_ends_on": gettext_lazy("First custody time limit ends on"),
        "state": gettext_lazy("State"),
    },
    Referral: {
        "status": gettext_lazy("Status"),
        "number": gettext_lazy("Submission"),
        "urgency": gettext_lazy("Urgency"),
        "code_test": gettext_lazy("Code test"),
        **{section.name: section.question for section in ALL_SECTIONS},
        "advice_followed": ADVICE_FOLLOWED_QUESTION,
        "accounts": gettext_lazy("What the suspects say"),
        "supervisor_comments": gettext_lazy("Supervisor’s comments"),
        "withdrawal_reason": gettext_lazy("Why it was withdrawn"),
    },
    ActionItem: {
        **{fact.name: fact.label for fact in ITEM_FIELDS},
        "due_on": gettext_lazy("Due on"),
        "status": gettext_lazy("Status"),
        "answer": gettext_lazy("Answer"),
        "reach": gettext_lazy("Reaches into the victim’s life"),
        "are_bounds_wanted": gettext_lazy("Waits for what is asked for, and why"),
        "not_reaching_because": gettext_lazy("Why it does not reach into the victim’s life"),
        "date_asked_by": gettext_lazy("Another date asked for by"),
        "taken_on_at": gettext_lazy("Accepted by the police"),
        "challenge": gettext_lazy("Question of the police"),
    },
}
NAMED_RELATIONS = {
    Case: ("police_unit", "cps_unit", "officer", "prosecutor")
}  # relations shown by name


@dataclass(frozen=True)
class ValueChange:
    """One field's change; `was` is None if there was no value before."""

    label: str | Promise
    was: str | None
    became: str
    is_long: bool


@dataclass(frozen=True)
class RowChange:
    """One change of one row: which row, by whom, when, and the fields changed."""

    title: str | Promise
    about: str
    by: str | Promise
    at: datetime
    lines: list[ValueChange]


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
        for model, rows in _rows_of_case(case, scope)
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


def _rows_of_case(case: Case, scope: Scope) -> Iterator[tuple[type[Model], dict[Any, str]]]:
    """(model, {row: label}) of everything on the case visible to the reader."""
    yield Case, {case: _("Case")}
    suspects = case.suspects.for_scope(scope)
    text = _("Suspect %(n)s: %(name)s")
    yield Suspect, {row: text % {"n": row.number, "name": row.name} for row in suspects}
    referrals = case.referrals.for_scope(scope).only("case", "number")
    yield Referral, {row: _referral_name(row) for row in referrals}
    items = case.action_items.for_scope(scope).select_related("plan")
    text = _("Action %(n)s of plan %(plan)s")
    yield ActionItem, {row: text % {"n": row.number, "plan": row.plan.number} for row in items}


def _referral_name(referral: Referral) -> str:
    if referral.number is None:
        return _("Referral not sent")
    return _("Submission %(n)s") % {"n": referral.number}


def _changes_of_rows(model: Any, rows: dict[Any, str], scope: Scope) -> Iterator[RowChange]:
    """The changes of some rows of one model, in order of time for each row."""
    about = {row.pk: name for row, name in rows.items()}
    records = model.history.of_rows(rows).select_related(
        "history_user__agency", *NAMED_RELATIONS.get(model, ())
    )
    if hasattr(model, "only_side"):  # without records private to the other side
        records = records.filter(only_side__in=["", scope.side])
    before: dict[UUID, Any] = {}
    for record in records.order_by("history_date", "history_id"):
        lines = list(_value_changes(model, before.get(record.id), record, scope.side))
        before[record.id] = record
        if lines:
            yield _row_change(model, about[record.id], record, lines)


def _row_change(model: Any, about: str, record: Any, lines: list[ValueChange]) -> RowChange:
    who = record.history_user
    return RowChange(
        title=VERB_DONE_LABELS[record.history_change_reason],
        about=about,
        by=f"{who.name}, {who.agency.name}" if who else AUTOMATIC_ACTOR,
        at=record.history_date,
        lines=lines,
    )


def _value_changes(model: Any, before: Any, record: Any, side: str | None) -> Iterator[ValueChange]:
    """The fields that changed, as this side may know them; a hidden state change has no row."""
    for name, label in HISTORY_FIELDS[model].items():
        was, became = before and _value_text(before, name, side), _value_text(record, name, side)
        is_long = isinstance(model._meta.get_field(name), TextField | JSONField)
        if before is None and getattr(record, name) not in (None, "", False, {}):
            yield ValueChange(label, None, became, is_long)
        elif before is not None and was != became:
            yield ValueChange(label, was, became, is_long)


def _value_text(record: Any, name: str, side: str | None) -> str:
    """A field's value as text for this side."""
    if name == "state":
        return str(state_label(record.state, side))
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name)
    if isinstance(value, date):
        return format_day_or_moment(value)
    if name == "accounts":
        text = _("Suspect %(n)s: %(account)s")
        value = "\n".join(text % {"n": n, "account": said} for n, said in sorted(value.items()))
    return str(display_value(getattr(value, "name", value)))
