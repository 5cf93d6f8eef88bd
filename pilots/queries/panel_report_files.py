"""A report on panels as files: a tagged PDF to print, and a spreadsheet to take further."""

from collections.abc import Iterable
from typing import NoReturn

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access import Refused
from pilots.queries.figure_sheets import spreadsheet
from pilots.queries.panel_reports import Report

NO_PRINTER = gettext_lazy("Reports cannot be printed at the moment. Contact your IT service desk.")


def as_pdf(report: Report, about: Iterable[tuple[str, str]]) -> bytes:
    """
    PDF/UA: tagged, with its language and a title of its own; nothing comes from elsewhere.

    about: who took it and when, which is said at its end; its marking is on every page.
    """
    try:
        from weasyprint import HTML  # here, because it needs Pango and takes a second to load
    except OSError:
        raise Refused(NO_PRINTER, is_stage=True) from None
    told = {"report": report, "hidden": HIDDEN, "about": about}
    page = render_to_string("pilots/reports/sheet.html", told)
    return HTML(string=page, url_fetcher=_nothing).write_pdf(pdf_variant="pdf/ua-1")


def _nothing(address: str, **options: object) -> NoReturn:
    raise ValueError(f"A report needs nothing from elsewhere: {address}")


def as_ods(report: Report, about: Iterable[tuple[str, str]]) -> bytes:
    """A sheet that says what it is, first of all about the file, and one for each table."""
    lines = [
        *about,
        (_("Place"), report.place), (_("Year"), report.year),
        (_("How far members agreed before they discussed the case"), report.agreement),
        (_("What is hidden"), HIDDEN),
    ]  # fmt: skip
    return spreadsheet([(_("About"), lines), *report.tables])


HIDDEN = gettext_lazy(
    "Numbers of suspects are rounded to the nearest five. A number from one to four is "
    "not shown, nor a number from which it could be worked out, even by someone who "
    "knows one of the panels, or one of the areas."
)
KINDS = {
    "pdf": ("application/pdf", as_pdf),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", as_ods),
}
