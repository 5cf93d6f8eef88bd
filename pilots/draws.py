"""
How cases are drawn for a panel: reproducible, as documented in ADR 22.

Every decision of the frame has a random reference. Its order key is the SHA-256 of
"seed|reference"; the smallest come first. The seed and the references always give the same draw.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass


class FrameTooSmall(ValueError):
    """More cases were requested than the frame has."""


@dataclass(frozen=True)
class DrawResult:
    """All references in order, the number of each stratum, and the references drawn."""

    order: list[str]
    shares: dict[str, int]
    references: list[str]


def order_key(seed: str, reference: str) -> str:
    """The order key of a reference under a seed."""
    return hashlib.sha256(f"{seed}|{reference}".encode()).hexdigest()


def draw_cases(strata: Mapping[str, str], *, seed: str, size: int) -> DrawResult:
    """
    Draw from a frame {reference: stratum}; one stratum for a draw without strata.

    Each stratum gives its proportion of the size. Raises FrameTooSmall.
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
    {stratum: number} of `size`, in proportion, by largest remainder.

    Of equal remainders, the stratum whose name sorts first gets one more.
    """
    total = sum(counts.values())
    shares = {name: count * size // total for name, count in counts.items()}
    left = size - sum(shares.values())
    first = sorted(counts, key=lambda name: (-(counts[name] * size % total), name))
    for name in first[:left]:
        shares[name] += 1
    return shares
