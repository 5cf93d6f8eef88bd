"""Documents private to the police: why, and whether the CPS has already seen one."""

from dataclasses import dataclass
from datetime import datetime

from cases.models import Document, ItemEntry, Marking, Submission
from people.access import audit_queries
from people.access.opened_texts import check_all_opened
from people.access.scopes import Scope
from people.models import Side


@dataclass(frozen=True)
class MarkingRow:
    """Why a document was made private to the police or revealed, by whom and when."""

    is_kept: bool
    because: str
    by: str
    at: datetime


def markings_of_document(document: Document, scope: Scope) -> list[MarkingRow]:
    """Privacy changes of a document, newest first; none for the CPS. One query."""
    rows = Marking.objects.for_scope(scope).filter(document=document.first_id)
    rows = rows.select_related("by__agency").order_by("-at", "-pk")
    return [
        MarkingRow(row.is_kept, row.because, f"{row.by.name}, {row.by.agency.name}", row.at)
        for row in rows
    ]


def how_known_to_cps(document: Document, scope: Scope) -> str:
    """
    How the CPS has already seen a version: "OPENED", "SENT", "ANSWERED", or "" if it has not.

    Raises Refused where what was sent of the case does not open: it may have been in that.
    """
    versions = Document.objects.for_scope(scope).filter(first=document.first_id)
    ids = [str(pk) for pk in versions.values_list("pk", flat=True)]
    sent = [
        row.as_sent for row in Submission.objects.for_scope(scope).filter(case=document.case_id)
    ]
    check_all_opened(sent)
    if {each["id"] for content in sent for each in content["documents"]} & set(ids):
        return "SENT"
    if ItemEntry.objects.for_scope(scope).filter(on_file__first=document.first_id).exists():
        return "ANSWERED"
    kind = Document._meta.label
    opened = audit_queries.has_side_opened(Side.CPS, kind, ids, case_id=document.case_id)
    return "OPENED" if opened else ""
