"""
The key of each case, under which its files are sealed (docs/decisions/0089).

In CASE_KEY_ROOT, wrapped with one of CASE_KEYS, apart from the database and the files.
"""

import logging
from uuid import UUID

from cases.models import Document, Upload
from people.access.key_folder import KeyFolder

CASE_KEYS = KeyFolder("case", "CASE_KEY_ROOT", "CASE_KEYS", logging.getLogger(__name__))


def key_to_seal_with(case: UUID) -> bytes:
    """
    The key of a case, made where it has none yet. The caller holds the lock of the case.

    Raises KeyUnavailable, also where the case has sealed files and its key is missing: a new one
    would take the name of the missing one, and what that sealed could then never be opened.
    """
    if not CASE_KEYS.has_file(case) and _has_sealed_files(case):
        return CASE_KEYS.key(case)  # alerts the operator, and raises
    return CASE_KEYS.get_or_create(case)


def _has_sealed_files(case: UUID) -> bool:
    return any(
        model.objects.unscoped("whether the case's key is lost")
        .filter(case=case, is_sealed=True)
        .exists()
        for model in (Document, Upload)
    )
