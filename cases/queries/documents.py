"""The documents of a case, as its own page lists them and as the page of one shows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import files
from cases.models import CAUTIONS, Case, Document, MgForm
from cases.words import DONE
from people.access import Scope
from people.histories import Change, changes
from people.worklists import PAGE_SIZE, Cursor, in_address

NOT_SAID = _("Not said yet")  # of what was added before anybody was asked


@dataclass(frozen=True)
class Line:
    """One document, as a list shows it."""

    pk: UUID
    title: str
    form: str
    caution: str
    what: str  # the kind of file and its size
    by: str
    agency: str
    at: datetime
    number: int  # which version it is
    is_kept: str  # to one side: which; empty where both can read it
    action: int | None  # the number of the action that it answers, and of the plan of that
    plan: int | None


COLUMNS = (
    "pk", "title", "form", "kind", "size", "added_by__name", "agency__name", "added_at",
    "number", "only_side", "entry__item__number", "entry__item__plan__number",
)  # fmt: skip


def lines(rows: QuerySet[Document]) -> list[Line]:
    """Rows of Document, in their order, as a list shows them."""
    return [_line(*row) for row in rows.values_list(*COLUMNS)]


def _line(pk: UUID, title: str, form: str, kind: str, size: int, *rest: Any) -> Line:
    what = f"{files.KINDS[kind].label}, {filesizeformat(size)}"
    return Line(pk, title, form_label(form), CAUTIONS.get(form, ""), what, *rest)


def form_label(code: str) -> str | Promise:
    """What a document is, in words."""
    return MgForm(code).label if code else NOT_SAID


FIELDS = {"form": _("What it is")}


def history(document: Document) -> list[Change]:
    """What was said about a document, newest first. One query."""
    return changes(document.history.all(), FIELDS, DONE.get)


@dataclass(frozen=True)
class Version:
    """One version of a document: which, and what took its place."""

    pk: UUID
    number: int
    title: str
    by: str
    at: datetime
    because: str  # why it replaced the one before; empty for the first
    replaced_at: datetime | None
    replaced_because: str
    is_this: bool  # whether it is the one that is looked at


def versions(document: Document, scope: Scope) -> list[Version]:
    """Every version of a document that the reader may see, newest first. One query."""
    rows = Document.objects.for_scope(scope).filter(first=document.first_id)
    told, newer = [], None
    for row in rows.select_related("added_by", "agency").order_by("-number"):
        by = f"{row.added_by.name}, {row.agency.name}"
        after = (newer.added_at, newer.because) if newer else (None, "")
        facts = (row.pk, row.number, row.title, by, row.added_at, row.because)
        told.append(Version(*facts, *after, is_this=row.pk == document.pk))
        newer = row
    return told


@dataclass(frozen=True)
class Page:
    """Some of a case's documents, newest first."""

    lines: list
    older: str  # the cursor of the next page; empty at the end
    forms: list  # (code, words, how many) of everything on the case that the reader may see
    chosen: str  # the code that the page is narrowed to, empty for all
    total: int


def of_case(case: Case, scope: Scope, *, form: str = "", after: str = "") -> Page:
    """A page of the documents of a case that the reader may see. Two queries."""
    rows = Document.objects.for_scope(scope).filter(case=case, is_current=True)
    counted = rows.order_by().values_list("form").annotate(n=Count("pk"))
    counts = dict(counted)
    order = {code: n for n, code in enumerate(MgForm.values)}
    forms = [
        (code or "none", form_label(code), counts[code])
        for code in sorted(counts, key=lambda code: order.get(code, len(order)))
    ]
    chosen = form if form in [code for code, _label, _n in forms] else ""
    if chosen:
        rows = rows.filter(form="" if chosen == "none" else chosen)
    found = lines(_beyond(rows, Cursor.parse(after))[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    older = f"{in_address(shown[-1].at)}~{shown[-1].pk}" if len(found) > PAGE_SIZE else ""
    return Page(shown, older, forms, chosen, sum(counts.values()))


def _beyond(rows: QuerySet[Document], cursor: Cursor) -> QuerySet[Document]:
    """The rows older than the last of the page before; all of them on the first page."""
    if isinstance(cursor.listed_at, datetime):
        same = Q(added_at=cursor.listed_at, pk__gt=cursor.id)
        rows = rows.filter(Q(added_at__lt=cursor.listed_at) | same)
    return rows.order_by("-added_at", "pk")
