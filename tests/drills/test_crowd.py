"""The drill of a crowd tells who is turned away from who meets a failure, and counts both."""

import threading
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from drills.crowd import AWAY, Answers, faults, status_of
from rasso import turns


def heard(answer):
    return SimpleNamespace(status_code=answer.status_code, text=answer.content.decode())


def answers(away=0, failed=0, status=503):
    return Answers([(200, 0.1)] * 20 + [(AWAY, 1)] * away + [(status, 1)] * failed)


def test_only_who_waited_too_long_for_a_turn_is_turned_away(rf, monkeypatch, settings):
    monkeypatch.setattr(turns, "turn", threading.local())
    turns.turn.waited = settings.TURN_SECONDS + 1
    told = turns.TurnsAway(lambda request: None)(rf.get("/"))
    assert told.status_code == 503
    assert status_of(heard(told)) == AWAY
    unrecorded = SimpleNamespace(status_code=503, text=render_to_string("503.html"))
    assert status_of(unrecorded) == 503
    assert status_of(SimpleNamespace(status_code=200, text=unrecorded.text)) == 200


@pytest.mark.parametrize("status", [503, 500, 404, 302, None])
def test_whatever_else_is_no_page_is_a_fault_also_in_the_crowd(status):
    usual, crowded, bad = answers(), answers(away=9), answers(away=9, failed=2, status=status)
    assert faults(usual, crowded, usual) == 0
    assert faults(usual, bad, usual) == 2


def test_nobody_is_turned_away_before_the_crowd_or_after_it_and_somebody_is_in_it():
    usual, crowded, some = answers(), answers(away=9), answers(away=3)
    assert faults(some, crowded, usual) == 3
    assert faults(usual, crowded, some) == 3
    assert faults(usual, usual, usual) == 1
