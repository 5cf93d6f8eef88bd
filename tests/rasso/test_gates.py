"""Benchmark gates: a number over its limit fails, and so does a missing number."""

import json

import pytest

from benchmarks import gates, yardstick
from benchmarks.__main__ import RESULTS, parse_arguments
from benchmarks.gates import GATES, NAMES, Gate, gate_verdict, missed_gates, missed_under_load
from benchmarks.subjects import SUBJECTS


@pytest.fixture
def replace_gates(monkeypatch):
    """Replace all gates with these."""
    return lambda *those: monkeypatch.setattr(gates, "GATES", those)


def test_a_figure_at_its_limit_passes(replace_gates):
    replace_gates(Gate("B1", "ratio", (10,), most=2.5), Gate("B3", "times", (10,), least=20))
    assert missed_gates(10, {"B1 page": {"ratio": 2.5}, "B3 stock": {"times": 20}}) == []


@pytest.mark.parametrize(
    ("gate", "value"),
    [
        (Gate("B1", "ratio", (10,), most=2.5), 2.51),
        (Gate("B1", "ratio", (10,), least=20), 19.9),
        (Gate("B1", "ratio", (10,), most=0), 1),
    ],
)
def test_a_figure_beyond_its_limit_is_named(replace_gates, gate, value):
    replace_gates(gate)
    [words] = missed_gates(10, {"B1 page": {"ratio": value}})
    assert words == f"10: B1, B1 page: ratio is {value}, not {gate.limit}"


def test_each_line_of_a_subject_is_held_to_it(replace_gates):
    replace_gates(Gate("B1", "ratio", (10,), most=2))
    found = {"B1 page": {"one": {"ratio": 1}, "two": {"ratio": 3}, "three": {"ratio": 4}}}
    assert [words.split(", ")[1] for words in missed_gates(10, found)] == [
        "two: ratio is 3",
        "three: ratio is 4",
    ]


def test_a_line_may_have_a_limit_of_its_own(replace_gates):
    replace_gates(
        Gate("B1", "ratio", (10,), ("one",), most=2),
        Gate("B1", "ratio", (10,), ("two",), most=3),
    )
    assert missed_gates(10, {"B1 page": {"one": {"ratio": 2}, "two": {"ratio": 3}}}) == []
    assert len(missed_gates(10, {"B1 page": {"one": {"ratio": 3}, "two": {"ratio": 3}}})) == 1


def test_a_gate_is_asked_at_its_sizes_only(replace_gates):
    replace_gates(Gate("B1", "ratio", (10,), most=2))
    assert missed_gates(20, {"B1 page": {"ratio": 9}}) == []


@pytest.mark.parametrize("found", [{}, {"B1 page": {}}, {"B1 page": {"one": {"other": 1}}}])
def test_a_figure_that_was_not_measured_does_not_pass(replace_gates, found):
    replace_gates(Gate("B1", "ratio", (10,), most=2))
    assert missed_gates(10, found) == ["10: B1, B1: ratio was not measured"]


def test_a_line_that_was_not_measured_is_not_met(replace_gates):
    replace_gates(Gate("B1", "ratio", (10,), ("one", "two"), most=2))
    found = {"B1 page": {"one": {"ratio": 1}}}
    assert missed_gates(10, found) == ["10: B1, two: ratio was not measured"]


def test_one_subject_is_not_taken_for_another(replace_gates):
    replace_gates(Gate("B1", "ratio", (10,), most=2))
    found = {"B1 page": {"ratio": 1}, "B10 figures": {"ratio": 9}}
    assert missed_gates(10, found) == []


def test_gates_that_were_not_asked_for_are_not_missed(replace_gates):
    replace_gates(Gate("B1", "ratio", (10,), most=2), Gate("B10", "ratio", (10,), most=2))
    assert missed_gates(10, {"B1 page": {"ratio": 1}}, only=["B1"]) == []


def test_nothing_is_met_where_there_is_no_gate(replace_gates):
    replace_gates(Gate("B1", "ratio", (10,), most=2))
    assert gate_verdict(20, []) == "20: No gate is set for so many cases."
    assert gate_verdict(10, [], only=["B8"]) == "10: No gate of B8 is set for so many cases."
    assert gate_verdict(10, [], only=["B1"]) == "10: Every gate is met: 1."
    assert gate_verdict(10, ["This one.", "That one."]) == "This one.\nThat one."


def test_a_subject_that_there_is_not_is_refused_and_those_known_are_listed(capsys):
    with pytest.raises(SystemExit) as refused:
        parse_arguments(["--only", "B1", "B99"])
    assert refused.value.code == 2
    told = capsys.readouterr().err
    assert "'B99'" in told
    assert "'B15'" in told


def test_every_subject_of_the_suite_may_be_asked_for():
    assert list(dict.fromkeys(title.split()[0] for title in SUBJECTS)) == list(NAMES)


@pytest.mark.parametrize("gate", [each for each in GATES if not each.about], ids=str)
def test_a_gate_that_names_no_line_is_about_one(gate):
    """If there were several lines, a missing one would not be noticed."""
    for size, found in json.loads(RESULTS.read_text()).items():
        told = [found[title] for title in found if title.startswith(f"{gate.of} ")]
        lines = [numbers for each in told for numbers in (each, *each.values())]
        measured = [line for line in lines if isinstance(line, dict) and gate.measure in line]
        assert len(measured) <= 1, size


def test_every_gate_has_one_limit():
    assert all((gate.most is None) != (gate.least is None) for gate in GATES)


@pytest.mark.parametrize("size", json.loads(RESULTS.read_text()))
def test_the_last_measurement_misses_no_gate(size):
    assert missed_gates(int(size), json.loads(RESULTS.read_text())[size]) == []


# Under load


@pytest.mark.parametrize(("p95", "words"), [(1000, []), (2000, ["is 2000"]), (None, ["was not"])])
def test_writes_that_wait_under_load_or_were_not_timed_fail_the_gate(p95, words):
    run = {"web processes": 1, "workers": 2, "p95 ms of writes": p95}
    found = list(missed_under_load(run))
    assert len(found) == len(words)
    assert all(said in line for said, line in zip(words, found, strict=True))


@pytest.mark.parametrize(("slow", "p95", "missed"), [(1, 1001, 1), (2, 2000, 0), (2, 2001, 1)])
def test_a_slower_machine_is_given_as_much_more_time_for_a_write(slow, p95, missed):
    run = {"web processes": 1, "workers": 2, "p95 ms of writes": p95, "times as slow": slow}
    assert len(list(missed_under_load(run))) == missed


def test_the_yardstick_measures_while_the_block_runs_and_is_never_below_one():
    with yardstick.measuring() as machine:
        pass
    assert len(machine.taken) >= 1
    machine.taken[:] = [3 * yardstick.FAST_MS, yardstick.FAST_MS / 2, 2 * yardstick.FAST_MS]
    assert machine.slowness == 2.0
    machine.taken[:] = [yardstick.FAST_MS / 2]
    assert machine.slowness == 1.0
