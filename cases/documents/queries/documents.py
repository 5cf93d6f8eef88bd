"""The documents of a case: the list, and the page of one document."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.documents import drawn_pages, file_types
from cases.models import CAUTIONS, Case, Document, MgForm
from cases.models.sealed_json import Opened
from cases.verb_labels import VERB_DONE_LABELS
from people.access.histories import HistoryEntry, history_entries
from people.access.scopes import Scope
from people.web.pagination import newest_first_page

FORM_NOT_SAID = _("Not said yet")  # for documents added before the type was asked for


@dataclass(frozen=True)
class DocumentRow:
    """One document as a row of a list."""

    pk: UUID
    title: str
    form: str | Promise
    caution: str | Promise
    what: str  # file type and size
    by: str
    agency: str
    at: datetime
    number: int  # version number
    is_kept: str  # the side it is private to; "" if both can read it
    action: int | None  # numbers of the action item it answers and of its plan
    plan: int | None
    is_shown: bool  # whether it can be read in a page


DOCUMENT_COLUMNS = (
    "pk", Opened("title"), "form", "kind", "size", "added_by__name", "agency__name", "added_at",
    "number", "only_side", "entry__item__number", "entry__item__plan__number", "scan",
)  # fmt: skip


def document_rows(rows: Iterable[tuple[Any, ...]]) -> list[DocumentRow]:
    """List rows of documents, in their order. rows: their DOCUMENT_COLUMNS."""
    return [_document_row(*row) for row in rows]


def _document_row(pk: UUID, title: str, form: str, kind: str, size: int, *rest: Any) -> DocumentRow:
    what = f"{file_types.FILE_TYPES[kind].label}, {filesizeformat(size)}"
    *others, scan = rest
    others.append(drawn_pages.is_shown(kind, scan))
    return DocumentRow(pk, title, mg_form_label(form), CAUTIONS.get(form, ""), what, *others)


def mg_form_label(code: str) -> str | Promise:
    """Label of a document type."""
    return MgForm(code).label if code else FORM_NOT_SAID


HISTORY_FIELDS = {"form": _("What it is")}


def _change_title(verb: str) -> str | Promise:
    return VERB_DONE_LABELS.get(verb, "")


def document_history(document: Document, scope: Scope) -> list[HistoryEntry]:
    """Changes to the details of a document, newest first. One query."""
    return history_entries(document.history.all(), HISTORY_FIELDS, _change_title, side=scope.side)


@dataclass(frozen=True)
class DocumentVersion:
    """One version of a document, and what replaced it."""

    pk: UUID
    number: int
    title: str
    by: str
    at: datetime
    because: str  # why it replaced the previous version; "" for the first
    replaced_at: datetime | None
    replaced_because: str
    is_this: bool  # the version on the page


def document_versions(document: Document, scope: Scope) -> list[DocumentVersion]:
    """The versions of a document that the reader may see, newest first. One query."""
    rows = Document.objects.for_scope(scope).filter(first=document.first_id)
    told, newer = [], None
    for row in rows.select_related("added_by", "agency").order_by("-number"):
        by = f"{row.added_by.name}, {row.agency.name}"
        told.append(
            DocumentVersion(
                row.pk,
                row.number,
                row.title,
                by,
                row.added_at,
                row.because,
                replaced_at=newer.added_at if newer else None,
                replaced_because=newer.because if newer else "",
                is_this=row.pk == document.pk,
            )
        )
        newer = row
    return told


@dataclass(frozen=True)
class DocumentsPage:
    """A page of a case's documents, newest first."""

    lines: list[DocumentRow]
    older: str  # cursor of the next page; "" at the end
    # (code, label, count) of all documents visible to the reader
    forms: list[tuple[str, str | Promise, int]]
    chosen: str  # code of the type filter; "" for all
    total: int


def documents_of_case(
    case: Case, scope: Scope, *, form: str = "", after: str = ""
) -> DocumentsPage:
    """A page of the documents of a case that the reader may see. Two queries."""
    rows = Document.objects.for_scope(scope).filter(case=case, is_current=True)
    counted = rows.order_by().values_list("form").annotate(n=Count("pk"))
    counts = dict(counted)
    order = {code: n for n, code in enumerate(MgForm.values)}
    forms = [
        (code or "none", mg_form_label(code), counts[code])
        for code in sorted(counts, key=lambda code: order.get(code, len(order)))
    ]
    chosen = form if form in [code for code, _label, _n in forms] else ""
    if chosen:
        rows = rows.filter(form="" if chosen == "none" else chosen)
    facts = rows.values_list(*DOCUMENT_COLUMNS, named=True)
    shown, older = newest_first_page(facts, after, by="added_at", ties="pk")
    return DocumentsPage(
        [_document_row(*row) for row in shown], older, forms, chosen, sum(counts.values())
    )
