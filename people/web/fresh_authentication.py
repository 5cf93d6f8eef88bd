"""Whether a person signed in, or confirmed who they are, a short while ago."""

import time
from collections.abc import Mapping
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings


def is_fresh(session: Mapping[str, Any]) -> bool:
    """Whether the last proof of who it is, is at most FRESH_AUTHENTICATION_SECONDS old."""
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    newest = max((record["at"] for record in records), default=0)
    return time.time() - newest <= settings.FRESH_AUTHENTICATION_SECONDS
