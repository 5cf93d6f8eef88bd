"""The charges laid against a suspect beside those authorised: what is missing, extra, instead."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Charge(NamedTuple):
    """One charge against a suspect, as both sides say it: about which victim, for which offence."""

    victim: int  # her number
    offence: str  # title and code


@dataclass(frozen=True)
class ChargeDifferences:
    """How the charges laid differ from those authorised; false where they do not."""

    missing: list  # authorised and not laid
    extra: list  # laid and not authorised
    instead: list  # (authorised, laid) about the same victim

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra or self.instead)


def compare_charges(authorised: Iterable[Charge], laid: Iterable[Charge]) -> ChargeDifferences:
    """
    Charge by charge, however often the same one is there.

    One that is missing and one that is extra about the same victim are told as the one laid
    instead of the other.
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
