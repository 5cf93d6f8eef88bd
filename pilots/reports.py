"""
What a report on panels may show, so that no figure about fewer than five people can be worked out.

A report of a pilot area and the annual one of all areas are read side by side, and whoever sat on
a panel, or convenes an area's, knows its cases by heart. So each table is made of blocks: an area
that shows it, and all those together that do not. Every figure of the table, of an area or of all,
is a sum of whole blocks; and in each block every answer is given of nobody or of five and more,
also when any one panel, or any one area, is taken away. Then no difference of figures, nor of
figures and what somebody knows of one panel or area, comes to one to four people. Source: ADR 24.

How many were read is a table too, and another one is only of areas that show it. Where answers are
too rare they are put together, in all reports of the year alike. What is counted are decisions
about suspects; what must be five are their cases, for five suspects may be in one. Pure.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

LEAST = 5  # cases: of fewer somebody knows the people

Group = tuple[str, ...]  # answers that are put together


@dataclass(frozen=True)
class Found:
    """The answer to one question about one suspect, by which panel of which area, in which case."""

    area: int
    panel: UUID
    answer: Any
    case: UUID


def table(
    found: Iterable[Found],
    groupings: Iterable[Sequence[Group]],
    *,
    among: set[int | None] | None = None,
) -> dict[int | None, dict[Group, int]]:
    """
    {area, or None for all of them: {answers put together, as a tuple: people}} of what may be
    shown of one question; areas of which nothing may be are not there.

    groupings: ways to put the answers together, each a list of tuples, the finest first. The first
    is taken by which all areas together can be shown. among: the areas that may show it; None: any.
    """
    for grouping in groupings:
        into = {answer: group for group in grouping for answer in group}
        rows = [replace(each, answer=into[each.answer]) for each in found]
        blocks = _blocks(rows, among)
        if blocks is not None:
            return {place: _in_order(counts, grouping) for place, counts in blocks.items()}
    return {}


def _in_order(counts: Counter[Any], grouping: Sequence[Group]) -> dict[Group, int]:
    return {group: counts[group] for group in grouping}


def _blocks(
    found: Sequence[Found], among: set[int | None] | None
) -> dict[int | None, Counter[Any]] | None:
    """{area that shows the table: its counts; None: those of all}; None where nobody may."""
    of_area = defaultdict(list)
    for each in found:
        of_area[each.area].append(each)
    shows = {area for area, rows in of_area.items() if _is_safe(rows)}
    if among is not None:
        shows &= among
    while not _is_safe([each for each in found if each.area not in shows]):
        if not shows:
            return None
        shows.remove(min(shows, key=lambda area: (len(of_area[area]), str(area))))
    counts = {area: _counts(of_area[area]) for area in shows}
    return counts | {None: _counts(found)}


def _is_safe(rows: Sequence[Found]) -> bool:
    """Whether each answer is given in no case or in enough, whatever one panel or area knows."""
    return all(n >= LEAST for rest in (rows, *_rests(rows)) for n in _cases(rest).values())


def _rests(rows: Sequence[Found]) -> Iterator[list[Found]]:
    """What is left to find out for whoever knows one panel, or one of several areas, by heart."""
    for panel in {row.panel for row in rows}:
        yield [row for row in rows if row.panel != panel]
    areas = {row.area for row in rows}
    for area in areas if len(areas) > 1 else ():
        yield [row for row in rows if row.area != area]


def _counts(rows: Iterable[Found]) -> Counter[Any]:
    return Counter(row.answer for row in rows)


def _cases(rows: Iterable[Found]) -> Counter[Any]:
    """{answer: in how many different cases it was given}."""
    return Counter(answer for answer, _case in {(row.answer, row.case) for row in rows})


def leaves_enough(rows: Sequence[Found]) -> bool:
    """
    Whether one figure over all of these may be said: of what no panel, and no one of several areas,
    knows there are enough cases. Unlike an answer, it is hidden where that is none.
    """
    return all(len({row.case for row in rest}) >= LEAST for rest in _rests(rows))
