"""Limits on reading that tests, drills and benchmarks do not meet: one reads there for many."""

import os

LIMITS = ("RECORDS", "VICTIMS", "LISTED", "DOWNLOADS", "EXPORTS")
MANY_AN_HOUR = "40000"


def lift_reading_limits() -> None:
    """Set the limits in the environment, before the settings are read."""
    for limit in LIMITS:
        os.environ[f"{limit}_AN_HOUR"] = MANY_AN_HOUR
