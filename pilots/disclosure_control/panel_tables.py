"""
Suppression in panel reports: no figure about fewer than five people can be derived.

Reports of a pilot area and the yearly one of all areas are read side by side, and a person who sat
on a panel, or convenes an area's, knows its cases. So each table is made of blocks: an area that
shows it, and all other areas together. Every published figure is a sum of whole blocks; and in each
block every answer has none or at least five cases, even when any one panel, or any one area, is
subtracted. Then no difference of figures, nor of figures and one panel's or area's knowledge, comes
to one to four people. Source: ADR 24.

The number read is a table too, and another table has only areas that show it. Rare answers are
grouped, in all reports of the year alike. Decisions about suspects are counted; the minimum of five
is of cases, because five suspects may be in one. Pure functions.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

MIN_CASES_OF_ANSWER = 5  # cases: people could be recognised among fewer

AnswerGroup = tuple[str, ...]  # answers counted together


@dataclass(frozen=True)
class PanelAnswer:
    """The answer to one question about one suspect, by a panel of an area, in a case."""

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
    {area, or None for all: {group of answers: people}} that may be shown; other areas are left out.

    groupings: ways to group the answers, each a list of tuples, finest first; the first by which
    all areas together can be shown is used. among: the areas that may show it; None for any.
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
    """
    {area that shows the table, None for the others together: counts}; None where nothing is safe.
    """
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
    """Whether each answer has no case or enough, even for a reader who knows one panel or Area."""
    return all(
        n >= MIN_CASES_OF_ANSWER
        for rest in (rows, *_remainders_after_insider_knowledge(rows))
        for n in _cases_by_answer(rest).values()
    )


def _remainders_after_insider_knowledge(rows: Sequence[PanelAnswer]) -> Iterator[list[PanelAnswer]]:
    """The answers that remain unknown to a person who knows one panel, or one of several areas."""
    for panel in {row.panel for row in rows}:
        yield [row for row in rows if row.panel != panel]
    areas = {row.area for row in rows}
    for area in areas if len(areas) > 1 else ():
        yield [row for row in rows if row.area != area]


def _answer_counts(rows: Iterable[PanelAnswer]) -> Counter[Any]:
    return Counter(row.answer for row in rows)


def _cases_by_answer(rows: Iterable[PanelAnswer]) -> Counter[Any]:
    """{answer: number of different cases}."""
    return Counter(answer for answer, _case in {(row.answer, row.case) for row in rows})


def has_enough_unknown_cases(rows: Sequence[PanelAnswer]) -> bool:
    """
    Whether one figure over all of these may be shown: enough cases are unknown to any one panel or
    area.

    Unlike an answer, it is suppressed where none is unknown.
    """
    return all(
        len({row.case for row in rest}) >= MIN_CASES_OF_ANSWER
        for rest in _remainders_after_insider_knowledge(rows)
    )
