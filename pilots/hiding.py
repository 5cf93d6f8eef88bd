"""Which parts of one figure about a stage may not be shown, its days among them."""

from pilots.lattice import ALL, name_of
from pilots.models import Outcome
from pilots.suppression import LEAST

DAYS = "DAYS"  # what is hidden where no number of days may be shown
NINE = "NINE"  # and where only that of nine in ten may not


def hidden_of(counts, urgency, period, shown):
    """
    Which parts of a figure may not be shown, and DAYS where its days may not.

    counts: {ALL or an outcome: suspects}. shown: the names of the figures that may be shown at the
    place. Half within some days is the days of one of those who have completed, so it is shown of
    five of them or more. Where their number is hidden, that must not tell it either: of ten people
    in all, five who have completed leave as many as are safe to be guessed. That 9 in 10 have, or
    have not, says on which side of a tenth the others are, so it is shown of fifty then.
    """
    hidden = {
        outcome for outcome, n in counts.items()
        if n and name_of(urgency, period, outcome) not in shown
    }  # fmt: skip
    guessed, everybody = Outcome.ENDED in hidden, counts[ALL]
    is_safe = counts[Outcome.ENDED] >= LEAST and everybody >= 2 * LEAST
    if ALL in hidden or (guessed and not is_safe):
        hidden |= {DAYS, NINE}
    if guessed and everybody < 10 * LEAST:
        hidden.add(NINE)
    return frozenset(hidden)
