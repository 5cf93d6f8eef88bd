"""URNs as people type them."""

import re

URN_SEPARATORS = re.compile(r"[\s/.\-–]+")


def normalise_urn(urn: str) -> str:
    """The URN without separators."""
    return URN_SEPARATORS.sub("", urn).upper()
