"""Compare the counts laid against a suspect with those authorised."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Charge(NamedTuple):
    """One count against a suspect: the victim and the offence."""

    victim: int  # the victim's number
    offence: str  # title and code


@dataclass(frozen=True)
class ChargeDifferences:
    """How the counts laid differ from those authorised; false if they do not."""

    missing: list[Charge]  # authorised and not laid
    extra: list[Charge]  # laid and not authorised
    instead: list[tuple[Charge, Charge]]  # (authorised, laid) about the same victim

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra or self.instead)


def compare_charges(authorised: Iterable[Charge], laid: Iterable[Charge]) -> ChargeDifferences:
    """
    Compare as multisets.

    A missing and an extra count about the same victim are reported as one laid instead of the
    other.
    """
    wanted, found = Counter(authorised), Counter(laid)
    missing = sorted((wanted - found).elements())
    extra = defaultdict(list)
    for charge in sorted((found - wanted).elements()):
        extra[charge.victim].append(charge)
    left, instead = [], []
    for charge in missing:
        if extra[charge.victim]:
            instead.append((charge, extra[charge.victim].pop(0)))
        else:
            left.append(charge)
    return ChargeDifferences(left, [each for rest in extra.values() for each in rest], instead)
