"""
A letter as a file for the printer: PDF/UA, tagged, with its language and a title of its own.

It carries no protective marking, because it goes to the victim and not into a file, and nothing on
it is read from a network or a disk.
"""

from typing import TYPE_CHECKING, NoReturn

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from people.access import Refused

if TYPE_CHECKING:
    from victims.actions.sendings import Printed

NO_PRINTER = _("Letters cannot be printed at the moment. Contact your IT service desk.")


def of(printed: "Printed") -> bytes:
    """The file's bytes of a Printed letter; refused where what draws it is not installed."""
    try:
        from weasyprint import HTML  # here, because it needs Pango and takes a second to load
    except OSError:
        raise Refused(NO_PRINTER, is_stage=True) from None
    page = render_to_string("victims/letters/sheet.html", {"letter": printed})
    return HTML(string=page, url_fetcher=_nothing).write_pdf(pdf_variant="pdf/ua-1")


def _nothing(address: str, **options: object) -> NoReturn:
    raise ValueError(f"A letter needs nothing from elsewhere: {address}")
