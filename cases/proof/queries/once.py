"""
What stands on several points of the matrix of proof, once.

One thing that is recorded on several points is an entry of each of them. Where things are counted
or listed it is one.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cases.models import ActionItem, Bearing, Gap
from cases.proof.queries.gap_rows import GapRow
from cases.proof.who_acts import GapHolder


def same_gap(gap: Gap) -> tuple[object, ...]:
    """What gaps of one thing that is missing have in common; also where a plan asks for them."""
    return gap.suspect_id, gap.text, gap.material, gap.account_of, gap.weight


def same_bearing(bearing: Bearing) -> tuple[object, ...]:
    """What entries of one thing that bears on points have in common: also whose they are."""
    named = (bearing.material, bearing.account_of, bearing.document_id, bearing.held_id)
    whose = (bearing.side, bearing.only_side)
    return bearing.text, *named, *whose, bearing.undermines, bearing.disclosure


@dataclass(frozen=True)
class PlacedGap:
    """A gap, the allegation under which it stands by its number, and its point as text."""

    gap: GapRow
    number: int
    point: str


@dataclass(frozen=True)
class GapOnce:
    """One thing that is missing, with each point on which it stands."""

    placed: list[PlacedGap]

    @property
    def first(self) -> Gap:
        return self.placed[0].gap.row

    @property
    def is_unasked(self) -> bool:
        """Whether no action asks for it on one of its points."""
        return any(each.gap.is_unasked for each in self.placed)

    @property
    def is_essential(self) -> bool:
        return self.placed[0].gap.is_essential

    @property
    def is_late(self) -> bool:
        return any(each.gap.is_late for each in self.placed)

    @property
    def state(self) -> str:
        """How it stands: as the first of its points that nobody asks for, or else as the first."""
        unasked = [each.gap for each in self.placed if each.gap.is_unasked]
        return str((unasked or [self.placed[0].gap])[0].state.label)

    @property
    def holders(self) -> list[GapHolder]:
        """Who acts on it, each once."""
        return list(dict.fromkeys(each for at in self.placed for each in at.gap.holders))

    @property
    def over(self) -> list[ActionItem]:
        """The actions that asked for it and wait for nobody any more, each once."""
        return list(dict.fromkeys(each for at in self.placed for each in at.gap.over))


def gaps_once(placed: Iterable[PlacedGap]) -> list[GapOnce]:
    """The gaps in their order, with those that say the same as one."""
    alike: dict[tuple[object, ...], list[PlacedGap]] = {}
    for each in placed:
        alike.setdefault(same_gap(each.gap.row), []).append(each)
    return [GapOnce(found) for found in alike.values()]


@dataclass(frozen=True)
class PlacedBearing:
    """An entry, and what it bears on as text."""

    bearing: Bearing
    text: str


@dataclass(frozen=True)
class UnderminingOnce:
    """One thing that undermines the case or assists the defence, with all that it bears on."""

    placed: list[PlacedBearing]

    @property
    def first(self) -> Bearing:
        return self.placed[0].bearing

    @property
    def is_both_ways(self) -> bool:
        return any(each.bearing.is_both_ways for each in self.placed)


def undermining_once(placed: Iterable[PlacedBearing]) -> list[UnderminingOnce]:
    """
    What undermines the case or assists the defence, with what says the same as one.

    What somebody marked so comes first, then what goes against a point and was not marked.
    """
    alike: dict[tuple[object, ...], list[PlacedBearing]] = {}
    for each in placed:
        if each.bearing.goes_against:
            alike.setdefault(same_bearing(each.bearing), []).append(each)
    found = [UnderminingOnce(rows) for rows in alike.values()]
    return sorted(found, key=lambda each: not each.first.undermines)
