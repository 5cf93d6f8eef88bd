"""
The figures that can be asked for: a place, an urgency, a period, and how far suspects have come.

Each part of a measure is counted in one figure of every combination of these. Periods nest, and a
year is the longest, so that what may be shown of a year rests on that year alone.
"""

from collections.abc import Mapping
from datetime import date

ALL = "ALL"
NOT_REFERRED = "NONE"  # no referral has been signed off, so there is no urgency yet


def places_by_level(
    police_unit: int, cps_unit: int | None, agency_of: Mapping[int, int]
) -> dict[str, str]:
    """{level: place} of a case held by these units. agency_of: {unit: agency}."""
    return {
        "everywhere": ALL,
        "area": f"agency-{agency_of[cps_unit]}" if cps_unit else "agency-none",
        "force": f"agency-{agency_of[police_unit]}",
        "cps": f"unit-{cps_unit}" if cps_unit else "unit-none",
        "police": f"unit-{police_unit}",
    }


def periods_by_level(month: date) -> dict[str, str]:
    """{level: period} of the first day of a month: 2026, 2026-Q1, 2026-03."""
    return {
        "year": f"{month:%Y}",
        "quarter": f"{month:%Y}-Q{(month.month + 2) // 3}",
        "month": f"{month:%Y-%m}",
    }


def first_days_by_level(month: date) -> dict[str, date]:
    """{level: the first day of that period} of the first day of a month."""
    return {
        "year": month.replace(month=1),
        "quarter": month.replace(month=(month.month - 1) // 3 * 3 + 1),
        "month": month,
    }


def urgencies_by_level(urgency: str) -> dict[str, str]:
    return {"any": ALL, "one": urgency or NOT_REFERRED}


def outcomes_by_level(outcome: str) -> dict[str, str]:
    return {"any": ALL, "one": outcome}


def figure_name(urgency: str, period: str, outcome: str = ALL) -> str:
    """What a figure is called among those of its place."""
    return f"{urgency} {period} {outcome}"
