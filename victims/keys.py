"""
The key of each victim (docs/decisions/0020): of their identity, letters and the words of meetings.

In VICTIM_KEY_ROOT, wrapped with one of VICTIM_KEYS. Destroying a victim's key makes everything that
was encrypted with it unreadable, in every copy of the database.
"""

import logging

from people.access.key_folder import KeyFolder, KeyUnavailable

log = logging.getLogger(__name__)
VictimKeyUnavailable = KeyUnavailable
VICTIM_KEYS = KeyFolder("victim", "VICTIM_KEY_ROOT", "VICTIM_KEYS", log)

victim_key = VICTIM_KEYS.key
is_victim_key_readable = VICTIM_KEYS.is_readable
has_victim_key_file = VICTIM_KEYS.has_file
get_or_create_victim_key = VICTIM_KEYS.get_or_create
destroy_victim_key = VICTIM_KEYS.destroy
rewrap_victim_keys = VICTIM_KEYS.rewrap
