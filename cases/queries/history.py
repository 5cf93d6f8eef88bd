"""Who changed what on a case, from what to what, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, takewhile
from typing import Any
from uuid import UUID

from django.db.models import Model, TextField
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.item_facts import ITEM_FACTS
from cases.mg3 import SAID
from cases.models import ActionItem, Case, Referral, Suspect
from cases.states import label as state_label
from cases.words import DONE
from people.access import Scope
from people.histories import BY_ITSELF, worded
from people.moments import in_full
from people.worklists import in_address

PAGE_SIZE = 25

# What a reader is shown of each model, and what it is called.
FIELDS: dict[type, dict] = {
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
        "state": gettext_lazy("State"),
    },
    Referral: {
        "status": gettext_lazy("Status"),
        "number": gettext_lazy("Submission"),
        "urgency": gettext_lazy("Urgency"),
        "code_test": gettext_lazy("Code test"),
        **{section.name: section.question for section in SAID},
        "supervisor_comments": gettext_lazy("Supervisor’s comments"),
        "withdrawal_reason": gettext_lazy("Why it was withdrawn"),
    },
    ActionItem: {
        **{fact.name: fact.label for fact in ITEM_FACTS},
        "due_on": gettext_lazy("Due on"),
        "status": gettext_lazy("Status"),
        "answer": gettext_lazy("Answer"),
        "date_asked_by": gettext_lazy("Another date asked for by"),
        "taken_on_at": gettext_lazy("Accepted by the police"),
        "challenge": gettext_lazy("Question of the police"),
    },
}
NAMED = {Case: ("police_unit", "cps_unit", "officer", "prosecutor")}  # read with their names


@dataclass(frozen=True)
class Line:
    """One value: what it was and what it became. was is None where there was none before."""

    label: str
    was: str | None
    became: str
    is_long: bool


@dataclass(frozen=True)
class Change:
    """One change of one row: about what, by whom, when, and each value that changed."""

    title: str
    about: str
    by: str
    at: datetime
    lines: list


@dataclass(frozen=True)
class Act:
    """What one person did at one moment, and everything that it changed."""

    title: str
    by: str
    at: datetime
    changes: list


@dataclass(frozen=True)
class Page:
    """Some acts, newest first, and the key of the page of older ones; empty at the end."""

    acts: list
    older: str


def of_case(case: Case, scope: Scope, *, before: str = "") -> Page:
    """A page of the history of a case and of the rows on it that the reader may see."""
    found = [change for model, rows in _held(case, scope) for change in _of(model, rows, scope)]
    cursor = _parsed(before)
    acts = [act for act in _acts(found) if cursor is None or act.at < cursor]
    shown = acts[:PAGE_SIZE]
    shown += takewhile(lambda act: act.at == shown[-1].at, acts[PAGE_SIZE:])
    older = in_address(shown[-1].at) if len(acts) > len(shown) else ""
    return Page(shown, older)


def _acts(changes: list[Change]) -> list[Act]:
    """What somebody changed at once, told as one; newest first."""
    changes.sort(key=lambda change: (str(change.title), change.about))
    changes.sort(key=lambda change: change.at, reverse=True)
    together = groupby(changes, key=lambda change: (change.at, change.title, change.by))
    return [Act(title, by, at, list(rows)) for (at, title, by), rows in together]


def _parsed(text: str) -> datetime | None:
    """The moment before which to go on; None, so the newest, for one nobody was given."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _held(case: Case, scope: Scope) -> Iterator[tuple[type[Model], dict[Any, str]]]:
    """(model, {row: what a reader calls it}) of everything on the case within sight."""
    yield Case, {case: _("Case")}
    suspects = case.suspects.for_scope(scope)
    said = _("Suspect %(n)s: %(name)s")
    yield Suspect, {row: said % {"n": row.number, "name": row.name} for row in suspects}
    referrals = case.referrals.for_scope(scope).only("case", "number")
    yield Referral, {row: _submission(row) for row in referrals}
    items = case.action_items.for_scope(scope).select_related("plan")
    said = _("Action %(n)s of plan %(plan)s")
    yield ActionItem, {row: said % {"n": row.number, "plan": row.plan.number} for row in items}


def _submission(referral: Referral) -> str:
    if referral.number is None:
        return _("Referral not sent")
    return _("Submission %(n)s") % {"n": referral.number}


def _of(model: Any, rows: dict[Any, str], scope: Scope) -> Iterator[Change]:
    """The changes of some rows of one model, those of each in the order of time."""
    about = {row.pk: name for row, name in rows.items()}
    records = model.history.of(rows).select_related("history_user__agency", *NAMED.get(model, ()))
    if hasattr(model, "only_side"):  # what one side kept to itself before it sent the row
        records = records.filter(only_side__in=["", scope.side])
    before: dict[UUID, Any] = {}
    for record in records.order_by("history_date", "history_id"):
        lines = list(_lines(model, before.get(record.id), record, scope.side))
        before[record.id] = record
        if lines:
            yield _change(model, about[record.id], record, lines)


def _change(model: Any, about: str, record: Any, lines: list[Line]) -> Change:
    who = record.history_user
    return Change(
        title=DONE[record.history_change_reason],
        about=about,
        by=f"{who.name}, {who.agency.name}" if who else BY_ITSELF,
        at=record.history_date,
        lines=lines,
    )


def _lines(model: Any, before: Any, record: Any, side: str | None) -> Iterator[Line]:
    """What changed, as far as this side may know: a step that it may not know of has no line."""
    for name, label in FIELDS[model].items():
        was, became = before and _said(before, name, side), _said(record, name, side)
        is_long = isinstance(model._meta.get_field(name), TextField)
        if before is None and getattr(record, name) not in (None, "", False):
            yield Line(label, None, became, is_long)
        elif before is not None and was != became:
            yield Line(label, was, became, is_long)


def _said(record: Any, name: str, side: str | None) -> str:
    """A value as people say it to this side."""
    if name == "state":
        return str(state_label(record.state, side))
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name)
    if isinstance(value, datetime):
        return in_full(value)
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return str(worded(getattr(value, "name", value)))
