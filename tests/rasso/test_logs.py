"""Log lines say what went wrong and where, without personal data."""

import json
import logging
import sys
from types import SimpleNamespace

import pytest

from rasso.json_logging import JSONLineFormatter


def log_line(message, exc_info=None):
    record = logging.LogRecord("rasso", logging.ERROR, __file__, 1, message, (), exc_info)
    return json.loads(JSONLineFormatter().format(record))


def test_a_line_is_one_json_object():
    told = log_line("sending\nstalled")
    assert told["message"] == "sending\nstalled" and told["level"] == "ERROR"


def test_the_words_of_an_error_stay_out():
    try:
        raise ValueError("Key (email)=(anna@police.example) already exists")
    except ValueError:
        told = log_line("Internal Server Error", sys.exc_info())
    assert told["error"] == "ValueError"
    assert "test_logs.py" in told["where"][0]
    assert "anna" not in json.dumps(told)


@pytest.mark.parametrize(
    ("asked", "pattern"),
    [("/anna-example/", "no address of ours"), ("/readyz/anna", "no address of ours")],
)
def test_text_typed_into_an_address_stays_out_of_the_log(client, caplog, asked, pattern):
    assert client.get(asked).status_code == 404
    [told] = [
        JSONLineFormatter().format(each) for each in caplog.records if each.name == "django.request"
    ]
    assert json.loads(told)["message"] == f"Not Found: {pattern}" and "anna" not in told


def test_the_pattern_of_an_own_address_is_logged():
    record = logging.LogRecord(
        "django.request", logging.ERROR, __file__, 1, "%s: %s",
        ("Internal Server Error", "/cases/anna-example/"), None,
    )  # fmt: skip
    record.request = SimpleNamespace(resolver_match=SimpleNamespace(route="cases/<uuid:pk>/"))
    told = json.loads(JSONLineFormatter().format(record))
    assert told["message"] == "Internal Server Error: /cases/<uuid:pk>/"
