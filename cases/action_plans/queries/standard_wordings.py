"""The standard wordings of the reader's CPS Area."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import F, QuerySet
from django.utils.functional import Promise

from cases.models import ActionItem, Category, Wording, WordingVersion
from people.access.scopes import Scope


def offered_wordings(scope: Scope) -> list[WordingVersion]:
    """The newest version of each active wording, by category and title. One query."""
    rows = WordingVersion.objects.filter(
        wording__agency=scope.agency_id, wording__retired_at=None, number=F("wording__version")
    )
    order = list(Category)
    found = rows.select_related("wording").order_by("title", "pk")
    return sorted(found, key=lambda row: order.index(Category(row.wording.category)))


def wordings_by_category(
    rows: Iterable[WordingVersion],
) -> list[tuple[str | Promise, list[WordingVersion]]]:
    """[(category label, its versions)], of versions in the order of offered_wordings."""
    groups = groupby(rows, key=lambda row: row.wording.category)
    return [(Category(category).label, list(group)) for category, group in groups]


def wording_label(row: WordingVersion) -> str:
    """Label of a version in a list of all wordings."""
    return f"{Category(row.wording.category).label}: {row.title}"


def wordings_of_area(scope: Scope) -> QuerySet[Wording]:
    """Every wording of the reader's Area, including retired ones."""
    return Wording.objects.filter(agency=scope.agency_id)


@dataclass(frozen=True)
class WordingDetail:
    """A wording with all its versions."""

    row: Wording
    category: str | Promise
    current_version: WordingVersion
    versions: list[WordingVersion]  # newest first


def wording_detail(wording: Wording) -> WordingDetail:
    """A wording for its page. One query."""
    rows = wording.versions.select_related("by__agency").order_by("-number")
    versions = list(rows)
    return WordingDetail(wording, Category(wording.category).label, versions[0], versions)


def retired_wordings(scope: Scope) -> list[WordingVersion]:
    """The newest version of each retired wording. One query."""
    rows = WordingVersion.objects.filter(
        wording__agency=scope.agency_id, wording__retired_at__isnull=False,
        number=F("wording__version"),
    )  # fmt: skip
    return list(rows.select_related("wording").order_by("title", "pk"))


@dataclass(frozen=True)
class ItemWording:
    """The standard wording that an action item started from."""

    title: str
    is_edited: bool


def wording_of_item(item: ActionItem) -> ItemWording | None:
    """The wording an action item started from and whether it was edited; None if no wording."""
    if item.began_with_id is None:
        return None
    version = WordingVersion.objects.get(pk=item.began_with_id)
    return ItemWording(version.title, version.text.strip() != item.text.strip())
