"""
Whether an offence can be alleged for an act, by the days of the act. Runs no queries.

An act is judged by the law of its day, however late it is reported. So each offence has a first
and a last day on which an act can be alleged. Where they come from stands beside each offence in
cases/data/offences.csv.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# The Sexual Offences Act 2003 came into force, and most of the 1956 Act ended the day before.
ACT_OF_2003 = "Sexual Offences Act 2003"
ACT_OF_2003_BEGAN = date(2004, 5, 1)
LAST_DAY_BEFORE_2003_ACT = ACT_OF_2003_BEGAN - timedelta(days=1)
# Both Acts are charged where it cannot be proved on which side of 1 May 2004 the act was. No such
# rule was found for any other day.
ALTERNATIVE_AUTHORITY = "Violent Crime Reduction Act 2006 s.55"
COMMON_LAW = "Common law"


class Verdict(StrEnum):
    """What can be done with an offence for the days of an act."""

    ALLOWED = "allowed"
    ALTERNATIVE = "alternative"  # across 1 May 2004: charged under both Acts
    WARNED = "warned"  # it can be alleged and charged; a lawyer looks at the days
    FOR_LAWYER = "for_lawyer"  # recorded, and not charged: no offence of that day was found
    STOPPED = "stopped"  # another offence applied then


class Doubt(StrEnum):
    """Why a lawyer looks at the days."""

    NOT_CONFIRMED = "not_confirmed"  # the offence's days are recalled, not read in a source
    PARTLY_OUTSIDE = "partly_outside"  # some days of the act are not among the offence's
    OUTSIDE_NOT_CONFIRMED = "outside_not_confirmed"  # none is, but the offence's are recalled
    NOT_LISTED = "not_listed"  # the newest list of offences does not have it
    MAY_HAVE_ENDED = "may_have_ended"  # a later Act may have ended it before the act
    # The days cross 1 May 2004, and no attempt, conspiracy or aiding under the other Act is listed.
    OTHER_ACT_NOT_LISTED = "other_act_not_listed"


# From what can be used as it is to what cannot be used at all.
ORDER_OF_VERDICTS = tuple(Verdict)


@dataclass(frozen=True)
class ActDays:
    """The first and last day on which an act is said to have happened."""

    first: date
    last: date

    @classmethod
    def of(cls, from_on: date, to_on: date | None) -> "ActDays":
        """The days of an allegation, whose last day is empty if it was a single day."""
        return cls(from_on, to_on or from_on)


def main_section(section: str) -> str:
    """A section without the Act that makes an attempt or a conspiracy an offence."""
    return section.partition(";")[0]


@dataclass(frozen=True)
class DoubtedEnd:
    """The first day of acts to which an offence may not apply any more, and by which law."""

    acts_from: date
    authority: str


@dataclass(frozen=True)
class DatedOffence:
    """
    An offence with the days on which an act can be alleged; None: open.

    section: empty for an offence at common law. inchoate: attempt, aiding or conspiracy; empty for
    the full offence. conduct: the kinds of conduct by which an offence of another day is found; one
    that begins with + is covered too, but is not looked for. doubted_end: None where it is known
    whether it has ended.
    """

    code: str
    title: str
    statute: str
    section: str
    from_on: date | None
    until_on: date | None
    is_confirmed: bool
    is_listed: bool = True
    inchoate: str = ""
    conduct: tuple[str, ...] = ()
    doubted_end: DoubtedEnd | None = None

    @property
    def main_section(self) -> str:
        """The section without the Act that makes an attempt or a conspiracy an offence."""
        return main_section(self.section)

    @property
    def first_day(self) -> date:
        return self.from_on or date.min

    @property
    def last_day(self) -> date:
        return self.until_on or date.max

    @property
    def is_dated(self) -> bool:
        """Whether it has a first or a last day."""
        return bool(self.from_on or self.until_on)

    def applies_during(self, days: ActDays) -> bool:
        """Whether it applies on any of the days."""
        return self.first_day <= days.last and days.first <= self.last_day

    def applies_throughout(self, days: ActDays) -> bool:
        """Whether it applies on all of the days."""
        return self.first_day <= days.first and days.last <= self.last_day

    def is_like(self, other: "DatedOffence") -> bool:
        """Whether the other one covers a conduct that this one is about."""
        wanted = {conduct for conduct in self.conduct if not conduct.startswith("+")}
        return not wanted.isdisjoint(conduct.removeprefix("+") for conduct in other.conduct)


@dataclass(frozen=True)
class Judgement:
    """
    What can be done with an offence for the days of an act, and why.

    applied: the offences of like conduct that applied instead, or beside it under the other Act;
    full offences where none was found that is attempted, aided or planned as this one is.
    """

    offence: DatedOffence
    days: ActDays
    verdict: Verdict
    doubts: tuple[Doubt, ...] = ()
    applied: tuple[DatedOffence, ...] = ()

    @property
    def may_be_alleged(self) -> bool:
        """Whether it may be recorded at all."""
        return self.verdict != Verdict.STOPPED

    @property
    def may_be_charged(self) -> bool:
        """Whether a charge may be of it."""
        return self.verdict not in (Verdict.STOPPED, Verdict.FOR_LAWYER)


def judge_offence(offence: DatedOffence, days: ActDays, table: Iterable[DatedOffence]) -> Judgement:
    """
    Judge an offence for the days of an act.

    table: all offences, among which those of like conduct that applied then are found.
    """
    if not offence.applies_during(days):
        return _judge_outside(offence, days, table)
    doubts = _doubts_of_offence(offence, days)
    if offence.applies_throughout(days):
        return Judgement(offence, days, Verdict.WARNED if doubts else Verdict.ALLOWED, doubts)
    alike = _offences_of_other_act(offence, days, table)
    if others := _same_form(offence, alike):
        covered = [offence, *others]
        if not _cover_all(covered, days):
            doubts += (Doubt.PARTLY_OUTSIDE,)
        return Judgement(offence, days, Verdict.ALTERNATIVE, doubts, others)
    doubts += (Doubt.OTHER_ACT_NOT_LISTED if alike else Doubt.PARTLY_OUTSIDE,)
    return Judgement(offence, days, Verdict.WARNED, doubts, _full_offences(alike))


def _judge_outside(
    offence: DatedOffence, days: ActDays, table: Iterable[DatedOffence]
) -> Judgement:
    """Judge an offence that applies on none of the days."""
    if not _is_border_confirmed(offence, days):
        return Judgement(offence, days, Verdict.WARNED, (Doubt.OUTSIDE_NOT_CONFIRMED,))
    alike = [each for each in table if offence.is_like(each) and each.applies_during(days)]
    if same := _same_form(offence, alike):
        return Judgement(offence, days, Verdict.STOPPED, applied=same)
    return Judgement(offence, days, Verdict.FOR_LAWYER, applied=_full_offences(alike))


def _same_form(offence: DatedOffence, alike: Iterable[DatedOffence]) -> tuple[DatedOffence, ...]:
    """Full offences for a full one, attempts for an attempt, and so on: like with like."""
    return tuple(each for each in alike if each.inchoate == offence.inchoate)


def _full_offences(alike: Iterable[DatedOffence]) -> tuple[DatedOffence, ...]:
    return tuple(each for each in alike if not each.inchoate)


def _doubts_of_offence(offence: DatedOffence, days: ActDays) -> tuple[Doubt, ...]:
    """Doubts about an offence that applies on some of the days."""
    if not offence.is_listed:
        return (Doubt.NOT_LISTED,)
    is_certain = offence.is_confirmed or not offence.is_dated
    doubts = () if is_certain else (Doubt.NOT_CONFIRMED,)
    may_have_ended = offence.doubted_end and offence.doubted_end.acts_from <= days.last
    return (*doubts, Doubt.MAY_HAVE_ENDED) if may_have_ended else doubts


def _is_border_confirmed(offence: DatedOffence, days: ActDays) -> bool:
    """
    Whether it is known that the offence does not apply on the days.

    It is where 1 May 2004 lies between an offence of the law before and a later act, or between one
    of the 2003 Act and an earlier act.
    """
    if offence.is_confirmed:
        return True
    if days.last < offence.first_day:
        return offence.statute == ACT_OF_2003 and days.last < ACT_OF_2003_BEGAN
    return offence.last_day < ACT_OF_2003_BEGAN <= days.first


def _offences_of_other_act(
    offence: DatedOffence, days: ActDays, table: Iterable[DatedOffence]
) -> tuple[DatedOffence, ...]:
    """
    The offences of like conduct on the other side of 1 May 2004, for days on both sides.

    Empty if the offence does not begin or end with that day.
    """
    if not days.first < ACT_OF_2003_BEGAN <= days.last:
        return ()
    alike = [each for each in table if offence.is_like(each)]
    if offence.from_on == ACT_OF_2003_BEGAN:
        before = ActDays(days.first, LAST_DAY_BEFORE_2003_ACT)
        found = [each for each in alike if each.until_on == LAST_DAY_BEFORE_2003_ACT]
        return tuple(each for each in found if each.applies_during(before))
    if offence.until_on == LAST_DAY_BEFORE_2003_ACT:
        since = ActDays(ACT_OF_2003_BEGAN, days.last)
        found = [each for each in alike if each.from_on == ACT_OF_2003_BEGAN]
        return tuple(each for each in found if each.applies_during(since))
    return ()


def _cover_all(offences: list[DatedOffence], days: ActDays) -> bool:
    first = min(each.first_day for each in offences)
    last = max(each.last_day for each in offences)
    return first <= days.first and days.last <= last
