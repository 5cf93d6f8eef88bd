"""A panel report as files: a tagged PDF, and a spreadsheet."""

from typing import NoReturn

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.quality_reports.queries.export_header import FileMark
from people.access.scopes import Refused
from pilots.queries.panel_reports import PanelReport
from pilots.queries.spreadsheets import write_spreadsheet

REPORT_PRINTING_UNAVAILABLE = gettext_lazy(
    "Reports cannot be printed at the moment. Contact your IT service desk."
)


def report_as_pdf(report: PanelReport, mark: FileMark) -> bytes:
    """
    The report as PDF/UA: tagged, with language and title; reads no network resource.

    Its mark is at the foot of every page.
    """
    try:
        from weasyprint import HTML  # imported here: it needs Pango and takes a second to load
    except OSError:
        raise Refused(REPORT_PRINTING_UNAVAILABLE, is_stage=True) from None
    context = {"report": report, "hidden": SUPPRESSION_NOTE, "mark": mark}
    page = render_to_string("pilots/panel_reports/sheet.html", context)
    sheet = HTML(string=page, url_fetcher=_refuse_external_url)
    pdf: bytes = sheet.write_pdf(pdf_variant="pdf/ua-1")
    return pdf


def _refuse_external_url(address: str, **options: object) -> NoReturn:
    raise ValueError(f"A report needs nothing from elsewhere: {address}")


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
