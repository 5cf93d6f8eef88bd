"""
The dimensions of figures: place, urgency, period and outcome.

Each cell counts in one figure of every combination of these. Periods nest, and a year is the
longest, so that suppression in a year depends on that year only.
"""

from collections.abc import Mapping
from datetime import date

ALL = "ALL"
NOT_REFERRED = "NONE"  # no referral was signed off, so there is no urgency


def places_by_level(
    police_unit: int, cps_unit: int | None, agency_of: Mapping[int, int]
) -> dict[str, str]:
    """{level: place} of a case with these units. agency_of: {unit: agency}."""
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
    """{level: first day of the period} of the first day of a month."""
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
    """The name of a figure among those of its place."""
    return f"{urgency} {period} {outcome}"
