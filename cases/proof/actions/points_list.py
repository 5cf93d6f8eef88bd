"""Save a newer list of points to prove. What differs becomes a further version."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from cases.proof.points_file import ListedPoints, PointsList

POINT_COLUMNS = ("key", "place", "kind", "text", "note", "only_codes")


@dataclass(frozen=True)
class PointsListChanges:
    """How a list differs from the points in use: names of offences, and all their codes."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    codes: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.ended)


@transaction.atomic
def save_points_list(
    listed: PointsList, *, offence_points: Any, points: Any, at: datetime
) -> PointsListChanges:
    """
    Make the points in use those of the list; the same list again changes nothing.

    offence_points, points: the models OffencePoints and Point, historical or current.
    """
    rows = list(offence_points.objects.select_for_update(no_key=True).order_by("key", "number"))
    newest = {row.key: row for row in rows}
    current = {row.key: row for row in rows if row.is_current}
    kept = _points_of(current.values(), points)
    wanted = {each.key: each for each in listed.offences}
    added = [key for key in wanted if key not in current]
    changed = [
        key for key in wanted if key in current and _differs(current[key], kept, wanted[key])
    ]
    ended = [key for key in current if key not in wanted]
    over = [current[key] for key in (*changed, *ended)]
    offence_points.objects.filter(pk__in=[row.pk for row in over]).update(is_current=False)
    for key in (*added, *changed):
        number = newest[key].number + 1 if key in newest else 1
        row = offence_points.objects.create(
            key=key, number=number, as_at=listed.as_at, loaded_at=at, **wanted[key].facts
        )
        points.objects.bulk_create(points(of=row, **each) for each in wanted[key].points)
    codes = {code for row in over for code in row.codes}
    codes |= {code for key in (*added, *changed) for code in wanted[key].facts["codes"]}
    return PointsListChanges(added, changed, ended, frozenset(codes))


def _points_of(rows: Iterable[Any], points: Any) -> dict[Any, list[dict[str, Any]]]:
    """{id of the version: its points as the file would have them}."""
    found: dict[Any, list[dict[str, Any]]] = {}
    of = points.objects.filter(of__in=[row.pk for row in rows]).order_by("of", "place")
    for values in of.values("of_id", *POINT_COLUMNS):
        found.setdefault(values.pop("of_id"), []).append(values)
    return found


def _differs(row: Any, kept: dict[Any, list[dict[str, Any]]], wanted: ListedPoints) -> bool:
    facts = any(getattr(row, name) != value for name, value in wanted.facts.items())
    return facts or kept.get(row.pk, []) != wanted.points
