"""Stage durations by Kaplan and Meier: suspects still in the stage count too."""

from dataclasses import dataclass
from fractions import Fraction
from math import prod

HALF, NINE_IN_TEN = Fraction(1, 2), Fraction(9, 10)
ROUNDING_TOLERANCE = 1e-9  # far above the sum of rounding errors of all possible days
NO_ONE_LEAVING = (float("inf"), 0)


@dataclass(frozen=True)
class StageDays:
    """
    The durations of suspects in a stage, each as [(days, number)], fewest days first.

    left: of those taken out of it, and of those still in it, until today.
    """

    ended: list[tuple[int, int]]
    left: list[tuple[int, int]]

    def days_to_complete(self, *shares: Fraction) -> list[int | None]:
        """
        [days in which each of these rising proportions completes the stage; None: not known yet].

        By Kaplan and Meier: a suspect who is still in it, or was taken out, counts for as long as
        that lasted. It is the first day by whose end no more than the rest remain in it, the
        convention of the field. One loop: a page has many.
        """
        found: list[int | None] = []
        bounds = [1 - share for share in shares]
        near, remaining, stayed_until = float(bounds[0]) + ROUNDING_TOLERANCE, 1.0, []
        stayed = sum(n for _, n in self.ended) + sum(n for _, n in self.left)
        leaving = iter(self.left)
        gone, few = next(leaving, NO_ONE_LEAVING)
        for day, ended in self.ended:
            while gone < day:
                stayed -= few
                gone, few = next(leaving, NO_ONE_LEAVING)
            stayed_until.append(stayed)
            remaining *= (stayed - ended) / stayed
            stayed -= ended
            while remaining < near and self._is_reached(
                bounds[len(found)], remaining, stayed_until
            ):
                found.append(day)
                if len(found) == len(bounds):
                    return found
                near = float(bounds[len(found)]) + ROUNDING_TOLERANCE
        return found + [None] * (len(bounds) - len(found))

    def _is_reached(self, bound: Fraction, remaining: float, stayed_until: list[int]) -> bool:
        """Whether no more than the bound remain, within rounding."""
        if remaining < bound - ROUNDING_TOLERANCE:
            return True
        left = prod(n - ended for n, (_, ended) in zip(stayed_until, self.ended, strict=False))
        return Fraction(left, prod(stayed_until)) <= bound
