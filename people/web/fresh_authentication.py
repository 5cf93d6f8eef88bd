"""Whether a person signed in, or confirmed who they are, a short while ago."""

import time
from collections.abc import Mapping, MutableMapping
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings


def is_fresh(session: Mapping[str, Any]) -> bool:
    """
    Whether a proof of who it is, is at most FRESH_AUTHENTICATION_SECONDS old.

    One that lies in the future, after the clock was set back, is none.
    """
    now = time.time()
    ages = [now - record["at"] for record in _records(session)]
    return any(0 <= age <= settings.FRESH_AUTHENTICATION_SECONDS for age in ages)


def forget_later_records(session: MutableMapping[str, Any]) -> None:
    """Remove proofs that lie in the future, which allauth would take for new ones."""
    records, now = _records(session), time.time()
    past = [record for record in records if record["at"] <= now]
    if past != records:
        session[AUTHENTICATION_METHODS_SESSION_KEY] = past


def _records(session: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What allauth keeps of each proof: {"method": …, "at": seconds since 1970}."""
    return session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
