"""Rows of figures as a CSV file or an ODS spreadsheet, with their marking."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.quality_reports.queries.export_header import FileMark
from cases.quality_reports.queries.file_quality_report import escape_formula


def write_csv(
    mark: FileMark, definitions: Iterable[Sequence[Any]], table: Iterable[Sequence[Any]]
) -> bytes:
    """The mark, the definitions, an empty line, the table, and the mark again as one line."""
    lines = (*mark.rows, *definitions, (), *table, (), (mark.line,))
    return csv_text(lines).encode("utf-8-sig")  # as spreadsheets expect


def csv_text(lines: Iterable[Sequence[Any]]) -> str:
    """The lines as CSV; no cell is a formula."""
    out = io.StringIO()
    sheet = csv.writer(out)
    for line in lines:
        sheet.writerow([escape_formula(_cell_value(each)) for each in line])
    return out.getvalue()


def _cell_value(value: object) -> str | float:
    """A number unchanged, anything else as text."""
    return value if isinstance(value, int | float) else str(value)


def write_ods(
    mark: FileMark, definitions: Iterable[Sequence[Any]], table: Iterable[Sequence[Any]]
) -> bytes:
    """Two sheets, the definitions first, which begin with the mark."""
    first = (_("Definitions"), [*mark.rows, *definitions])
    return write_spreadsheet(mark, [first, (_("Figures"), table)])


def write_spreadsheet(
    mark: FileMark, sheets: Iterable[tuple[str | Promise, Iterable[Sequence[Any]]]]
) -> bytes:
    """
    An ODS file of sheets, each (name, rows): texts and numbers, no formula, nothing hidden.

    The mark is the last line of each sheet, and in the document's properties.
    """
    from odfdo import Document, Row, Table

    document = Document("spreadsheet")
    document.body.clear()
    for name, lines in sheets:
        sheet = Table(str(name))
        for line in (*lines, (), (mark.line,)):
            row = Row()
            row.set_values([_cell_value(each) for each in line])
            sheet.append_row(row)
        document.body.append(sheet)
    document.meta.creator = mark.taken_by
    document.meta.subject = mark.line
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


TABLE_FILE_WRITERS = {"csv": write_csv, "ods": write_ods}
