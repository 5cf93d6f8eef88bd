"""
Whether the key texts of the settings are long and varied enough that nobody guesses them.

Keys are derived from them (HKDF, HMAC), so any text would do its work, a short one too. No test
of a text shows that it is random: this one refuses what plainly is not.
"""

from collections.abc import Iterator

from django.conf import settings

# A product setting: 32 characters of base64 carry 192 bits, of hexadecimal digits 128. NIST SP
# 800-57 part 1 asks for 112 at least.
LEAST_LENGTH = 32
LEAST_DIFFERENT = 10  # of 32 random hexadecimal digits fewer differ once in 10,000 times
KEYS = (
    "SECRET_KEY", "DRAFT_KEYS", "SECOND_FACTOR_KEYS", "VICTIM_KEYS", "VICTIM_INDEX_KEY",
    "CASE_KEYS", "AUDIT_SEAL_KEYS",
)  # fmt: skip


def weak_keys() -> Iterator[tuple[str, str]]:
    """(name, what is wrong) of each key that writes. One that is not set is none of these."""
    for name in KEYS:
        value = getattr(settings, name)
        key = value if isinstance(value, str) else next(iter(value), "")
        if key and (fault := fault_of_key(key)):
            yield name, fault


def fault_of_key(key: str) -> str:
    """What is wrong with a key text; "" if nothing is."""
    if len(key) < LEAST_LENGTH:
        return f"has {len(key)} characters, and needs {LEAST_LENGTH}"
    if key in (key + key)[1:-1]:
        return "repeats itself"
    if len({*key}) < LEAST_DIFFERENT:
        return f"has {len({*key})} different characters, and needs {LEAST_DIFFERENT}"
    return ""
