"""The private notes of the reader's own side on a case, newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, OuterRef, Prefetch, Subquery
from django.utils.translation import gettext as _

from cases.models import ActionItem, Case, Note, Suspect
from cases.permissions import CASE, NOTE
from cases.queries.before import Before, older
from people.access import Scope, Standing

PAGE_SIZE = 25


@dataclass(frozen=True)
class Line:
    """One note, as the page of notes shows it."""

    pk: UUID
    text: str
    by: str
    at: datetime
    suspects: list  # what the reader calls them
    item: ActionItem | None
    corrects: Note | None
    corrected_at: datetime | None  # when it was last corrected
    allowed: set  # the verbs open on it


@dataclass(frozen=True)
class Page:
    """Some notes, newest first, and the key of the page of older ones; empty at the end."""

    lines: list
    older: str


def page(case: Case, scope: Scope, capacities: frozenset[str], *, before: str = "") -> Page:
    """A page of the notes of a case that the door has let the reader see. Two queries."""
    corrections = Note.objects.for_scope(scope).filter(corrects=OuterRef("pk"))
    last = corrections.order_by().values("corrects").annotate(at=Max("at")).values("at")
    about = Prefetch("suspects", Suspect.objects.for_scope(scope).order_by("number"))
    rows = Note.objects.for_scope(scope).filter(case=case).annotate(corrected_at=Subquery(last))
    rows = rows.select_related("by__agency", "item__plan", "corrects__by").prefetch_related(about)
    shown, following = older(rows, Before.parse(before), PAGE_SIZE)
    who = scope.holding(capacities)
    return Page([_line(note, who) for note in shown], following)


def _line(note: Any, who: Standing) -> Line:
    return Line(
        pk=note.pk, text=note.text, by=f"{note.by.name}, {note.by.agency.name}", at=note.at,
        suspects=[called(suspect) for suspect in note.suspects.all()], item=note.item,
        corrects=note.corrects, corrected_at=note.corrected_at, allowed=NOTE.open_to(who, note),
    )  # fmt: skip


def called(suspect: Suspect) -> str:
    """A suspect as the pages about notes call him or her."""
    return _("Suspect %(n)s: %(name)s") % {"n": suspect.number, "name": suspect.name}


def may_write(case: Case, scope: Scope, capacities: frozenset[str]) -> bool:
    """Whether whoever holds a case in these capacities may write a note on it."""
    who = scope.holding(capacities)
    return CASE.refusal(who, "write_note", case) is None


def can_be_about(case: Case, scope: Scope) -> tuple[list[Suspect], list[ActionItem]]:
    """(the suspects, the actions) of a case that its reader may write about."""
    suspects = case.suspects.for_scope(scope).order_by("number")
    items = case.action_items.for_scope(scope).select_related("plan")
    return list(suspects), list(items.order_by("-plan__number", "number"))
