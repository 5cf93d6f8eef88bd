"""The lines of inquiry of a referral that are still open, as they are written."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.models import Referral
from cases.open_lines import OpenLine, open_lines_to_json
from people.access.scopes import Refused

LINE_NOT_WHOLE = _(
    "Say of each open line of inquiry what it is, by when it is expected or why that is not known, "
    "and how it could change the decision."
)


def check_open_lines(lines: Sequence[OpenLine] | None) -> list[dict[str, Any]] | None:
    """The lines as the database stores them. Raises Refused for one that is not whole."""
    if not all(each.is_whole for each in lines or ()):
        raise Refused(LINE_NOT_WHOLE, is_stage=True)
    return open_lines_to_json(lines)


def set_open_lines(referral: Referral, lines: list[dict[str, Any]] | None) -> None:
    """
    Set the lines, as the database stores them. Does not save.

    Once they are said, the one text of before, with which the form began, is over.
    """
    referral.open_lines = lines
    if lines is not None:
        referral.lines_open = ""
