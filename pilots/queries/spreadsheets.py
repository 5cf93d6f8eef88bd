"""Rows of figures as a CSV file or an ODS spreadsheet, with their marking."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.quality_reports.queries.export_header import FileMark
from cases.quality_reports.queries.file_quality_report import escape_formula

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
SPACES = re.compile(r"^ +|(?<= ) +| $")  # of which a reader would leave out all


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
    from odfdo import Document, Element

    document = Document("spreadsheet")
    document.body.clear()
    for name, lines in sheets:
        written = (*lines, (), (mark.line,))
        rows, columns = "".join(map(_row_xml, written)), max(map(len, written))
        sheet = (
            f"<table:table table:name={quoteattr(str(name))}>"
            f'<table:table-column table:number-columns-repeated="{columns}"/>{rows}</table:table>'
        )
        document.body.append(Element.from_tag(sheet))
    document.meta.creator = mark.taken_by
    document.meta.subject = mark.line
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


# A whole sheet is parsed at once: odfdo parses each cell twice where it is given cells.


def _row_xml(line: Sequence[Any]) -> str:
    """A row of a sheet, of ODF 1.3 part 3, 9.1.4."""
    cells = "".join(_cell_xml(_cell_value(each)) for each in line)
    return f"<table:table-row>{cells or '<table:table-cell/>'}</table:table-row>"


def _cell_xml(value: str | float) -> str:
    if isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        kind = 'office:value-type="string"'
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    lines = "".join(f"<text:p>{_text_xml(line)}</text:p>" for line in text.split("\n"))
    return f"<table:table-cell {kind}>{lines}</table:table-cell>"


def _text_xml(text: str) -> str:
    """
    Text of a paragraph, whose readers join spaces (part 3, 6.1.2); without what XML cannot hold.
    """
    kept = escape(NOT_IN_XML.sub("", text))
    spaced = SPACES.sub(lambda found: f'<text:s text:c="{len(found[0])}"/>', kept)
    return spaced.replace("\t", "<text:tab/>")


TABLE_FILE_WRITERS = {"csv": write_csv, "ods": write_ods}
