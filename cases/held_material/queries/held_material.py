"""Material of a case that is held elsewhere, with who has watched it and what is wrong with it."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch
from django.utils.translation import gettext_lazy

from cases.held_material.media_failures import media_failures
from cases.models import Case, HeldMaterial, Watching
from cases.models.sealed_json import JSONFacts
from cases.verb_labels import VERB_DONE_LABELS
from people.access.histories import HistoryEntry, history_entries
from people.access.scopes import Scope

HISTORY_FIELDS = {
    "kind": gettext_lazy("Kind"),
    "title": gettext_lazy("Called"),
    "held_where": gettext_lazy("Held where"),
    "reference": gettext_lazy("Reference"),
    "minutes": gettext_lazy("Minutes"),
    "clipping": gettext_lazy("Clipped"),
    "playing": gettext_lazy("Plays"),
    "is_provided": gettext_lazy("The prosecutor can reach it"),
}


@dataclass(frozen=True)
class MaterialDetail:
    """
    One entry. failures: as an assessor of the file would record them. watched: minutes that the
    reader's side has watched, at most its length; None where nobody of it has watched any. is_own:
    the reader's side recorded it.
    """

    material: HeldMaterial
    failures: list[str]
    watchings: list[Watching]
    watched: int | None
    is_own: bool

    @property
    def minutes_left(self) -> int:
        """The minutes that nobody of the reader's side has watched."""
        return max(0, (self.material.minutes or 0) - (self.watched or 0))


@dataclass(frozen=True)
class HeldMaterialPage:
    """All entries of a case."""

    entries: list[MaterialDetail]

    @property
    def minutes_left(self) -> int:
        """The minutes that the reader's side has still to watch."""
        return sum(each.minutes_left for each in self.entries)


def held_material_page(case: Case, scope: Scope) -> HeldMaterialPage:
    """The material of a case that is held elsewhere, newest first. Two queries."""
    watchings = Watching.objects.select_related("by__agency").order_by("-at", "-pk")
    rows = HeldMaterial.objects.for_scope(scope).filter(case=case).order_by("-number")
    rows = rows.select_related("added_by__agency").prefetch_related(
        Prefetch("watchings", watchings)
    )
    return HeldMaterialPage([_detail(row, scope) for row in rows])


def _detail(material: HeldMaterial, scope: Scope) -> MaterialDetail:
    watchings = list(material.watchings.all())
    return MaterialDetail(
        material, list(media_failures(material)), watchings, _watched(material, watchings, scope),
        is_own=material.side == scope.side,
    )  # fmt: skip


def _watched(material: HeldMaterial, watchings: list[Watching], scope: Scope) -> int | None:
    own = [each for each in watchings if each.side == scope.side]
    if not own:
        return None
    length = material.minutes or 0
    if any(each.minutes is None for each in own):
        return length
    return min(length, max(each.minutes or 0 for each in own))


def held_material_json(scope: Scope) -> ArraySubquery:
    """Subquery of a case: what a check of media reads of its entries, by number."""
    rows = HeldMaterial.objects.for_scope(scope).filter(case=OuterRef("pk")).order_by("number")
    names = ("number", "kind", "title", "clipping", "playing", "is_provided")
    return ArraySubquery(rows.values(facts=JSONFacts(**{name: name for name in names})))


def changes_of_material(material: HeldMaterial, scope: Scope) -> list[HistoryEntry]:
    """What was recorded of an entry and corrected, newest first. One query."""
    title = VERB_DONE_LABELS.__getitem__
    return history_entries(material.history.all(), HISTORY_FIELDS, title, side=scope.side)
