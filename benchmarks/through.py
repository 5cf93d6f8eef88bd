"""B12, B13, B14 as they are met: one request each, through every middleware. All is undone."""

from functools import partial
from unittest.mock import patch

from django.test import override_settings
from django.urls import reverse

from benchmarks.beside import medians, ratio
from benchmarks.hot import client_of
from benchmarks.load.forms import Forms
from benchmarks.rows import undone, written
from people import access

LEADS_ON = 302
HISTORY, GRANTS = "cases_historicalsuspect", "cases_casegrant"


def history(scope, suspect):
    """A suspect's name is corrected, with the history that people read and without it."""
    client, address = client_of(scope), reverse("correct-suspect", args=[suspect.pk])
    send = _form(client, address, "surname", surname="Benchmark")

    def without():
        with override_settings(SIMPLE_HISTORY_ENABLED=False):
            send()

    assert _rows_of(HISTORY, send) == 1 and not _rows_of(HISTORY, without)
    return _beside(send, without, "without")


def new_case(scope, urn):
    """A case is opened, with the grant that names its officer and without it."""
    send = _form(client_of(scope), reverse("open-case"), "urn", urn=urn)

    def without():
        with patch.object(access, "grant"):
            send()

    assert _rows_of(GRANTS, send) == 1 and not _rows_of(GRANTS, without)
    return _beside(send, without, "without grants")


def searches(scope, case):
    """A case is found by its reference; the page of what its suspects have in common is opened."""
    client = client_of(scope)
    find = _form(client, reverse("find-case"), "urn", urn=case.urn)
    alike = partial(client.get, reverse("see-links", args=[case.pk]))
    assert alike().status_code == 200
    return medians({"by reference": find, "of like names": alike})


def _form(client, address, question, **answers):
    """A function that sends the form in which a question is asked with these answers."""
    asked = Forms(client.get(address).content.decode()).asking(question)

    def send():
        answer = client.post(address, asked | answers)
        assert answer.status_code == LEADS_ON, (address, answer.status_code)

    return send


def _rows_of(table, act):
    rows, _statements = written(act)
    return rows.get(table, 0)


def _beside(act, other, name):
    ms = medians({"request ms": partial(undone, act), f"request {name} ms": partial(undone, other)})
    return ms | {f"request to {name}": ratio(ms["request ms"], ms[f"request {name} ms"])}
