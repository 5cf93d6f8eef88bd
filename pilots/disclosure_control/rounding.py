"""
How figures say numbers of people: rounded to five, and nought to four in the same words.

Every number of people on a page, in a file, in an answer of the API and in a chart has gone
through here before it was kept or worked on. Source: the practice of official statistics, and the
rule on days of docs/decisions/0044. Pure.
"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

ROUNDING_BASE = 5
MIN_PEOPLE_FOR_PROPORTION = 10  # people a share is of: it is worked out from rounded numbers
MIN_PEOPLE_FOR_HALF = 10  # people of whom it is said within how many days half completed
MIN_PEOPLE_FOR_NINE_IN_TEN = 50  # and nine in ten, which of ten people would be one of them
FEWER_THAN_FIVE = _("Fewer than 5")


def round_to_five(number: int) -> int:
    """A number of people to the nearest five; 0 stands for nought to four."""
    return 0 if number < ROUNDING_BASE else ROUNDING_BASE * round(number / ROUNDING_BASE)


def rounded_count_text(number: int) -> int | str:
    """A rounded number as a table says it."""
    return number or str(FEWER_THAN_FIVE)


def per_cent_of_rounded(part: int, whole: int) -> int | None:
    """The share of two rounded numbers in whole per cent; None where either is too small."""
    if not part or whole < MIN_PEOPLE_FOR_PROPORTION:
        return None
    return round(100 * part / whole)


def median_of(values: Sequence[int]) -> float | None:
    """The ordinary median: the middle value, or the mean of the two in the middle."""
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    return (ordered[half] + ordered[-half - 1]) / 2
