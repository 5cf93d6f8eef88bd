"""
The key of each case, under which its files are sealed (docs/decisions/0089).

In CASE_KEY_ROOT, wrapped with one of CASE_KEYS, apart from the database and the files.
"""

import logging

from people.access.key_folder import KeyFolder

CASE_KEYS = KeyFolder("case", "CASE_KEY_ROOT", "CASE_KEYS", logging.getLogger(__name__))
