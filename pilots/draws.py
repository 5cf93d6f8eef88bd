"""
How cases are drawn for a panel. Written out in ADR 22, so that anybody can do it again.

Every decision of the frame has a reference that says nothing. Its place is the SHA-256 of
"seed|reference"; the smallest come first. Whoever has the seed and the references gets the same.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass


class FrameTooSmall(ValueError):
    """More cases were asked for than the frame has."""


@dataclass(frozen=True)
class DrawResult:
    """Every reference in the order of its place, how many of each stratum, and what was drawn."""

    order: list[str]
    shares: dict[str, int]
    references: list[str]


def order_key(seed: str, reference: str) -> str:
    """Where a reference stands in the order of a seed."""
    return hashlib.sha256(f"{seed}|{reference}".encode()).hexdigest()


def draw_cases(strata: Mapping[str, str], *, seed: str, size: int) -> DrawResult:
    """
    Draw from a frame, given as {reference: stratum}; one stratum for a draw without strata.

    Each stratum gives its share of the size. Raises FrameTooSmall.
    """
    if size > len(strata):
        raise FrameTooSmall
    order = sorted(strata, key=lambda reference: order_key(seed, reference))
    members = defaultdict(list)
    for reference in order:
        members[strata[reference]].append(reference)
    shares = allocate_by_largest_remainder({name: len(of) for name, of in members.items()}, size)
    drawn = {each for name, of in members.items() for each in of[: shares[name]]}
    return DrawResult(order, shares, [each for each in order if each in drawn])


def allocate_by_largest_remainder(counts: Mapping[str, int], size: int) -> dict[str, int]:
    """
    How many of `size` each stratum gives, in proportion, by largest remainder.

    Of equal remainders the stratum whose name comes first gives one more.
    """
    total = sum(counts.values())
    shares = {name: count * size // total for name, count in counts.items()}
    left = size - sum(shares.values())
    first = sorted(counts, key=lambda name: (-(counts[name] * size % total), name))
    for name in first[:left]:
        shares[name] += 1
    return shares
