"""
Rounding of numbers of people: to five, with none to four as one value.

Every number of people on a page, in a file, an API response or a chart has been rounded here before
it was stored or used. Source: the practice of official statistics, and the rule on days of
docs/decisions/0044. Pure functions.
"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

ROUNDING_BASE = 5
MIN_PEOPLE_FOR_PROPORTION = 10  # denominator: computed from rounded numbers
MIN_PEOPLE_FOR_HALF = 10  # people behind the days in which half completed
MIN_PEOPLE_FOR_NINE_IN_TEN = 50  # and nine in ten: among ten people it would be one of them
FEWER_THAN_FIVE = _("Fewer than 5")


def round_to_five(number: int) -> int:
    """A number of people to the nearest five; 0 means none to four."""
    return 0 if number < ROUNDING_BASE else ROUNDING_BASE * round(number / ROUNDING_BASE)


def rounded_count_text(number: int) -> int | str:
    """A rounded number for a table."""
    return number or str(FEWER_THAN_FIVE)


def per_cent_of_rounded(part: int, whole: int) -> int | None:
    """The proportion of two rounded numbers in whole per cent; None where either is too small."""
    if not part or whole < MIN_PEOPLE_FOR_PROPORTION:
        return None
    return round(100 * part / whole)


def median_of(values: Sequence[int]) -> float | None:
    """The median: the middle value, or the mean of the two in the middle."""
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    return (ordered[half] + ordered[-half - 1]) / 2
