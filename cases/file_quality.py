"""
Types of file failure, and how long the police may dispute one.

Source: the list of failures of the CPS's public DG assessment prototype, as the CSV says.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db.models import TextChoices
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _


class FailureStatus(TextChoices):
    """
    Status of one failure of a file.

    Source: the outcomes of the CPS's public DG assessment prototype.
    """

    REPORTED = "REPORTED", _("Told to the police")
    NOT_DISPUTED = "NOT_DISPUTED", _("Not disputed")
    DISPUTED = "DISPUTED", _("Disputed by the police")
    SUCCESSFUL = "SUCCESSFUL", _("Disputed successfully")
    UNSUCCESSFUL = "UNSUCCESSFUL", _("Disputed unsuccessfully")


@dataclass(frozen=True)
class FailureType:
    """One row of the list; its code is derived from its text, which has been stable."""

    code: str
    group: str
    text: str


def _load_failures() -> Iterator[FailureType]:
    path = Path(__file__).with_name("data").joinpath("file_quality_failures.csv")
    with path.open() as lines:
        for row in csv.DictReader(lines):
            group, text = row["group"], row["failure"]
            yield FailureType(slugify(f"{group} {text}").replace("-", "_"), group, text)


FAILURES = {failure.code: failure for failure in _load_failures()}
MAX_CODE_CHARS = 100


def failures_by_group() -> dict[str, list[FailureType]]:
    """{group: its failures}, in the order of the list."""
    groups: dict[str, list[FailureType]] = {}
    for failure in FAILURES.values():
        groups.setdefault(failure.group, []).append(failure)
    return groups
