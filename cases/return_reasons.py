"""The coded reasons for which triage returns a referral, as the CPS's design history lists them."""

import csv
from dataclasses import dataclass
from pathlib import Path

from cases.deadlines import Urgency


@dataclass(frozen=True)
class Reason:
    """One row of the list. is_priority: kept for referrals of the red class."""

    code: str
    text: str
    is_priority: bool


def _load():
    with Path(__file__).with_name("data").joinpath("triage_return_reasons.csv").open() as lines:
        return [
            Reason(row["code"], row["reason"], row["applies_to"] == "priority")
            for row in csv.DictReader(lines)
        ]


REASONS = {reason.code: reason for reason in _load()}


def reasons_for(urgency):
    """The reasons a referral of this class may be returned for, those of its own class first."""
    listed = sorted(REASONS.values(), key=lambda reason: not reason.is_priority)
    return [each for each in listed if not each.is_priority or urgency == Urgency.RED]
