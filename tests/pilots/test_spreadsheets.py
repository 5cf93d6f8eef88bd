"""Cells of a spreadsheet hold what they were given, whatever it is."""

import io
import zipfile
from datetime import UTC, datetime
from uuid import UUID

import pytest
from lxml import etree
from odfdo import Document

from cases.quality_reports.queries.export_header import FileMark
from people.access.scopes import Scope
from pilots.queries.spreadsheets import write_spreadsheet

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
MARK = FileMark(Scope(None, "", None, None, {}, NINE), "Tess Taker", UUID(int=7))
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def sheets_of(rows, name="Figures"):
    return io.BytesIO(write_spreadsheet(MARK, [(name, rows)]))


def first_cell(value):
    return Document(sheets_of([[value]])).body.tables[0].get_cell((0, 0))


@pytest.mark.parametrize(
    "text",
    [
        "Leeds & <York>", 'He said "no"', "=1+1", "Ynys Môn’s", "two  spaces, three   spaces",
        "  at the front", "a\ttab", "one line\nand another", "",
    ],
)  # fmt: skip
def test_a_text_is_read_as_it_was_written(text):
    assert first_cell(text).text_recursive.rstrip("\n") == text
    assert first_cell(text).type == "string"


@pytest.mark.parametrize("number", [0, -3, 12.5, 1_000_000])
def test_a_number_is_a_number(number):
    cell = first_cell(number)
    assert (cell.type, float(cell.value)) == ("float", number)


def test_what_no_spreadsheet_can_hold_is_left_out():
    assert first_cell("be\x00fore\x1f after\ufffe").text_recursive.strip() == "before after"


def test_a_name_of_a_sheet_may_hold_quotes():
    [sheet] = Document(sheets_of([], name='Rape & "RASSO"')).body.tables
    assert sheet.name == 'Rape & "RASSO"'


def test_every_row_has_a_cell_and_the_last_is_the_mark():
    content = zipfile.ZipFile(sheets_of([["a", 1], []])).read("content.xml")
    rows = etree.fromstring(content).findall(f".//{TABLE}table-row")
    assert [len(row) for row in rows] == [2, 1, 1, 1]
    assert MARK.line in "".join(rows[-1].itertext())


def test_lines_spaces_and_tabs_are_elements_because_readers_join_them():
    content = zipfile.ZipFile(sheets_of([["a  b\tc\nd"]])).read("content.xml").decode()
    assert '<text:p>a <text:s text:c="1"/>b<text:tab/>c</text:p><text:p>d</text:p>' in content
