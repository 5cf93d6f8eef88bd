"""Figures as files: CSV, or a spreadsheet whose first sheet says what the figures mean."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.queries.file_quality_report import inert
from pilots.queries.figure_pages import Reading
from pilots.queries.figure_words import HEADINGS


def table(reading: Reading) -> list[Sequence[Any]]:
    """The headings, and a line for each period."""
    return [HEADINGS, *([row.label, *row.values] for row in reading.rows)]


def definitions(reading: Reading) -> list[tuple[str, str]]:
    """(what, words) of all that a reader of the file has to know."""
    return [
        (_("Stage"), str(reading.measure.label)),
        (_("Definition"), str(reading.measure.definition)),
        (_("Place"), reading.place.label),
        (_("Urgency"), str(reading.urgency)),
        (_("Published"), f"{reading.counted_at:%Y-%m-%d %H:%M} UTC" if reading.counted_at else ""),
        *((_("How it is counted"), str(each)) for each in reading.notes),
    ]


def as_csv(definitions: Iterable[Sequence[Any]], table: Iterable[Sequence[Any]]) -> bytes:
    """The definitions, an empty line, and the table."""
    out = io.StringIO()
    sheet = csv.writer(out)
    for line in (*definitions, (), *table):
        sheet.writerow([inert(_cell(each)) for each in line])
    return out.getvalue().encode()


def _cell(value: object) -> str | float:
    """A number as it is, anything else in words."""
    return value if isinstance(value, int | float) else str(value)


def as_ods(definitions: Iterable[Sequence[Any]], table: Iterable[Sequence[Any]]) -> bytes:
    """Two sheets, the definitions first."""
    return spreadsheet([(_("Definitions"), definitions), (_("Figures"), table)])


def spreadsheet(sheets: Iterable[tuple[str | Promise, Iterable[Sequence[Any]]]]) -> bytes:
    """An ODS file of sheets, each (name, lines): texts and numbers, no formula, nothing hidden."""
    from odfdo import Document, Row, Table

    document = Document("spreadsheet")
    document.body.clear()
    for name, lines in sheets:
        sheet = Table(str(name))
        for line in lines:
            row = Row()
            row.set_values([_cell(each) for each in line])
            sheet.append_row(row)
        document.body.append(sheet)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


KINDS = {
    "csv": ("text/csv", as_csv),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", as_ods),
}
