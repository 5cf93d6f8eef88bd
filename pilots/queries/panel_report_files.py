"""A panel report as files: a tagged PDF, and a spreadsheet."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.quality_reports.queries.export_header import FileMark
from people.web.pdf import html_as_pdf
from pilots.queries.panel_reports import PanelReport
from pilots.queries.spreadsheets import write_spreadsheet


def report_as_pdf(report: PanelReport, mark: FileMark) -> bytes:
    """The report as PDF/UA, its mark at the foot of every page. Raises Refused as html_as_pdf()."""
    context = {"report": report, "hidden": SUPPRESSION_NOTE, "mark": mark}
    return html_as_pdf(render_to_string("pilots/panel_reports/sheet.html", context))


def report_as_ods(report: PanelReport, mark: FileMark) -> bytes:
    """The report as a spreadsheet: a sheet about the file, and one for each table."""
    lines = [
        *mark.rows,
        (_("Place"), report.place), (_("Year"), report.year),
        (_("How far members agreed before they discussed the case"), report.agreement),
        (_("What is hidden"), SUPPRESSION_NOTE),
    ]  # fmt: skip
    return write_spreadsheet(mark, [(_("About"), lines), *report.tables])


SUPPRESSION_NOTE = gettext_lazy(
    "Numbers of suspects are rounded to the nearest five. A number from one to four is "
    "not shown, nor a number from which it could be worked out, even by someone who "
    "knows one of the panels, or one of the areas."
)
REPORT_FILE_WRITERS = {"pdf": report_as_pdf, "ods": report_as_ods}
