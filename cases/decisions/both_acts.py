"""
Counts whose days cross 1 May 2004: they are charged in the alternative under both Acts.

Authority: Violent Crime Reduction Act 2006 s.55 (cases/offences/alleged_days.py).
"""

from collections.abc import Iterator, Sequence

from cases.decisions.counts import StatedCount
from cases.offences.alleged_days import ACT_OF_2003_BEGAN, Judgement, Verdict
from cases.offences.queries.offence_table import judge


def counts_without_other_act(counts: Sequence[StatedCount]) -> Iterator[tuple[int, Judgement]]:
    """(number, judgement) of each count that lacks its alternative under the other Act."""
    judged = [judge(each.offence_id, each.from_on, each.to_on) for each in counts]
    for n, judgement in enumerate(judged):
        if judgement.verdict == Verdict.ALTERNATIVE and not any(
            _is_other_act(judgement, judged[m]) and _is_same_act(counts, n, m)
            for m in range(len(counts))
        ):
            yield n + 1, judgement


def _is_same_act(counts: Sequence[StatedCount], n: int, m: int) -> bool:
    """Whether two counts are in the alternative, about the same victim and days."""
    one, other = counts[n], counts[m]
    about = [(each.victim.pk, each.from_on, each.to_on) for each in (one, other)]
    return about[0] == about[1] and (one.alternative_to or n + 1) == (other.alternative_to or m + 1)


def _is_other_act(one: Judgement, other: Judgement) -> bool:
    """Whether two offences of days across 1 May 2004 are on different sides of it."""
    sides = {each.offence.from_on == ACT_OF_2003_BEGAN for each in (one, other)}
    return other.verdict == Verdict.ALTERNATIVE and len(sides) > 1
