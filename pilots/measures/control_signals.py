"""
Signals: which months of a control chart differ by more than chance, and by which rule.

The rules, their order and their numbers are those of NHS England's Making Data Count, as its
package NHSRplotthedots publishes them: a month outside the limits; seven months rising or falling;
two of three near a limit; seven on one side of the middle. A month without a value breaks every run
and trend: nothing is said across what nobody saw. Pure functions.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise

RUN_LENGTH_MONTHS = 7
NEAR_LIMIT = 2 / 3  # of the way from the middle to a limit; beyond it a month is near the limit


class Signal(StrEnum):
    """Why a month stands out. Where several are true, the first in this order is said."""

    ABOVE_LIMIT = "ABOVE_LIMIT"
    BELOW_LIMIT = "BELOW_LIMIT"
    RISING = "RISING"
    FALLING = "FALLING"
    NEAR_UPPER = "NEAR_UPPER"
    NEAR_LOWER = "NEAR_LOWER"
    RUN_ABOVE = "RUN_ABOVE"
    RUN_BELOW = "RUN_BELOW"
    NONE = "NONE"

    @property
    def direction(self) -> int:
        """1 where the month is high or rising, -1 where it is low or falling, 0 for no signal."""
        if self is Signal.NONE:
            return 0
        high = (Signal.ABOVE_LIMIT, Signal.RISING, Signal.NEAR_UPPER, Signal.RUN_ABOVE)
        return 1 if self in high else -1


def month_signals(
    values: Sequence[float | None], centre: float, reaches: Sequence[float]
) -> list[Signal]:
    """
    The signal of each month. reaches: how far each month's limits are from the centre.

    A weaker rule is applied first, and a stronger one writes over it.
    """
    sides = [sign(value, centre) for value in values]
    away = [0 if value is None else abs(value - centre) for value in values]
    outside = [far > reach for far, reach in zip(away, reaches, strict=True)]
    near = [
        reach * NEAR_LIMIT < far <= reach for far, reach in zip(away, reaches, strict=True)
    ]  # fmt: skip
    found = [Signal.NONE] * len(values)
    for n, side in _equal_signs(sides, RUN_LENGTH_MONTHS):
        found[n] = Signal.RUN_ABOVE if side > 0 else Signal.RUN_BELOW
    for n in _two_of_three(near, sides):
        found[n] = Signal.NEAR_UPPER if sides[n] > 0 else Signal.NEAR_LOWER
    steps = [0 if after is None else sign(after, before) for before, after in pairwise(values)]
    for n, step in _equal_signs(steps, RUN_LENGTH_MONTHS - 1, beyond=1):
        found[n] = Signal.RISING if step > 0 else Signal.FALLING
    for n, is_outside in enumerate(outside):
        if is_outside:
            found[n] = Signal.ABOVE_LIMIT if sides[n] > 0 else Signal.BELOW_LIMIT
    return found


def sign(value: float | None, than: float | None) -> int:
    """1 where a value is greater, -1 where it is less, 0 where equal or where either is missing."""
    return 0 if value is None or than is None else (value > than) - (value < than)


def newest_run(values: Sequence[float | None], centre: float) -> int:
    """How many newest months in a row are on one side of the centre; below it as a negative."""
    sides = [sign(value, centre) for value in values]
    length = 0
    for side in reversed(sides):
        if not side or side != sides[-1]:
            break
        length += 1
    return length * sides[-1] if sides else 0


def _two_of_three(near: Sequence[bool], sides: Sequence[int]) -> Iterator[int]:
    """Each month near a limit that is one of two of three, all three on its side of the middle."""
    for start in range(len(near) - 2):
        three = range(start, start + 3)
        if sum(near[n] for n in three) >= 2 and abs(sum(sides[n] for n in three)) == 3:
            yield from (n for n in three if near[n])


def _equal_signs(
    signs: Sequence[int], length: int, *, beyond: int = 0
) -> Iterator[tuple[int, int]]:
    """(place, sign) in unbroken runs of one sign. beyond: places after the end of a run."""
    for start in range(len(signs) - length + 1):
        window = signs[start : start + length]
        if window[0] and len(set(window)) == 1:
            yield from ((n, window[0]) for n in range(start, start + length + beyond))
