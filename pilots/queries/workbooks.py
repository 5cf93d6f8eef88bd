"""All figures that a person may read as one spreadsheet, with the words of the pages."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cases.quality_reports.queries.export_header import FileMark
from people.access.scopes import Scope
from pilots.disclosure_control.dimensions import ALL
from pilots.measures.proportion_definitions import Proportion
from pilots.measures.proportions import proportions_open_to
from pilots.measures.stages import STAGE_MEASURES, StageMeasure
from pilots.queries.filters import PERIOD_LENGTH_LABELS, URGENCY_LABELS, FigureFilter
from pilots.queries.places import ReportingPlace, reporting_places
from pilots.queries.proportions import page, text
from pilots.queries.proportions.figures import proportion_figures
from pilots.queries.spreadsheets import write_spreadsheet
from pilots.queries.stages.figures import stage_figures
from pilots.queries.stages.files import stage_definition_rows
from pilots.queries.stages.page import stage_detail
from pilots.queries.stages.text import STAGE_HEADINGS, stage_rows

SheetRows = tuple[str, list[Any], list[list[Any]]]  # its name, its headings, its lines


@dataclass(frozen=True)
class WorkbookTable:
    """One table: a measure at a place, for an urgency, by periods."""

    what: StageMeasure | Proportion
    place: ReportingPlace
    urgency: str
    by: str

    @property
    def asked(self) -> FigureFilter:
        return FigureFilter(self.place.key, self.urgency, self.by)


def workbook_tables(scope: Scope) -> list[WorkbookTable]:
    """Every table that a person may read."""
    every: list[StageMeasure | Proportion] = [*STAGE_MEASURES, *proportions_open_to(scope).values()]
    return [
        WorkbookTable(what, place, urgency, by)
        for what in every
        for place in reporting_places(scope)
        for urgency in _urgencies_of_measure(what)
        for by in PERIOD_LENGTH_LABELS
    ]


def _urgencies_of_measure(what: StageMeasure | Proportion) -> Iterable[str]:
    """The urgencies to filter by; only "any" for a proportion that has none of its own."""
    is_by_urgency = isinstance(what, StageMeasure) or what.subject.by_urgency
    return URGENCY_LABELS if is_by_urgency else (ALL,)


def sheets_of_table(part: WorkbookTable, scope: Scope) -> list[SheetRows]:
    """[(sheet, headings, rows)] of one table, and of its reasons by year."""
    where = [
        part.place.label,
        str(URGENCY_LABELS[part.urgency]),
        str(PERIOD_LENGTH_LABELS[part.by]),
    ]
    if isinstance(part.what, StageMeasure):
        stages = stage_rows(stage_figures(part.what.code, part.asked, at=scope.at))
        return [_sheet_rows(part.what.code, STAGE_HEADINGS, where, stages)]
    found = proportion_figures(part.what, part.asked, at=scope.at)
    lines = text.proportion_rows(part.what, found)
    sheets = [_sheet_rows(part.what.code, text.proportion_headings(part.what), where, lines)]
    if part.by == "year":
        columns = [_("Place"), _("Urgency"), part.what.reason_words.column]
        columns += [each.period for each in found]
        for name, rows in (
            ("reasons", text.reason_rows(part.what, found)),
            ("days", text.days_by_reason_rows(part.what, found)),
        ):
            counted: list[list[Any]] = [[*where[:2], words, *values] for words, values in rows]
            sheets += [(f"{part.what.code}-{name}", columns, counted)] if rows else []
    return sheets


def _sheet_rows(
    name: str, headings: Iterable[Any], where: list[str], lines: Iterable[Any]
) -> SheetRows:
    first = [_("Place"), _("Urgency"), _("Periods")]
    return name, [*first, *headings], [[*where, row.label, *row.values] for row in lines]


def write_workbook(mark: FileMark, tables: Iterable[SheetRows]) -> bytes:
    """The spreadsheet: definitions, then a sheet for each measure. Nothing is hidden."""
    sheets: defaultdict[str, list[Sequence[object]]] = defaultdict(list)
    for name, headings, lines in tables:
        sheets[name] = sheets[name] or [headings]
        sheets[name] += lines
    return write_spreadsheet(mark, [(_("Definitions"), _definition_rows(mark)), *sheets.items()])


def _definition_rows(mark: FileMark) -> list[list[Any]]:
    """
    The rows about the file and each measure, in the words of its page, without place and filter.
    """
    found = [[_("Sheet"), _("What"), _("In words")]]
    found += [[_("Every sheet"), *line] for line in mark.rows]
    scope = mark.scope
    every: list[StageMeasure | Proportion] = [*STAGE_MEASURES, *proportions_open_to(scope).values()]
    for what in every:
        if isinstance(what, StageMeasure):
            lines = stage_definition_rows(stage_detail(what, {}, scope))
        else:
            lines = page.proportion_definition_rows(page.proportion_detail(what, {}, scope))
        found += [[what.code, *line] for line in lines if line[0] not in (_("Place"), _("Urgency"))]
    return found
