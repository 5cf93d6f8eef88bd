"""
Counts that may not be charged to avoid the time limit of another offence.

Indecent assault is not charged instead of intercourse with a girl under 16, to avoid its 12 months
(R v J [2004] UKHL 42; the row is in cases/data/prosecution_conditions.toml). Days and victim do not
tell whether two offences are about the same intercourse, so it is said and refused by nobody.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from cases.decisions.queries.counts import AuthorisedCount
from cases.models import Allegation
from cases.offences.alleged_days import ActDays
from cases.offences.prosecution_conditions import is_limited_by, limit_not_to_avoid
from cases.offences.queries.offence_table import dated_offence_of


class VictimAct(NamedTuple):
    """What is alleged or charged. victim: number on the case. code: of the offence."""

    victim: int
    code: str
    days: ActDays


def acts_alleged(acts: Iterable[Allegation | AuthorisedCount]) -> list[VictimAct]:
    """The acts of allegations, read with their victims, or of authorised counts."""
    return [
        VictimAct(each.victim.number, each.offence_id, ActDays.of(each.from_on, each.to_on))
        for each in acts
    ]


def way_round_texts(counts: Mapping[int, VictimAct], alleged: Iterable[VictimAct]) -> list[str]:
    """
    A sentence for each count that may go round the time limit of another offence.

    counts: by number. alleged: what the police allege; another count counts as well.
    """
    return list(_texts(counts, [*alleged, *counts.values()]))


def _texts(counts: Mapping[int, VictimAct], others: Iterable[VictimAct]) -> Iterator[str]:
    for number, count in counts.items():
        offence = dated_offence_of(count.code)
        avoided = limit_not_to_avoid(offence, count.days)
        if avoided is None:
            continue
        section, authority = avoided
        if any(
            each.victim == count.victim
            and is_limited_by(dated_offence_of(each.code), offence.statute, section)
            and each.days.first <= count.days.last
            and count.days.first <= each.days.last
            for each in others
        ):
            yield _(
                "Charge %(n)s is of the same victim and days as an offence under s.%(section)s."
                " If it is the same sexual intercourse, it may not be charged to avoid the time"
                " limit of s.%(section)s (%(authority)s). A lawyer must look at it."
            ) % {"n": number, "section": section, "authority": authority}
