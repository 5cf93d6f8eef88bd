"""What waits for the reader around victims, as tasks. References only: no task names a victim."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models.suspect import UNDATED
from people.access.pagination import cut_page
from people.access.scopes import Scope
from people.text.dates import format_moment
from people.web.waiting_tasks import MoreTasks, TaskKind, Tasks, WaitingTask, more_of
from timeliness.calendar import end_of_day, london_day
from victims.models import VictimRecord
from victims.permissions import SITE
from victims.queries.contacts_due import ContactDueRow, own_contacts_due
from victims.queries.waiting_items import WaitingItem, items_waiting_for_reader

MAX_ITEMS = 50  # tasks that are read of each kind

TELL = TaskKind("tell", gettext_lazy("Victims to be told"))
CONTACT = TaskKind("contact", gettext_lazy("Victims to contact"))
LETTERS = TaskKind("letters", gettext_lazy("Letters to read"))
FOLLOW_UPS = TaskKind("follow-ups", gettext_lazy("Follow-ups and agreed actions"))
NOTES = TaskKind("notes", gettext_lazy("Notes of support services"))


def victim_tasks(scope: Scope) -> Tasks:
    """
    The reader's own tasks around victims. Two queries, and one more where there is a note; none
    without a part in contact.
    """
    if "see_calls" not in SITE.allowed_verbs(scope):
        return []
    waiting = items_waiting_for_reader(scope, most=MAX_ITEMS + 1)
    tried = {each.pk for each in waiting["again"][:MAX_ITEMS]}
    found: Tasks = list(_contact_tasks(scope, tried))
    cut = {}
    for items in waiting.values():
        shown, is_cut = cut_page(items, MAX_ITEMS)
        found += [_task_of(each) for each in shown]
        if is_cut:
            cut[_kind_of(items[0])] = reverse("see-calls")
    return [*found, *(more_of(kind, address) for kind, address in cut.items())]


def _contact_tasks(scope: Scope, tried: set[UUID]) -> Iterator[WaitingTask | MoreTasks]:
    """Victims whom the reader is to contact by today, besides those they are to try again."""
    rows, is_cut = own_contacts_due(scope, most=MAX_ITEMS)
    for row in rows:
        if row.pk not in tried:
            yield _contact_task(row)
    if is_cut:
        yield more_of(CONTACT, reverse("see-calls"))


def _contact_task(row: ContactDueRow) -> WaitingTask:
    return WaitingTask(
        kind=CONTACT,
        text=_("Contact the victim, as agreed"),
        address=reverse("see-contacts", args=[row.pk]),
        about=victim_text(row.number),
        reference=row.urn,
        due_at=_end_of(row.listed_at),
        shown_of=VictimRecord._meta.label,
        shown=(row.pk,),
    )


def _kind_of(item: WaitingItem) -> TaskKind:
    kinds = {"owed": TELL, "again": CONTACT, "letter": LETTERS, "note": NOTES}
    return kinds.get(item.kind, FOLLOW_UPS)


def _task_of(item: WaitingItem) -> WaitingTask:
    return WaitingTask(
        kind=_kind_of(item),
        text=item.text,
        address=item.address,
        about=victim_text(item.number),
        reference=item.urn,
        details=_details(item),
        due_at=_due_at(item),
        shown_of=VictimRecord._meta.label,
        shown=(item.record_id,),
    )


def _details(item: WaitingItem) -> tuple[str, ...]:
    asked = {"who": item.who, "when": format_moment(item.moment)}
    if item.kind == "asked":
        return (_("Asked by %(who)s, %(when)s") % asked,)
    return (_("Sent %(when)s") % asked,) if item.kind == "note" else ()


def _due_at(item: WaitingItem) -> datetime | None:
    """
    Until when; a letter, a follow-up and a note have no date, nor has a victim with no day agreed.
    """
    if item.kind == "owed":
        return item.moment
    if item.kind in ("again", "agreed"):
        return _end_of(item.moment)
    return None


def _end_of(moment: datetime) -> datetime | None:
    return end_of_day(london_day(moment)) if moment < UNDATED else None


def victim_text(number: int) -> str | Promise:
    """The reference of a victim on their case, as tasks give it."""
    return _("Victim %(n)s") % {"n": number}
