"""Notes of support services about a victim that the reader has not opened yet, as tasks."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access.pagination import first_page
from people.access.scopes import Scope
from people.identity.capacities import READING_OF_VICTIMS
from people.text.dates import format_moment
from people.web.waiting_tasks import TaskKind, Tasks, WaitingTask, with_more
from timeliness.models import Delivery
from victims.models import NoteReceived, VictimRecord
from victims.queries.waiting_tasks import victim_text

MAX_NOTES = 50  # that are read

NOTES = TaskKind("notes", gettext_lazy("Notes of support services"))


def note_tasks(scope: Scope) -> Tasks:
    """
    The victims about whom a service sent the reader a note that they have not opened, the oldest
    first. One query; none for others than police and CPS. Does not name the service.
    """
    if not scope.holds_any(READING_OF_VICTIMS):
        return []
    rows, is_cut = first_page(_unopened_notes(scope), MAX_NOTES)
    found: dict[UUID, WaitingTask] = {}
    for row in rows:
        found.setdefault(row.record_id, _note_task(row))
    return with_more(found.values(), NOTES, is_cut=is_cut)


def _unopened_notes(scope: Scope) -> QuerySet[Any]:
    """Those of which the reader was told, and the notice is not read."""
    unread = Delivery.objects.filter(
        about=OuterRef("record"), created_at=OuterRef("at"), notice="liaison_note",
        recipient__in=scope.account_ids, read_at=None,
    )  # fmt: skip
    rows = NoteReceived.objects.for_scope(scope).filter(Exists(unread))
    return rows.select_related("record", "case").order_by("at", "pk")


def _note_task(row: Any) -> WaitingTask:
    return WaitingTask(
        kind=NOTES,
        text=_("Read a note about the victim"),
        address=reverse("see-contacts", args=[row.record_id]) + "#notes",
        about=victim_text(row.record.number),
        reference=row.case.urn,
        details=(_("Sent %(when)s") % {"when": format_moment(row.at)},),
        shown_of=VictimRecord._meta.label,
        shown=(row.record_id,),
    )
