"""Parsers of API request bodies: one strict JSON object, or a multipart form with files."""

import json
from typing import Any

from django.conf import settings
from django.http import UnreadablePostError
from django.utils.translation import gettext_lazy as _
from rest_framework.parsers import BaseParser, MultiPartParser

from people.api.problems import Problem

MAX_NESTING = 6  # twice the depth of an object in a list in an object
NOT_JSON = _("Send one JSON object, in UTF-8.")
TWICE = _("“%(name)s” is given twice. Give it once.")
TOO_DEEP = _("This is nested too deeply.")
TOO_LARGE = _("Send less than %(most)d bytes of JSON.")
NO_LENGTH = _("Send the body whole, not in chunks, with its length in Content-Length.")
BROKEN_OFF = _(
    "The body was shorter than its Content-Length, and none of it was saved. Send the "
    "same call again with its key."
)


class StrictJSON(BaseParser):
    """Strict JSON: one object, no duplicate names, no NaN, limited depth and size."""

    media_type = "application/json"

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Any = None
    ) -> dict[str, Any]:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        try:
            body = stream.read(most + 1)
        except UnreadablePostError:
            raise Problem(400, BROKEN_OFF) from None
        if len(body) > most:
            raise Problem(413, TOO_LARGE % {"most": most})
        if not body.strip():
            return {}
        try:
            found = json.loads(
                body.decode(),
                object_pairs_hook=_check_unique_names,
                parse_constant=_reject_constant,
            )
            json.dumps(found, ensure_ascii=False).encode()  # rejects lone surrogates
        except (ValueError, RecursionError):
            raise Problem(400, NOT_JSON) from None
        if not isinstance(found, dict):
            raise Problem(400, NOT_JSON)
        if _nesting_depth(found) > MAX_NESTING:
            raise Problem(400, TOO_DEEP)
        return found


class MultiPartFiles(MultiPartParser):
    """A multipart/form-data body."""


def _check_unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = {}
    for name, value in pairs:
        if name in named:
            raise Problem(400, TWICE % {"name": name[:80]})
        named[name] = value
    return named


def _reject_constant(text: str) -> Any:
    raise ValueError(text)


def _nesting_depth(value: Any) -> int:
    """The nesting depth of a JSON value, counted up to the first level that is too deep."""
    level, deep = [value], 0
    while level and deep <= MAX_NESTING:
        within = [each for each in level if isinstance(each, dict | list)]
        level = [x for each in within for x in (each.values() if isinstance(each, dict) else each)]
        deep += bool(within)
    return deep
