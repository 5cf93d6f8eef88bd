"""
The offences, cached in the process.

Only a migration and manage.py load_offences change them; after either, the processes start again.
Until then one reads them again when it meets an offence that it does not know.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache

from cases.models import DaysConfidence, Offence
from cases.offences.alleged_days import (
    ORDER_OF_VERDICTS,
    ActDays,
    DatedOffence,
    Judgement,
    judge_offence,
    main_section,
)
from cases.offences.doubted_ends import doubted_end_of


@cache
def all_offences() -> dict[str, Offence]:
    """{code: offence} of every offence, in use or not, in the order of their titles."""
    return {offence.pk: offence for offence in Offence.objects.order_by("title", "code")}


@cache
def offences() -> dict[str, Offence]:
    """{code: offence} of those in use, the full offence before its attempts."""
    in_use = (each for each in all_offences().values() if each.is_in_use)
    ordered = sorted(in_use, key=lambda each: (each.inchoate != "", each.title, each.pk))
    return {offence.pk: offence for offence in ordered}


@cache
def dated_offences() -> dict[str, DatedOffence]:
    """{code: offence with its days} of every offence."""
    return {code: dated_offence(offence) for code, offence in all_offences().items()}


def dated_offence_of(code: str) -> DatedOffence:
    """The offence with its days; read again if another process has loaded it since."""
    if code not in dated_offences():
        forget_offences()
    return dated_offences()[code]


@cache
def _table() -> tuple[DatedOffence, ...]:
    """The offences in use, among which the one that applied on a day is found."""
    return tuple(dated_offences()[code] for code in offences())


CACHED = (all_offences, offences, dated_offences, _table)
_versions = [0]


def forget_offences() -> None:
    """Read the offences again when they are next asked for."""
    for cached in CACHED:
        cached.cache_clear()
    _versions[0] += 1


def list_version() -> int:
    """A number that changes when the offences are read again, for caches of what they become."""
    return _versions[0]


def dated_offence(offence: Offence) -> DatedOffence:
    """The row in the shape that is judged."""
    return DatedOffence(
        code=offence.pk, title=offence.title, statute=offence.statute, section=offence.section,
        from_on=offence.from_on, until_on=offence.until_on,
        is_confirmed=offence.confidence == DaysConfidence.READ, is_listed=offence.is_in_use,
        inchoate=offence.inchoate, conduct=tuple(offence.conduct.split()),
        doubted_end=doubted_end_of(offence.statute, main_section(offence.section)),
    )  # fmt: skip


def judge(code: str, from_on: date, to_on: date | None) -> Judgement:
    """Judge an offence for the days of an act. to_on: None for a single day."""
    return judge_offence(dated_offence_of(code), ActDays.of(from_on, to_on), _table())


def judge_for_any(code: str, periods: Iterable[tuple[date, date | None]]) -> Judgement | None:
    """
    The most favourable judgement of an offence for one of several acts; None if there is no act.

    For an offence that is named without days of its own: it must fit one of the acts alleged.
    """
    found = [judge(code, from_on, to_on) for from_on, to_on in periods]
    return min(found, key=lambda each: ORDER_OF_VERDICTS.index(each.verdict), default=None)
