"""What each kind of export is made of, and what a person must still read to get it (ADR 90)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.quality_reports.queries.export_header import FileMark
from cases.quality_reports.queries.file_quality_report import (
    file_quality_report,
    file_quality_table,
    month_from_text,
)
from people.access.scopes import Scope
from people.identity.capacities import READING
from pilots.measures.proportions import proportions_open_to
from pilots.measures.stages import STAGE_MEASURES_BY_CODE
from pilots.models import ExportKind
from pilots.permissions import SITE
from pilots.queries.panel_report_files import REPORT_FILE_WRITERS
from pilots.queries.panel_reports import ALL_PILOT_AREAS, panel_report, report_areas
from pilots.queries.places import reporting_places
from pilots.queries.proportions import page as proportion_pages
from pilots.queries.spreadsheets import TABLE_FILE_WRITERS
from pilots.queries.stages.files import stage_definition_rows, stage_table
from pilots.queries.stages.page import stage_detail
from pilots.queries.workbooks import (
    WorkbookTable,
    sheets_of_table,
    workbook_tables,
    write_workbook,
)

Asked = Mapping[str, str]  # what of a kind: the texts of its address
Progress = Callable[[int, int], None]  # called with the tables made, and all of them
FILE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
}


@dataclass(frozen=True)
class DrawnFile:
    """A file as it is made. places: keys of what it is about; rows: how many it has."""

    content: bytes
    places: list[str]
    rows: int


@dataclass(frozen=True)
class KindOfExport:
    """
    One kind of export.

    verb: the right to take it. name: of the file, without its type. readable: keys of all that a
    person may read of this kind. draw: makes the file.
    """

    verb: str
    name: Callable[[Asked], str]
    readable: Callable[[Scope], set[str]]
    draw: Callable[[Asked, FileMark, Progress], DrawnFile]


def may_take(kind: str, places: Iterable[str], scope: Scope) -> bool:
    """Whether a person may take a file of this kind that is about these places."""
    readable = readable_places(kind, scope)
    return readable is not None and set(places) <= readable


def readable_places(kind: str, scope: Scope) -> set[str] | None:
    """Keys of all that a person may take away of this kind; None without the right to it."""
    of = KINDS[kind]
    return of.readable(scope) if of.verb in SITE.allowed_verbs(scope) else None


def file_type(kind: str, asked: Asked) -> str:
    """The ending of the file's name: a key of FILE_TYPES."""
    return asked.get("as") or ("csv" if kind == ExportKind.FILE_QUALITY else "ods")


def export_title(kind: str, asked: Asked) -> str:
    """What is in the file, in words."""
    label = ExportKind(kind).label
    code = asked.get("name", "")
    named: dict[str, str] = {
        ExportKind.STAGE: str(getattr(STAGE_MEASURES_BY_CODE.get(code), "label", code)),
        ExportKind.SHARE: code,
        ExportKind.PANELS: asked.get("year", ""),
        ExportKind.FILE_QUALITY: asked.get("month", ""),
    }
    return f"{label}: {named[kind]}" if named.get(kind) else str(label)


def _read_places(scope: Scope) -> set[str]:
    return {place.key for place in reporting_places(scope)}


def _draw_workbook(asked: Asked, mark: FileMark, progress: Progress) -> DrawnFile:
    """Every table that the person may read, and the places in them."""
    every: list[WorkbookTable] = workbook_tables(mark.scope)
    tables = []
    for n, part in enumerate(every):
        progress(n, len(every))
        tables += sheets_of_table(part, mark.scope)
    rows = sum(len(lines) for _name, _headings, lines in tables)
    places = sorted({part.place.key for part in every})
    return DrawnFile(write_workbook(mark, tables), places, rows)


def _draw_stage(asked: Asked, mark: FileMark, progress: Progress) -> DrawnFile:
    reading = stage_detail(STAGE_MEASURES_BY_CODE[asked["name"]], asked, mark.scope)
    table = stage_table(reading)
    content = TABLE_FILE_WRITERS[asked["as"]](mark, stage_definition_rows(reading), table)
    return DrawnFile(content, [asked["place"]], len(table))


def _draw_share(asked: Asked, mark: FileMark, progress: Progress) -> DrawnFile:
    question = proportions_open_to(mark.scope)[asked["name"]]
    reading = proportion_pages.proportion_detail(question, asked, mark.scope)
    table = proportion_pages.proportion_table(reading)
    definitions = proportion_pages.proportion_definition_rows(reading)
    content = TABLE_FILE_WRITERS[asked["as"]](mark, definitions, table)
    return DrawnFile(content, share_places(asked), len(table))


def share_places(asked: Asked) -> list[str]:
    """A proportion can be closed to a person as a place can."""
    return [asked["place"], f"share-{asked['name']}"]


def _readable_shares(scope: Scope) -> set[str]:
    return _read_places(scope) | {f"share-{code}" for code in proportions_open_to(scope)}


def _draw_panels(asked: Asked, mark: FileMark, progress: Progress) -> DrawnFile:
    report = panel_report(mark.scope, area=asked["area"], year=int(asked["year"]))
    rows = sum(len(lines) for _heading, lines in report.tables)
    return DrawnFile(REPORT_FILE_WRITERS[asked["as"]](report, mark), [asked["area"]], rows)


def _readable_areas(scope: Scope) -> set[str]:
    return {key for key, _name in report_areas(scope)} | {ALL_PILOT_AREAS}


def _draw_file_quality(asked: Asked, mark: FileMark, progress: Progress) -> DrawnFile:
    report = file_quality_report(month_from_text(asked["month"], at=mark.scope.at), mark.scope)
    table = list(file_quality_table(report))
    content = TABLE_FILE_WRITERS["csv"](mark, [(_("Month"), asked["month"])], table)
    return DrawnFile(content, sorted(_read_units(mark.scope)), len(table))


def _read_units(scope: Scope) -> set[str]:
    """The units whose cases the person reads, of which the file has the counts."""
    return {f"unit-{pk}" for pk in scope.units_with(*READING)}


KINDS: dict[str, KindOfExport] = {
    ExportKind.FIGURES: KindOfExport(
        "ask_export", lambda asked: "figures", _read_places, _draw_workbook
    ),
    ExportKind.STAGE: KindOfExport(
        "export_figure", lambda asked: asked["name"], _read_places, _draw_stage
    ),
    ExportKind.SHARE: KindOfExport(
        "export_share", lambda asked: asked["name"], _readable_shares, _draw_share
    ),
    ExportKind.PANELS: KindOfExport(
        "export_panel_report", lambda asked: f"panels-{asked['year']}", _readable_areas,
        _draw_panels,
    ),
    ExportKind.FILE_QUALITY: KindOfExport(
        "export_file_quality", lambda asked: f"file-quality-{asked['month']}", _read_units,
        _draw_file_quality,
    ),
}  # fmt: skip
PLACES_ASKED: dict[str, Callable[[Asked], list[str]]] = {
    ExportKind.STAGE: lambda asked: [asked["place"]],
    ExportKind.SHARE: share_places,
    ExportKind.PANELS: lambda asked: [asked["area"]],
}


def places_asked(kind: str, asked: Asked) -> list[str]:
    """The keys of what is asked for, where the person has named it; otherwise none."""
    return PLACES_ASKED[kind](asked) if kind in PLACES_ASKED else []
