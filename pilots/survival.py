"""How long a stage takes, with those counted that are not over yet."""

from dataclasses import dataclass
from functools import cached_property

HALF, NINE_IN_TEN = 0.5, 0.9


@dataclass(frozen=True)
class Days:
    """The days of some suspects in a stage. going: of those who are in it still, until today."""

    ended: list
    stopped: list
    going: list

    def within(self, share):
        """
        In how many days this share of the suspects have completed the stage; None: not yet known.

        By Kaplan and Meier: one who is still in it, or was taken out of it, counts for as long as
        that lasted. Known as soon as more than the share have completed.
        """
        if not self.ended:
            return None
        found = self._curve.quantile(share)  # not a number where the curve does not fall so far
        return None if found != found else int(found)

    @cached_property
    def _curve(self):
        from statsmodels.duration.survfunc import SurvfuncRight

        over = len(self.ended)
        times = [*self.ended, *self.stopped, *self.going]
        return SurvfuncRight(times, [1] * over + [0] * (len(times) - over))


def middle(values):
    """The exact median of those there are: the first that half of them do not exceed."""
    return sorted(values)[(len(values) + 1) // 2 - 1] if values else None
