"""The measurement of hidden and missing rows tells what differs, and nothing where nothing does."""

import random

import pytest
from django.utils import timezone

from benchmarks import hidden_times
from benchmarks.hidden_rows import requests_in_pairs
from benchmarks.hidden_times import chance_of_longer

GETS = {
    "see-case", "see-victim", "download-document", "see-pack", "find-case", "find-victim",
    "the API's case",
}  # fmt: skip


def test_the_chance_is_that_of_all_pairs():
    ones, others = [1, 2, 2, 5], [2, 3, 1]
    counted = [(one > other) + (one == other) / 2 for one in ones for other in others]
    assert chance_of_longer(ones, others) == sum(counted) / len(counted)
    assert chance_of_longer([2, 3], [0, 1]) == 1 and chance_of_longer([0], [1]) == 0


@pytest.mark.parametrize(("more", "is_told"), [(0.0, False), (0.02, True)])
def test_a_small_difference_is_found_under_noise_and_none_where_there_is_none(
    monkeypatch, more, is_told
):
    clock, noise = [0.0], random.Random(5)

    def request(extra):
        clock[0] += noise.gauss(1, 0.02) + extra + (50 if noise.random() < 0.05 else 0)

    monkeypatch.setattr(hidden_times.time, "perf_counter", lambda: clock[0])
    found = hidden_times.compare_times(lambda: request(more), lambda: request(0.0))
    assert (found["told apart"] > 0.1) == is_told
    assert abs(found["difference µs"] - more * 1e6) < 8_000


@pytest.mark.django_db
def test_each_place_can_be_measured():
    pairs = requests_in_pairs(timezone.now())
    assert len(pairs) == 21
    forms = {name.partition(",")[0] for name in pairs} - GETS
    assert forms == {"write-note", "record-identity", "replace-document", "propose-passage"}
    for name, (hidden, missing) in pairs.items():
        answers = [hidden(), missing()]
        assert {each.status_code for each in answers} <= {404, 200}, name
        assert answers[0].status_code == answers[1].status_code
