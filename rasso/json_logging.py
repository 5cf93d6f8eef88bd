"""JSON log lines without personal data."""

import json
import logging
import traceback
from datetime import UTC, datetime


class JSONLineFormatter(logging.Formatter):
    """
    Formats one JSON object per line, without an exception's message: the database quotes the row.

    The requested path, which may contain a typed name or URN, is replaced by its URL pattern.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, str | list[str]] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message_without_address(record),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line)


class ReadinessAnswerFilter(logging.Filter):
    """
    Drops the log record of a 503 of /readyz/reminders.

    Monitoring asks for it every few seconds, and it is no error of a request.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        name = getattr(match, "url_name", None)
        return (name, getattr(record, "status_code", None)) != ("readyz-reminders", 503)


def _message_without_address(record: logging.LogRecord) -> str:
    """A record's message; for a request, with the URL pattern instead of the path."""
    request = getattr(record, "request", None)
    if request is None or not isinstance(record.args, tuple):
        return record.getMessage()
    match = getattr(request, "resolver_match", None)
    pattern = f"/{match.route}" if match else "no address of ours"
    args = [
        pattern if isinstance(each, str) and each.startswith("/") else each for each in record.args
    ]
    return str(record.msg) % tuple(args)
