"""The overload drill distinguishes readers who are turned away from failures, and counts both."""

import threading
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from drills.overload import AWAY, ReaderAnswers, count_overload_faults, status_or_away
from rasso.middleware import load_shedding


def fake_response(answer):
    return SimpleNamespace(status_code=answer.status_code, text=answer.content.decode())


def reader_answers(away=0, failed=0, status=503):
    return ReaderAnswers([(200, 0.1)] * 20 + [(AWAY, 1)] * away + [(status, 1)] * failed)


def test_only_who_waited_too_long_for_a_turn_is_turned_away(rf, monkeypatch, settings):
    monkeypatch.setattr(load_shedding, "request_wait", threading.local())
    load_shedding.request_wait.waited = settings.TURN_SECONDS + 1
    told = load_shedding.LoadSheddingMiddleware(lambda request: None)(rf.get("/"))
    assert told.status_code == 503
    assert status_or_away(fake_response(told)) == AWAY
    unrecorded = SimpleNamespace(status_code=503, text=render_to_string("503.html"))
    assert status_or_away(unrecorded) == 503
    assert status_or_away(SimpleNamespace(status_code=200, text=unrecorded.text)) == 200


@pytest.mark.parametrize("status", [503, 500, 404, 302, None])
def test_any_other_page_is_a_fault_also_in_the_crowd(status):
    usual, crowded, bad = (
        reader_answers(),
        reader_answers(away=9),
        reader_answers(away=9, failed=2, status=status),
    )
    assert count_overload_faults(usual, crowded, usual) == 0
    assert count_overload_faults(usual, bad, usual) == 2


def test_no_reader_is_turned_away_before_or_after_the_crowd_and_some_are_in_it():
    usual, crowded, some = reader_answers(), reader_answers(away=9), reader_answers(away=3)
    assert count_overload_faults(some, crowded, usual) == 3
    assert count_overload_faults(usual, crowded, some) == 3
    assert count_overload_faults(usual, usual, usual) == 1
