"""Log lines a machine can read and that name nobody."""

import json
import logging
import traceback
from datetime import UTC, datetime


class JSONLineFormatter(logging.Formatter):
    """
    One JSON object a line. An error's own words are left out: a database quotes the row.

    So is the address that was asked for, which may be a name or a URN that somebody typed: the
    pattern of our own that it matches stands in its place.
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
    Of what is logged about answers, all but a 503 that answers whether reminders flow.

    That is the answer to a question, asked every few seconds, and no fault of ours.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        name = getattr(match, "url_name", None)
        return (name, getattr(record, "status_code", None)) != ("readyz-reminders", 503)


def _message_without_address(record: logging.LogRecord) -> str:
    """What a record says; of one about a request, with the pattern of its address."""
    request = getattr(record, "request", None)
    if request is None or not isinstance(record.args, tuple):
        return record.getMessage()
    match = getattr(request, "resolver_match", None)
    pattern = f"/{match.route}" if match else "no address of ours"
    args = [
        pattern if isinstance(each, str) and each.startswith("/") else each for each in record.args
    ]
    return str(record.msg) % tuple(args)
