"""Rows of figures as a CSV file or an ODS spreadsheet, with their marking."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.quality_reports.queries.file_quality_report import escape_formula


def write_csv(definitions: Iterable[Sequence[Any]], table: Iterable[Sequence[Any]]) -> bytes:
    """The definitions, an empty line, and the table."""
    out = io.StringIO()
    sheet = csv.writer(out)
    for line in (*definitions, (), *table):
        sheet.writerow([escape_formula(_cell_value(each)) for each in line])
    return out.getvalue().encode()


def _cell_value(value: object) -> str | float:
    """A number unchanged, anything else as text."""
    return value if isinstance(value, int | float) else str(value)


def write_ods(definitions: Iterable[Sequence[Any]], table: Iterable[Sequence[Any]]) -> bytes:
    """Two sheets, the definitions first."""
    return write_spreadsheet([(_("Definitions"), definitions), (_("Figures"), table)])


def write_spreadsheet(sheets: Iterable[tuple[str | Promise, Iterable[Sequence[Any]]]]) -> bytes:
    """An ODS file of sheets, each (name, rows): texts and numbers, no formula, nothing hidden."""
    from odfdo import Document, Row, Table

    document = Document("spreadsheet")
    document.body.clear()
    for name, lines in sheets:
        sheet = Table(str(name))
        for line in lines:
            row = Row()
            row.set_values([_cell_value(each) for each in line])
            sheet.append_row(row)
        document.body.append(sheet)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


TABLE_FILE_WRITERS = {
    "csv": ("text/csv", write_csv),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", write_ods),
}
