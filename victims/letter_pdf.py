"""
A letter as a PDF for the printer: PDF/UA, tagged, with language and title.

It has no protective marking, because it goes to the victim, and reads nothing from network or disk.
"""

from typing import TYPE_CHECKING, NoReturn

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from people.access.scopes import Refused

if TYPE_CHECKING:
    from victims.actions.letter_dispatch import PrintedLetter

LETTER_PRINTING_UNAVAILABLE = _(
    "Letters cannot be printed at the moment. Contact your IT service desk."
)


def letter_as_pdf(printed: "PrintedLetter") -> bytes:
    """The PDF's bytes. Raises Refused where the renderer is not installed."""
    try:
        from weasyprint import HTML  # imported here: it needs Pango and takes a second to load
    except OSError:
        raise Refused(LETTER_PRINTING_UNAVAILABLE, is_stage=True) from None
    page = render_to_string("victims/letters/sheet.html", {"letter": printed})
    sheet = HTML(string=page, url_fetcher=_refuse_external_url)
    pdf: bytes = sheet.write_pdf(pdf_variant="pdf/ua-1")
    return pdf


def _refuse_external_url(address: str, **options: object) -> NoReturn:
    raise ValueError(f"A letter needs nothing from elsewhere: {address}")
