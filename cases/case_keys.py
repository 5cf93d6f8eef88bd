"""
The key of each case, under which its files (docs/decisions/0089) and its text (0109) are sealed.

In CASE_KEY_ROOT, wrapped with one of CASE_KEYS, apart from the database and the files.
"""

import logging
from uuid import UUID

from people.access.key_folder import KeyFolder

CASE_KEYS = KeyFolder("case", "CASE_KEY_ROOT", "CASE_KEYS", logging.getLogger(__name__))

get_or_create_case_key = CASE_KEYS.get_or_create


def keys_of_case(case_id: UUID) -> list[tuple[KeyFolder, UUID]]:
    """The key of a case, to destroy: no copy of its files and text can be opened without it."""
    return [(CASE_KEYS, case_id)]
