"""Compare the counts laid against a suspect with those authorised, count by count."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Charge:
    """
    One count against a suspect.

    victim: number on the case. offence: title and code. days: first and last day; None of a report
    made before days were asked for, which fits a count of any days. count: number of an authorised
    count in its decision; of one that was laid, the count that it is the charge of, and 0 where it
    is of none or the report does not say. It is no part of a comparison by ==.
    """

    victim: int
    offence: str
    days: tuple[date, date] | None = None
    count: int = field(default=0, compare=False)

    def is_laid_as(self, laid: "Charge") -> bool:
        """Whether a count laid is this one."""
        is_same = (self.victim, self.offence) == (laid.victim, laid.offence)
        return is_same and (self.days == laid.days or None in (self.days, laid.days))


@dataclass(frozen=True)
class ChargeDifferences:
    """How the counts laid differ from those authorised; false if they do not."""

    missing: list[Charge]  # authorised and not laid
    extra: list[Charge]  # laid and not authorised
    instead: list[tuple[Charge, Charge]]  # (authorised, laid differently)

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra or self.instead)


def compare_charges(
    authorised: Iterable[Charge], laid: Iterable[Charge], not_charged: Collection[int] = ()
) -> ChargeDifferences:
    """Reconcile the counts laid with those authorised. not_charged: as for match_counts()."""
    wanted, found = list(authorised), list(laid)
    places = match_counts(wanted, found, not_charged)
    pairs = [(wanted[n], found[m]) for n, m in sorted(places.items())]
    return ChargeDifferences(
        missing=[count for n, count in enumerate(wanted) if n not in places],
        extra=[charge for m, charge in enumerate(found) if m not in places.values()],
        instead=[(count, charge) for count, charge in pairs if not count.is_laid_as(charge)],
    )


def match_counts(
    authorised: Sequence[Charge], laid: Sequence[Charge], not_charged: Collection[int] = ()
) -> dict[int, int]:
    """
    {place of a count authorised: place of the one laid that is its charge}.

    not_charged: numbers of the counts that the report says were not charged. A report that says of
    any count what became of it is taken at its word: a charge that it says is of no count is of
    none, however alike. Only where it says so of no count, as before this was asked, are they
    matched in the order of the counts: with one laid as it is, then with another of the same victim
    and offence, then with another of the same victim.
    """
    said = {charge.count: m for m, charge in enumerate(laid) if charge.count}
    found = {n: said[count.count] for n, count in enumerate(authorised) if count.count in said}
    if said or not_charged:
        return found
    free = list(range(len(laid)))
    for is_alike in (Charge.is_laid_as, _is_of_same_offence, _is_of_same_victim):
        for n, count in enumerate(authorised):
            alike = [m for m in free if is_alike(count, laid[m])]
            if alike and n not in found:
                found[n] = alike[0]
                free.remove(alike[0])
    return found


def _is_of_same_offence(one: Charge, other: Charge) -> bool:
    return (one.victim, one.offence) == (other.victim, other.offence)


def _is_of_same_victim(one: Charge, other: Charge) -> bool:
    return one.victim == other.victim
