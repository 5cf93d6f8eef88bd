"""Learning points as readers find them, and who has read them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise

from people.access.expiry import live_at
from people.access.scopes import Scope
from people.identity.capacities import LEADING
from people.identity.sides import Side
from people.models import Unit, UnitGrant
from pilots.models import LearningPoint, LearningReading, LearningRequest
from pilots.permissions import SITE, may_check_learning_point
from pilots.themes import Theme

MAX_LEARNING_POINTS = 100  # on one page


@dataclass(frozen=True)
class LearningPointRow:
    """A point in a list. read_by: the day by which a unit of the reader's is asked to read it."""

    pk: int
    title: str
    themes: list[str | Promise]
    is_shared: bool | None
    is_withdrawn: bool
    is_read: bool
    read_by: date | None


def visible_learning_points(scope: Scope) -> QuerySet[LearningPoint]:
    """The points that a person may read: shared ones, and all for those who write and check."""
    rows = LearningPoint.objects.all()
    return (
        rows if "write_learning_point" in SITE.allowed_verbs(scope) else rows.filter(is_shared=True)
    )


def find_learning_points(
    scope: Scope, *, words: str = "", theme: str = ""
) -> list[LearningPointRow]:
    """
    The matching points: those the reader is asked to read first, then the newest. Two queries.
    """
    rows = visible_learning_points(scope).annotate(
        is_read=Exists(LearningReading.objects.filter(point=OuterRef("pk"), user=scope.user_id))
    )
    if words:
        vector = SearchVector("title", "text", config="english")
        query = SearchQuery(words, config="english", search_type="websearch")
        rows = rows.annotate(words=vector).filter(words=query)
    if theme:
        rows = rows.filter(themes__contains=[theme])
    asked = _read_by_dates(scope)
    lines = [
        _learning_point_row(row, asked.get(row.pk))
        for row in rows.order_by("-written_at", "-pk")[:MAX_LEARNING_POINTS]
    ]
    return sorted(lines, key=_read_by_sort_key)


def _read_by_sort_key(line: LearningPointRow) -> date:
    """Points still to be read first, soonest first; the others in their former order."""
    return line.read_by if line.read_by and not line.is_read else date.max


def _learning_point_row(row: Any, read_by: date | None) -> LearningPointRow:
    themes: list[str | Promise] = [Theme(each).label for each in row.themes]
    return LearningPointRow(
        row.pk, row.title, themes, row.is_shared, bool(row.withdrawn_at), row.is_read, read_by
    )


def _read_by_dates(scope: Scope) -> dict[int, date]:
    """{point: first day by which a unit of this person is asked to have read it}."""
    rows = LearningRequest.objects.filter(unit__in=scope.capacities).order_by("-read_by")
    return dict(rows.values_list("point", "read_by"))


@dataclass(frozen=True)
class LearningPointDetail:
    """A point in full, and the verbs that its reader may do."""

    row: LearningPoint
    themes: list[str | Promise]
    read_at: datetime | None
    read_by: date | None
    may_check: bool
    requests: list[tuple[str, date, str]]  # (unit, by when, asked by whom)


def learning_point_detail(point: LearningPoint, scope: Scope) -> LearningPointDetail:
    """One point in full. Three queries."""
    reading = LearningReading.objects.filter(point=point, user=scope.user_id).first()
    rows = point.requests.select_related("unit__agency", "by").order_by("read_by", "pk")
    requests = [(f"{row.unit.agency}: {row.unit}", row.read_by, row.by.name) for row in rows]
    mine = [row.read_by for row in rows if row.unit_id in scope.capacities]
    waits = point.is_shared is None and point.withdrawn_at is None
    return LearningPointDetail(
        point, [Theme(each).label for each in point.themes], reading.at if reading else None,
        min(mine, default=None), waits and may_check_learning_point(scope, point), requests,
    )  # fmt: skip


def learning_point_readers(
    point: LearningPoint, scope: Scope
) -> list[tuple[str, date, list[tuple[str, datetime | None]]]]:
    """
    [(unit, by when, [(person, when they read it or None)])] of the units that were asked.

    All for those who ask units; for those who lead a unit, their own. Two queries.
    """
    rows = point.requests.select_related("unit__agency")
    if "ask_unit_to_read" not in SITE.allowed_verbs(scope):
        rows = rows.filter(unit__in=scope.units_with(*LEADING))
    requests = list(rows.order_by("read_by", "pk"))
    read_at_by_user = dict(LearningReading.objects.filter(point=point).values_list("user", "at"))
    grants = UnitGrant.objects.filter(
        live_at(scope.at),
        content_object__in=[row.unit_id for row in requests],
        user__is_active=True,
        user__is_system=False,
    )
    people: dict[int, dict[int, tuple[str, datetime | None]]] = {}
    names = grants.order_by("user__name").values_list("content_object", "user", "user__name")
    for unit, user, name in names:
        people.setdefault(unit, {})[user] = (name, read_at_by_user.get(user))
    return [
        (f"{row.unit.agency}: {row.unit}", row.read_by, list(people.get(row.unit_id, {}).values()))
        for row in requests
    ]


def units_to_ask(point: LearningPoint) -> list[tuple[int, str]]:
    """[(id, name)] of the units of police and CPS that have not been asked. One query."""
    rows = Unit.objects.filter(is_open=True, agency__side__in=[Side.POLICE, Side.CPS])
    rows = rows.exclude(pk__in=point.requests.values("unit"))
    named = rows.order_by("agency__name", "name").values_list("pk", "agency__name", "name")
    return [(pk, f"{agency}: {unit}") for pk, agency, unit in named]
