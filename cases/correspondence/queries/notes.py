"""The private notes of the reader's side on a case, newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, OuterRef, Prefetch, Subquery
from django.utils.translation import gettext as _

from cases.models import ActionItem, Case, Note, Suspect
from cases.permissions import CASE, NOTE
from people.access.scopes import Scope, Standing
from people.web.pagination import newest_first_page


@dataclass(frozen=True)
class NoteRow:
    """One private note."""

    pk: UUID
    text: str
    by: str
    at: datetime
    suspects: list[str]  # labels of the suspects it is about
    item: ActionItem | None
    corrects: Note | None
    corrected_at: datetime | None  # time of the last correction
    allowed: frozenset[str]  # open verbs


@dataclass(frozen=True)
class NotesPage:
    """A page of notes, newest first; `older` is the cursor of the next page, "" at the end."""

    lines: list[NoteRow]
    older: str


def notes_page(
    case: Case, scope: Scope, capacities: frozenset[str], *, before: str = ""
) -> NotesPage:
    """A page of the notes of a case; the guard has checked access to it. Two queries."""
    corrections = Note.objects.for_scope(scope).filter(corrects=OuterRef("pk"))
    last = corrections.order_by().values("corrects").annotate(at=Max("at")).values("at")
    about = Prefetch("suspects", Suspect.objects.for_scope(scope).order_by("number"))
    rows = Note.objects.for_scope(scope).filter(case=case).annotate(corrected_at=Subquery(last))
    rows = rows.select_related("by__agency", "item__plan", "corrects__by").prefetch_related(about)
    shown, following = newest_first_page(rows, before)
    who = scope.standing_with(capacities)
    return NotesPage([_note_row(note, who) for note in shown], following)


def _note_row(note: Any, who: Standing) -> NoteRow:
    return NoteRow(
        pk=note.pk, text=note.text, by=f"{note.by.name}, {note.by.agency.name}", at=note.at,
        suspects=[suspect_name_text(suspect) for suspect in note.suspects.all()], item=note.item,
        corrects=note.corrects, corrected_at=note.corrected_at,
        allowed=NOTE.allowed_verbs(who, note),
    )  # fmt: skip


def suspect_name_text(suspect: Suspect) -> str:
    """Text such as "Suspect 1: Stone, Alex"."""
    return _("Suspect %(n)s: %(name)s") % {"n": suspect.number, "name": suspect.name}


def may_write_note(case: Case, scope: Scope, capacities: frozenset[str]) -> bool:
    """Whether a caller with these capacities on the case may write a note on it."""
    who = scope.standing_with(capacities)
    return CASE.refusal(who, "write_note", case) is None


def note_subjects(case: Case, scope: Scope) -> tuple[list[Suspect], list[ActionItem]]:
    """(suspects, action items) of a case that a note can be about."""
    suspects = case.suspects.for_scope(scope).order_by("number")
    items = case.action_items.for_scope(scope).select_related("plan")
    return list(suspects), list(items.order_by("-plan__number", "number"))
