"""Months of figures put straight into the cells, for whoever asks what charts make of them."""

from pilots.actions.showing import show
from pilots.models import Cell
from timeliness.calendar import add_months

WOBBLE = (4, -3, 2, -4, 3, -2)
STAGE = "referral-to-decision"


def recorded(police, cps, days_of, *, first, measure=STAGE):
    """A month of completed suspects for each list of days, the first of them in this month."""
    for n, days in enumerate(days_of):
        cell = Cell(measure=measure, month=add_months(first, n), police_unit=police, cps_unit=cps,
                    urgency="GREEN", ended=sorted(days))  # fmt: skip
        cell.police = cell.cps = cell.other = [0] * len(days)
        cell.save()


def shown(years, measure=STAGE):
    """What may be shown of the cells is worked out."""
    for year in years:
        show(measure=measure, year=year)


def around(middles, *, start=0):
    """Nine days for each of these, about it: now above, now below, as chance seldom is so well."""
    wobbles = [WOBBLE[(n + start) % len(WOBBLE)] for n in range(len(middles))]
    return [[middle + wobble + n - 4 for n in range(9)]
            for middle, wobble in zip(middles, wobbles, strict=True)]  # fmt: skip
