"""No sentence that stands for a text is copied, or is what a form begins with (ADR 114)."""

from dataclasses import is_dataclass
from typing import Any

from people.access.permission_tables import Refused
from people.access.sealed_text import TEXTS_CANNOT_BE_KEPT, NotOpened, NotOpenedValue


def check_all_opened(copied: Any) -> None:
    """Raise Refused if a text does not open of what is to be copied: rows, lists, dataclasses."""
    if isinstance(copied, (NotOpened, NotOpenedValue)):
        raise Refused(TEXTS_CANNOT_BE_KEPT, is_stage=True)
    if is_dataclass(copied) or isinstance(copied, dict):
        parts = vars(copied) if is_dataclass(copied) else copied
        for part in parts.values():
            check_all_opened(part)
    elif isinstance(copied, (list, tuple, set, frozenset)):
        for part in copied:
            check_all_opened(part)
