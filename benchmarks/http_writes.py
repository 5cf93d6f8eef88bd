"""B12, B13, B14 as requests through all middleware. All changes are rolled back."""

from collections.abc import Callable
from functools import partial
from unittest.mock import patch

from django.test import Client, override_settings
from django.urls import reverse

from benchmarks.busy_pages import client_of
from benchmarks.compare import median_times, ratio
from benchmarks.load.forms import HtmlForms
from benchmarks.row_counts import count_written_rows, run_and_undo
from cases.models import Case, Suspect
from people.access import grants
from people.access.scopes import Scope

LEADS_ON = 302
HISTORY, GRANTS = "cases_historicalsuspect", "cases_casegrant"


def time_history_requests(scope: Scope, suspect: Suspect) -> dict[str, float]:
    """Time correcting a suspect's name, with and without the history that people read."""
    client, address = client_of(scope), reverse("correct-suspect", args=[suspect.pk])
    send = _form_sender(
        client, address, "surname", surname="Benchmark",
        changed_because="The benchmark corrects the name.",
    )  # fmt: skip

    def without() -> None:
        with override_settings(SIMPLE_HISTORY_ENABLED=False):
            send()

    assert _rows_written_to(HISTORY, send) == 1 and not _rows_written_to(HISTORY, without)
    return _compare_requests(send, without, "without")


def time_new_case_requests(scope: Scope, urn: str) -> dict[str, float]:
    """Time opening a case, with and without the grant that names its officer."""
    send = _form_sender(client_of(scope), reverse("open-case"), "urn", urn=urn)

    def without() -> None:
        with patch.object(grants, "grant_capacity"):
            send()

    assert _rows_written_to(GRANTS, send) == 1 and not _rows_written_to(GRANTS, without)
    return _compare_requests(send, without, "without grants")


def time_search_requests(scope: Scope, case: Case) -> dict[str, float]:
    """
    Time finding a case by its reference, and opening the page of its possible matches.

    Without the wait that a search ends with, which says nothing about its work.
    """
    client = client_of(scope)
    find = _form_sender(client, reverse("find-case"), "sought", sought=case.urn)
    alike = partial(client.get, reverse("see-links", args=[case.pk]))
    assert alike().status_code == 200
    with override_settings(UNFOUND_STEP_SECONDS=0):
        return median_times({"by reference": find, "of like names": alike})


def _form_sender(client: Client, address: str, question: str, **answers: str) -> Callable[[], None]:
    """Return a function that posts the form that has `question`, with these answers."""
    asked = HtmlForms(client.get(address).content.decode()).asking(question)
    assert asked is not None, (address, question)

    def send() -> None:
        answer = client.post(address, asked | answers)
        assert answer.status_code == LEADS_ON, (address, answer.status_code)

    return send


def _rows_written_to(table: str, act: Callable[[], object]) -> int:
    rows, _statements = count_written_rows(act)
    return rows.get(table, 0)


def _compare_requests(
    act: Callable[[], object], other: Callable[[], object], name: str
) -> dict[str, float]:
    ms = median_times(
        {
            "request ms": partial(run_and_undo, act),
            f"request {name} ms": partial(run_and_undo, other),
        }
    )
    return ms | {f"request to {name}": ratio(ms["request ms"], ms[f"request {name} ms"])}
