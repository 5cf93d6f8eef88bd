"""
Counts whose days cross 1 May 2004: they are charged in the alternative under both Acts.

Authority: Violent Crime Reduction Act 2006 s.55 (cases/offences/alleged_days.py).
"""

from collections.abc import Iterator, Sequence

from cases.decisions.counts import StatedCount
from cases.offences.alleged_days import Judgement, Verdict
from cases.offences.both_acts import are_alike_under_both_acts, are_of_both_acts
from cases.offences.queries.offence_table import judge


def counts_without_other_act(counts: Sequence[StatedCount]) -> Iterator[tuple[int, Judgement]]:
    """
    (number, judgement) of each count that lacks its alternative under the other Act.

    The alternative is an offence of like conduct, or any offence of the other Act where one of the
    two says why none of like conduct covers what was done. A count that says so may stand alone.
    """
    judged = [judge(each.offence_id, each.from_on, each.to_on) for each in counts]
    for n, judgement in enumerate(judged):
        if judgement.verdict != Verdict.ALTERNATIVE or counts[n].other_act_because:
            continue
        if not any(
            _is_same_act(counts, n, m)
            and (
                are_alike_under_both_acts(judgement, other)
                or (counts[m].other_act_because and are_of_both_acts(judgement, other))
            )
            for m, other in enumerate(judged)
        ):
            yield n + 1, judgement


def _is_same_act(counts: Sequence[StatedCount], n: int, m: int) -> bool:
    """Whether two counts are in the alternative, about the same victim and days."""
    one, other = counts[n], counts[m]
    about = [(each.victim.pk, each.from_on, each.to_on) for each in (one, other)]
    return about[0] == about[1] and (one.alternative_to or n + 1) == (other.alternative_to or m + 1)
