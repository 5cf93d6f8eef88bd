"""The timeline of a case, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.event_notes import event_note_text
from cases.models import Case, Event
from cases.verb_labels import VERB_DONE_LABELS
from people.access.histories import AUTOMATIC_ACTOR
from people.access.kept_statements import kept_statement
from people.access.scopes import Scope

RECENT_EVENTS = 5
MAX_NAMED = 3  # suspects of an event


@dataclass(frozen=True)
class TimelineEntry:
    """One timeline event."""

    title: str | Promise
    by: str | Promise
    at: datetime
    text: str


def timeline_entries(
    case: Case, names: Mapping[int, str], scope: Scope, *, everything: bool = False
) -> tuple[list[TimelineEntry], bool]:
    """
    (events visible to the reader, newest first; whether there are older ones). One query.

    names: of the case's suspects, by number.
    """
    found = _events_of_case(scope, case.pk, everything)
    shown = found if everything else found[:RECENT_EVENTS]
    return [_timeline_entry(event, names) for event in shown], len(found) > len(shown)


@kept_statement
def _events_of_case(scope: Scope, case: UUID, everything: bool) -> QuerySet[Event]:
    """All the events, or RECENT_EVENTS and one more."""
    rows = Event.objects.for_scope(scope).filter(case=case).select_related("by__agency")
    rows = rows.order_by("-at", F("by").asc(nulls_first=True), "-pk")  # automatic steps
    return rows if everything else rows[: RECENT_EVENTS + 1]


def _timeline_entry(event: Event, names: Mapping[int, str]) -> TimelineEntry:
    title: str | Promise = VERB_DONE_LABELS[event.verb]
    about = [number for number in event.suspects if number in names]
    if 0 < len(about) < len(names):  # of all of them nothing need be said
        about_text = _names_text([names[number] for number in about])
        title = _("%(what)s: %(whom)s") % {"what": title, "whom": about_text}
    by = f"{event.by.name}, {event.by.agency.name}" if event.by else AUTOMATIC_ACTOR
    return TimelineEntry(title, by, event.at, event_note_text(event.verb, event.note))


def _names_text(names: Sequence[str]) -> str:
    if len(names) <= MAX_NAMED + 1:
        return ", ".join(names)
    words = {"names": ", ".join(names[:MAX_NAMED]), "n": len(names) - MAX_NAMED}
    return _("%(names)s and %(n)s others") % words
