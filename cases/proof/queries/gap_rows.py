"""Gaps in the proof about a suspect, with how each stands and who acts on it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from cases.models import ActionItem, Gap, Suspect, Weight
from cases.proof.proof_states import STANDING_GAPS, GapState, gap_state
from cases.proof.who_acts import GapHolder, gap_holders
from people.access.scopes import Scope


@dataclass(frozen=True)
class GapRow:
    """A gap, how it stands, the actions that ask for it, and who acts on it now."""

    row: Gap
    state: GapState
    asked: list[ActionItem]
    holders: list[GapHolder]

    @property
    def is_standing(self) -> bool:
        return self.state in STANDING_GAPS

    @property
    def is_unasked(self) -> bool:
        return self.state == GapState.NOT_ASKED

    @property
    def over(self) -> list[ActionItem]:
        """The actions that asked for it and wait for nobody any more."""
        waiting = {each.item for each in self.holders}
        return [each for each in self.asked if each.pk not in waiting]

    @property
    def is_essential(self) -> bool:
        """Whether the prosecutor cannot decide without it."""
        return self.row.weight == Weight.ESSENTIAL

    @property
    def is_late(self) -> bool:
        return any(each.is_late for each in self.holders)


def gap_rows(gaps: Iterable[Gap], suspect: Suspect, scope: Scope) -> list[GapRow]:
    """The gaps with the actions that ask for them. One query."""
    items = ActionItem.objects.for_scope(scope).filter(gaps__in=gaps).select_related("plan")
    asked: defaultdict[UUID, list[ActionItem]] = defaultdict(list)
    for item in items.annotate(for_gap=F("gaps")).order_by("plan__number", "number"):
        asked[item.for_gap].append(item)
    return [_gap_row(each, asked[each.pk], suspect, scope.at) for each in gaps]


def _gap_row(gap: Gap, asked: list[ActionItem], suspect: Suspect, at: datetime) -> GapRow:
    answers = [(each.status, each.answer) for each in asked]
    state = gap_state(is_closed=gap.ended_at is not None, asked=answers)
    return GapRow(gap, state, asked, gap_holders(state, asked, suspect, at=at))
