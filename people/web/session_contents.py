"""What a stored session holds: encrypted, bound to its row, and merged with what others saved."""

import base64
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.sessions.serializers import JSONSerializer

from people.access.encryption import decrypt_text, encrypt_text
from people.models import Session


def stored_key(key: str | None) -> str:
    """The name under which the session with this key is stored. No key has one of its own."""
    return sha256((key or "").encode()).hexdigest()


def session_data(row: Session) -> dict[str, Any]:
    """What a session holds; {} if it was not encrypted for this row, or under no key of ours."""
    text = decrypt_text(
        base64.b64decode(row.session_data), keys=settings.DRAFT_KEYS, belongs_to=_owner(row.pk)
    )
    return from_text(text.encode()) if text else {}


def encrypted(data: Mapping[str, Any], key: str) -> str:
    """What a session holds, as it is stored in the row with this stored key."""
    box = encrypt_text(to_text(data).decode(), keys=settings.DRAFT_KEYS, belongs_to=_owner(key))
    return base64.b64encode(box).decode()


def to_text(data: Mapping[str, Any]) -> bytes:
    return JSONSerializer().dumps(dict(data))


def from_text(text: bytes) -> dict[str, Any]:
    """What to_text wrote. Each call returns objects of its own."""
    data: dict[str, Any] = JSONSerializer().loads(text)
    return data


def merged(
    stored: Mapping[str, Any], *, was: Mapping[str, Any], now: Mapping[str, Any]
) -> dict[str, Any]:
    """
    What is stored, with the changes that one request made to what it had loaded. Dictionaries are
    merged in the same way.

    was, now: as the request loaded it, and as it leaves it.
    """
    result = {name: each for name, each in stored.items() if name in now or name not in was}
    for name, value in now.items():
        if name in was and was[name] == value:
            continue
        parts = [each.get(name) for each in (stored, was)]
        if isinstance(value, dict):
            there, before = (each if isinstance(each, dict) else {} for each in parts)
            value = merged(there, was=before, now=value)
        result[name] = value
    return result


def _owner(key: str) -> tuple[str, str]:
    return "session", key
