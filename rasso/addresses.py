"""Addresses of database and broker: from the environment, or from the local servers' file."""

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def environment_value(name: str) -> str:
    """
    An environment variable, or the content of the file that NAME_FILE names; "" if neither is set.

    A secret in a file does not appear in `docker inspect` or in a process's environment. Raises
    OSError if the file cannot be read: a service must not start without its secret.
    """
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    return os.environ.get(name, "")


def local_addresses(state: str | Path) -> dict[str, str]:
    """The addresses written by the servers that `make run` started; {} if none run."""
    note = Path(state) / "addresses.json"
    return json.loads(note.read_text()) if note.exists() else {}


def server_address(name: str, state: str | Path) -> str:
    """An address such as DATABASE_URL from the environment, else from the local servers."""
    return environment_value(name) or local_addresses(state).get(name, "")


def database_settings(url: str, *, options: dict[str, Any]) -> dict[str, Any]:
    """Django's settings for a `postgres://user:password@host:port/name?sslmode=…` address."""
    parts = urlsplit(url)
    user, _, place = parts.netloc.rpartition("@")
    name, _, password = user.partition(":")
    host, _, port = place.partition(":")  # not parts.hostname, which lowers a socket's folder
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(name),
        "PASSWORD": unquote(password),
        "HOST": unquote(host),
        "PORT": port,
        "OPTIONS": dict(parse_qsl(parts.query)) | options,
        "CONN_MAX_AGE": None,  # persistent: opening a connection costs more than a page
        "CONN_HEALTH_CHECKS": True,  # detects a restarted server
    }
