"""The standard wordings of a reader's own CPS Area."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import F, QuerySet
from django.utils.functional import Promise

from cases.models import ActionItem, Category, Wording, WordingVersion
from people.access.scopes import Scope


def offered_wordings(scope: Scope) -> list[WordingVersion]:
    """The newest version of each wording that is offered, by category and title. One query."""
    rows = WordingVersion.objects.filter(
        wording__agency=scope.agency_id, wording__retired_at=None, number=F("wording__version")
    )
    order = list(Category)
    found = rows.select_related("wording").order_by("title", "pk")
    return sorted(found, key=lambda row: order.index(row.wording.category))


def wordings_by_category(
    rows: Iterable[WordingVersion],
) -> list[tuple[str | Promise, list[WordingVersion]]]:
    """[(category in words, its wordings)], of versions in the order of current."""
    groups = groupby(rows, key=lambda row: row.wording.category)
    return [(Category(category).label, list(group)) for category, group in groups]


def wording_label(row: WordingVersion) -> str:
    """What a version is called in a list of all of them."""
    return f"{Category(row.wording.category).label}: {row.title}"


def wordings_of_area(scope: Scope) -> QuerySet[Wording]:
    """Every wording of the reader's Area, the retired too."""
    return Wording.objects.filter(agency=scope.agency_id)


@dataclass(frozen=True)
class WordingDetail:
    """A wording with all it ever said."""

    row: Wording
    category: str
    now: WordingVersion
    versions: list  # the newest first


def wording_detail(wording: Wording) -> WordingDetail:
    """A wording for the page about it. One query."""
    rows = wording.versions.select_related("by__agency").order_by("-number")
    versions = list(rows)
    return WordingDetail(wording, Category(wording.category).label, versions[0], versions)


def retired_wordings(scope: Scope) -> list[WordingVersion]:
    """The newest version of each wording that is offered no longer. One query."""
    rows = WordingVersion.objects.filter(
        wording__agency=scope.agency_id, wording__retired_at__isnull=False,
        number=F("wording__version"),
    )  # fmt: skip
    return list(rows.select_related("wording").order_by("title", "pk"))


@dataclass(frozen=True)
class ItemWording:
    """The standard wording that an action was written from."""

    title: str
    is_edited: bool


def wording_of_item(item: ActionItem) -> ItemWording | None:
    """What an action began with, and whether it still says so; None where it was written freely."""
    if item.began_with_id is None:
        return None
    version = WordingVersion.objects.get(pk=item.began_with_id)
    return ItemWording(version.title, version.text.strip() != item.text.strip())
