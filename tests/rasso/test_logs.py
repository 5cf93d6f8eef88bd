"""A log line says what went wrong and where, and nothing about anyone."""

import json
import logging
import sys

from rasso.logs import Lines


def line(message, exc_info=None):
    record = logging.LogRecord("rasso", logging.ERROR, __file__, 1, message, (), exc_info)
    return json.loads(Lines().format(record))


def test_a_line_is_one_json_object():
    told = line("sending\nstalled")
    assert told["message"] == "sending\nstalled" and told["level"] == "ERROR"


def test_the_words_of_an_error_stay_out():
    try:
        raise ValueError("Key (email)=(anna@police.example) already exists")
    except ValueError:
        told = line("Internal Server Error", sys.exc_info())
    assert told["error"] == "ValueError"
    assert "test_logs.py" in told["where"][0]
    assert "anna" not in json.dumps(told)
