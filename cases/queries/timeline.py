"""What has happened on a case, newest first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from cases.models import Case, Event, Suspect
from cases.words import DONE, explained
from people.access import Scope
from people.histories import BY_ITSELF

RECENT = 30


@dataclass(frozen=True)
class Told:
    """One event, as the timeline tells it."""

    title: str
    by: str
    at: datetime
    text: str


def told(
    case: Case, suspects: Collection[Suspect], scope: Scope, *, everything: bool = False
) -> tuple[list[Told], bool]:
    """(the events the reader may know, newest first; whether there are older ones). One query."""
    rows = Event.objects.for_scope(scope).filter(case=case).select_related("by__agency")
    rows = rows.order_by("-at", F("by").asc(nulls_first=True), "-pk")  # what follows by itself
    found = list(rows if everything else rows[: RECENT + 1])
    shown = found if everything else found[:RECENT]
    names = {suspect.number: suspect.name for suspect in suspects} if len(suspects) > 1 else {}
    return [_told(event, names) for event in shown], len(found) > len(shown)


def _told(event: Event, names: Mapping[int, str]) -> Told:
    title = DONE[event.verb]
    about = ", ".join(names[number] for number in event.suspects if number in names)
    if about:
        title = _("%(what)s: %(whom)s") % {"what": title, "whom": about}
    by = f"{event.by.name}, {event.by.agency.name}" if event.by else BY_ITSELF
    return Told(title, by, event.at, explained(event.verb, event.note))
