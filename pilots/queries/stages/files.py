"""Figures of a stage as CSV, or as a spreadsheet whose first sheet has the definitions."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from pilots.queries.stages.page import StageDetail
from pilots.queries.stages.text import STAGE_HEADINGS


def stage_table(reading: StageDetail) -> list[Sequence[Any]]:
    """Headings, and a row for each period."""
    return [STAGE_HEADINGS, *([row.label, *row.values] for row in reading.rows)]


def stage_definition_rows(reading: StageDetail) -> list[tuple[str, str]]:
    """(label, text) of all that a reader of the file has to know."""
    return [
        (_("Stage"), str(reading.measure.label)),
        (_("Definition"), str(reading.measure.definition)),
        (_("Place"), reading.place.label),
        (_("Urgency"), str(reading.urgency)),
        (_("Published"), f"{reading.counted_at:%Y-%m-%d %H:%M} UTC" if reading.counted_at else ""),
        *((_("How it is counted"), str(each)) for each in reading.notes),
    ]
