"""Where the database and the broker are: the environment says, or the local servers' own note."""

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def environment_value(name: str) -> str:
    """
    The environment's word for a name, or what the file holds that NAME_FILE names; "" for neither.

    A secret in a file is in no `inspect` of a container and in no process's environment. Raises
    OSError where the file cannot be read: a service without its secret must not start.
    """
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    return os.environ.get(name, "")


def local_addresses(state: str | Path) -> dict[str, str]:
    """What the servers started by `make run` in this folder wrote down; empty when none run."""
    note = Path(state) / "addresses.json"
    return json.loads(note.read_text()) if note.exists() else {}


def server_address(name: str, state: str | Path) -> str:
    """The environment's word for DATABASE_URL and its like, else that of the local servers."""
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
        "CONN_MAX_AGE": None,  # a thread keeps its connection; opening one costs more than a page
        "CONN_HEALTH_CHECKS": True,  # and finds out when the server was restarted
    }
