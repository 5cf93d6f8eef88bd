"""
How figures say numbers of people: rounded to five, and nought to four in the same words.

Every number of people on a page, in a file, in an answer of the API and in a chart has gone
through here before it was kept or worked on. Source: the practice of official statistics, and the
rule on days of docs/decisions/0044. Pure.
"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

NEAREST = 5
LEAST_FOR_A_SHARE = 10  # people a share is of: it is worked out from rounded numbers
LEAST_FOR_HALF = 10  # people of whom it is said within how many days half completed
LEAST_FOR_NINE_IN_TEN = 50  # and nine in ten, which of ten people would be one of them
FEWER = _("Fewer than 5")


def rounded(number: int) -> int:
    """A number of people to the nearest five; 0 stands for nought to four."""
    return 0 if number < NEAREST else NEAREST * round(number / NEAREST)


def in_words(number: int) -> int | str:
    """A rounded number as a table says it."""
    return number or str(FEWER)


def per_cent(part: int, whole: int) -> int | None:
    """The share of two rounded numbers in whole per cent; None where either is too small."""
    if not part or whole < LEAST_FOR_A_SHARE:
        return None
    return round(100 * part / whole)


def median(values: Sequence[int]) -> float | None:
    """The ordinary median: the middle value, or the mean of the two in the middle."""
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    return (ordered[half] + ordered[-half - 1]) / 2
