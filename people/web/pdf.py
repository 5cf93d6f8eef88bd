"""A page as a PDF/UA file: tagged, with language and title. Reads nothing from network or disk."""

from typing import NoReturn

from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import Refused

PRINTING_UNAVAILABLE = _("Files cannot be made at the moment. Contact your IT service desk.")


def html_as_pdf(page: str) -> bytes:
    """The PDF's bytes. Raises Refused where the renderer is not installed."""
    try:
        from weasyprint import HTML  # imported here: it needs Pango and takes a second to load
    except OSError:
        raise Refused(PRINTING_UNAVAILABLE, is_stage=True) from None
    pdf: bytes = HTML(string=page, url_fetcher=_refuse_external_url).write_pdf(
        pdf_variant="pdf/ua-1"
    )
    return pdf


def _refuse_external_url(address: str, **options: object) -> NoReturn:
    raise ValueError(f"A file needs nothing from elsewhere: {address}")
