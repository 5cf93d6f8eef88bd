"""The key with which a file of a case is sealed: made once, never in the place of a lost one."""

from uuid import UUID

from django.conf import settings

from cases.models.case_key_of_text import key_to_seal_case_with


def key_to_seal_with(case: UUID) -> bytes | None:
    """
    The key of a case, made where it has none yet; None while SEAL_FILES says not to seal. The
    caller holds the lock of the case. Raises KeyUnavailable.
    """
    return key_to_seal_case_with(case) if settings.SEAL_FILES else None
