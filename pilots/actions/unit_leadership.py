"""Who leads a unit that has a case, or led the unit that had it at the decision."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from cases.models import Case
from people.identity.capacities import LEADING
from people.models import UnitGrant
from people.models.nullable import not_null
from pilots.models import FrameEntry
from timeliness.calendar import end_of_day


def leaders_of_entry_units(
    entries: Collection[FrameEntry], at: datetime
) -> Iterator[tuple[UUID, int]]:
    """
    (case, account) of leaders of units that have the case now or had it at the decision.

    For the latter, both those who lead the unit now and those who led it then. entries: of the
    frame, with their cases and decisions. A revoked capacity is read from the history.
    """
    then = _units_when_decided(entries)
    units = {*_units_of_entries(entries), *(unit for pair in then.values() for unit in pair)}
    led = _leadership_spells(units)
    for entry in entries:
        case, decided = entry.case, decision_time(entry)
        for moment, had in ((at, _units_of_case(case)), (decided, then[entry]), (at, then[entry])):
            for user, since, until in (each for unit in had for each in led[unit]):
                if since <= moment and (until is None or moment < until):
                    yield case.pk, user


def decision_time(entry: FrameEntry) -> datetime:
    """The moment of the decision; for a day of the police, its end."""
    if entry.decision:
        return not_null(entry.decision.read_at)  # a frame has only decisions that were read
    if entry.closing:
        return not_null(entry.closing.answered_at)  # and reports that were signed
    return end_of_day(not_null(entry.event).on)


def _units_of_case(case: Case) -> set[int]:
    return {unit for unit in (case.police_unit_id, case.cps_unit_id) if unit}


def _units_of_entries(entries: Iterable[FrameEntry]) -> set[int]:
    return {unit for entry in entries for unit in _units_of_case(entry.case)}


def _units_when_decided(entries: Collection[FrameEntry]) -> dict[FrameEntry, set[int]]:
    """{entry: the units that had its case at the decision}."""
    rows = Case.history.of_rows([entry.case for entry in entries]).order_by(
        "history_date", "history_id"
    )
    had = defaultdict(list)
    for case, since, *units in rows.values_list("id", "history_date", "police_unit", "cps_unit"):
        had[case].append((since, {*units} - {None}))
    return {
        entry: next(
            (
                units
                for since, units in reversed(had[entry.case_id])
                if since <= decision_time(entry)
            ),
            _units_of_case(entry.case),
        )
        for entry in entries
    }


def _leadership_spells(units: Collection[int]) -> dict[int, list[Any]]:
    """{unit: [(account, from, until) who led it]}."""
    which = {"content_object__in": units, "permission__codename__in": LEADING}
    fields = ("content_object", "user", "granted_at", "expires_at")
    led = defaultdict(list)
    for unit, *stretch in UnitGrant.objects.filter(**which).values_list(*fields):
        led[unit].append(stretch)
    gone = UnitGrant.history.filter(history_type="-", **which)
    for unit, user, since, until, taken in gone.values_list(*fields, "history_date"):
        led[unit].append([user, since, min(until or taken, taken)])
    return led
