"""The register of what was asked about each victim of a case."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cases.models import Case, Reach, Victim, VictimRequest
from people.access.scopes import Scope
from people.models.nullable import not_null
from timeliness.calendar import london_day


@dataclass(frozen=True)
class RegisterEntry:
    """
    One request: what was asked of whom, why, when, what came of it.

    days: from the request until the holder's reply, or until today while it is waited for; None
    where nobody waits for a holder.
    """

    request: VictimRequest
    days: int | None

    @property
    def days_waited(self) -> Iterator[date]:
        """Each day on which the holder's reply was waited for, after that of the request."""
        for n in range(1, (self.days or 0) + 1):
            yield not_null(self.request.requested_on) + timedelta(days=n)

    @property
    def is_waited_for(self) -> bool:
        """Whether the holder has still to reply."""
        return self.days is not None and self.request.replied_on is None

    @property
    def is_unanswered(self) -> bool:
        """Whether a holder was asked, and nobody waits any more, without a reply."""
        request = self.request
        is_asked = request.requested_on is not None and request.reach != Reach.DEVICE
        return is_asked and request.replied_on is None and not self.is_waited_for

    @property
    def is_dropped(self) -> bool:
        """Whether it was given up, or its action cancelled, before anything was asked for."""
        request = self.request
        return request.requested_on is None and request.is_cancelled


@dataclass(frozen=True)
class VictimRegister:
    """The register of one victim; victim is None for requests that name none."""

    victim: Victim | None
    entries: list[RegisterEntry]

    @property
    def days_waited(self) -> int:
        """On how many days a holder's reply was waited for; a day counts once for several."""
        return len({day for each in self.entries for day in each.days_waited})


def requests_of_case(case: Case, scope: Scope) -> list[VictimRequest]:
    """Every request of a case, newest first. One query."""
    rows = VictimRequest.objects.for_scope(scope).filter(case=case)
    rows = rows.select_related("item__plan", "victim")
    return list(rows.order_by("-set_at", "-item__number"))


def victims_of_case(case: Case, scope: Scope) -> list[Victim]:
    """The victims of a case that the reader may know, by number. One query."""
    return list(case.victims.for_scope(scope).order_by("number"))


def victim_registers(requests: Iterable[VictimRequest], scope: Scope) -> list[VictimRegister]:
    """One register for each victim, by number; those that name no victim come last."""
    found: dict[int, VictimRegister] = {}
    for request in requests:
        key = request.victim.number if request.victim else 0
        register = found.setdefault(key, VictimRegister(request.victim, []))
        register.entries.append(RegisterEntry(request, _days_waited(request, london_day(scope.at))))
    return [found[key] for key in sorted(found, key=lambda number: (not number, number))]


def _days_waited(request: VictimRequest, today: date) -> int | None:
    if request.requested_on is None or request.reach == Reach.DEVICE:
        return None
    if request.replied_on is None and not request.is_open:
        return None
    return ((request.replied_on or today) - request.requested_on).days
