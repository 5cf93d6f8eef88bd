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

MIN_CASES_OF_ANSWER = 5  # cases: of fewer somebody knows the people

AnswerGroup = tuple[str, ...]  # answers that are put together


@dataclass(frozen=True)
class PanelAnswer:
    """The answer to one question about one suspect, by which panel of which area, in which case."""

    area: int
    panel: UUID
    answer: Any
    case: UUID


def suppressed_table(
    found: Iterable[PanelAnswer],
    groupings: Iterable[Sequence[AnswerGroup]],
    *,
    among: set[int | None] | None = None,
) -> dict[int | None, dict[AnswerGroup, int]]:
    """
    {area, or None for all of them: {answers put together, as a tuple: people}} of what may be
    shown of one question; areas of which nothing may be are not there.

    groupings: ways to put the answers together, each a list of tuples, the finest first. The first
    is taken by which all areas together can be shown. among: the areas that may show it; None: any.
    """
    for grouping in groupings:
        into = {answer: group for group in grouping for answer in group}
        rows = [replace(each, answer=into[each.answer]) for each in found]
        blocks = _safe_blocks(rows, among)
        if blocks is not None:
            return {place: _counts_in_order(counts, grouping) for place, counts in blocks.items()}
    return {}


def _counts_in_order(
    counts: Counter[Any], grouping: Sequence[AnswerGroup]
) -> dict[AnswerGroup, int]:
    return {group: counts[group] for group in grouping}


def _safe_blocks(
    found: Sequence[PanelAnswer], among: set[int | None] | None
) -> dict[int | None, Counter[Any]] | None:
    """{area that shows the table: its counts; None: those of all}; None where nobody may."""
    of_area = defaultdict(list)
    for each in found:
        of_area[each.area].append(each)
    shows = {area for area, rows in of_area.items() if _is_safe_block(rows)}
    if among is not None:
        shows &= among
    while not _is_safe_block([each for each in found if each.area not in shows]):
        if not shows:
            return None
        shows.remove(min(shows, key=lambda area: (len(of_area[area]), str(area))))
    counts = {area: _answer_counts(of_area[area]) for area in shows}
    return counts | {None: _answer_counts(found)}


def _is_safe_block(rows: Sequence[PanelAnswer]) -> bool:
    """Whether each answer is given in no case or in enough, whatever one panel or area knows."""
    return all(
        n >= MIN_CASES_OF_ANSWER
        for rest in (rows, *_remainders_after_insider_knowledge(rows))
        for n in _cases_by_answer(rest).values()
    )


def _remainders_after_insider_knowledge(rows: Sequence[PanelAnswer]) -> Iterator[list[PanelAnswer]]:
    """What is left to find out for whoever knows one panel, or one of several areas, by heart."""
    for panel in {row.panel for row in rows}:
        yield [row for row in rows if row.panel != panel]
    areas = {row.area for row in rows}
    for area in areas if len(areas) > 1 else ():
        yield [row for row in rows if row.area != area]


def _answer_counts(rows: Iterable[PanelAnswer]) -> Counter[Any]:
    return Counter(row.answer for row in rows)


def _cases_by_answer(rows: Iterable[PanelAnswer]) -> Counter[Any]:
    """{answer: in how many different cases it was given}."""
    return Counter(answer for answer, _case in {(row.answer, row.case) for row in rows})


def has_enough_unknown_cases(rows: Sequence[PanelAnswer]) -> bool:
    """
    Whether one figure over all of these may be said: of what no panel, and no one of several areas,
    knows there are enough cases. Unlike an answer, it is hidden where that is none.
    """
    return all(
        len({row.case for row in rest}) >= MIN_CASES_OF_ANSWER
        for rest in _remainders_after_insider_knowledge(rows)
    )
