"""The key with which a file of a case is sealed: made once, never in the place of a lost one."""

from uuid import UUID

from django.conf import settings

from cases.case_keys import CASE_KEYS
from cases.models import Document, Upload


def key_to_seal_with(case: UUID) -> bytes | None:
    """
    The key of a case, made where it has none yet; None while SEAL_FILES says not to seal. The
    caller holds the lock of the case.

    Raises KeyUnavailable, also where the case has sealed files and its key is missing: a new one
    would take the name of the missing one, and what that sealed could then never be opened.
    """
    if not settings.SEAL_FILES:
        return None
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
