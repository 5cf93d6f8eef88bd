"""The client in docs/examples does nothing twice if the network or the service fails."""

import re
from runpy import run_path
from uuid import uuid4

import pytest

from tests.api.conftest import PROGRAM
from tests.support.api.example_server import HALF, LOST, Office

MADE, END = "/api/made/", "/api/token/end/"
FIRST, SECOND = (f"/api/actions/{each}/answer/" for each in ("a1", "a2"))
BUSY, IN_FLIGHT = (503, {"Retry-After": "5"}), (409, {"Retry-After": "1"})
SAID = {"name": "Somebody"}


@pytest.fixture
def office():
    office = Office("a1", "a2", "a3")
    yield office
    office.stop()


@pytest.fixture
def waits(monkeypatch):
    """The seconds that the program would have waited before each retry."""
    waits = []
    monkeypatch.setattr("time.sleep", waits.append)
    return waits


@pytest.fixture
def rasso(office, waits, example):
    return example.Rasso(office.url, "id", "secret", "officer@example.org")


@pytest.fixture
def run(office, waits, tmp_path, monkeypatch, capsys):
    """A function that runs the program. Returns (its output, its exit message)."""
    monkeypatch.chdir(tmp_path)
    told = {"URL": office.url, "CLIENT_ID": "id", "SECRET": "s", "OFFICER": "officer@example.org"}
    for name, value in told.items():
        monkeypatch.setenv(f"RASSO_{name}", value)

    def run(*files):
        monkeypatch.setattr("sys.argv", [str(PROGRAM), *map(str, files)])
        with pytest.raises(SystemExit) as end:
            run_path(str(PROGRAM), run_name="__main__")
        return capsys.readouterr().out, end.value.code

    return run


@pytest.fixture
def statement(tmp_path):
    statement = tmp_path / "statement.txt"
    statement.write_text("What she said.")
    return statement


def documents(office):
    """For each action: whether each of its answers had documents."""
    return [[b"filename=" in each for each in said] for said in office.said.values()]


@pytest.mark.parametrize(
    ("faults", "waited"),
    [
        ([LOST], [1]),
        ([HALF], [1]),
        ([(503, {})], [1]),
        ([BUSY, (500, {})], [5, 2]),
        ([IN_FLIGHT, IN_FLIGHT], [1, 1]),
        ([(429, {"Retry-After": "17"})], [17]),
    ],
)
def test_the_program_waits_as_told_and_repeats_the_same_call(office, rasso, waits, faults, waited):
    office.faults[MADE] = faults
    key = str(uuid4())
    assert rasso.make(MADE, SAID, key).body == {"id": "made", "version": 1}
    assert waits == waited
    assert office.keys(MADE) == [key] * (1 + len(waited))
    assert len(office.made) == 1


@pytest.mark.parametrize("fault", [LOST, BUSY, IN_FLIGHT, (429, {"Retry-After": "60"})])
def test_what_was_not_heard_of_in_five_tries_is_asked_again_under_its_callers_key(
    office, rasso, waits, example, fault
):
    office.faults[MADE] = [LOST, *[fault] * 4]
    key = str(uuid4())
    with pytest.raises(example.NoAnswer, match="Not known whether it was done") as none:
        rasso.make(MADE, SAID, key)
    assert none.value.key == key
    assert len(office.keys(MADE)) == 5 and len(waits) == 4
    rasso.make(MADE, SAID, key)
    assert set(office.keys(MADE)) == {key} and len(office.made) == 1


@pytest.mark.parametrize("fault", [LOST, (503, {}), IN_FLIGHT])
def test_a_refusal_after_a_lost_answer_does_not_say_that_nothing_was_done(
    office, rasso, example, fault
):
    office.faults[MADE] = [fault, (403, {})]
    with pytest.raises(example.NoAnswer, match="403"):
        rasso.make(MADE, SAID, str(uuid4()))


@pytest.mark.parametrize(
    "faults", [[LOST, (409, {})], [LOST, (422, {})], [(403, {})], [(429, {}), (403, {})]]
)
def test_a_refusal_raises_a_problem(office, rasso, example, faults):
    *_before, (status, _headers) = office.faults[MADE] = list(faults)
    with pytest.raises(example.Problem) as no:
        rasso.make(MADE, SAID, str(uuid4()))
    assert no.value.status == status


def test_an_unanswered_read_has_no_key_to_repeat(office, rasso, example):
    office.faults["/api/notices/"] = [BUSY] * 5
    with pytest.raises(example.NoAnswer, match="No answer: 503") as none:
        rasso.get("/api/notices/")
    assert none.value.key is None


@pytest.mark.parametrize("fault", [LOST, IN_FLIGHT])
def test_run_again_it_first_makes_the_call_of_which_it_has_not_heard(office, run, statement, fault):
    office.faults[FIRST] = [LOST, *[fault] * 4]
    printed, end = run(statement)
    assert "Not known whether it was done" in end and "Left to the officer" not in printed
    assert "Not reached: [2, 3]" in printed
    assert office.keys(END) == [None]

    printed, end = run(statement)
    assert "ANSWERED: Said. Documents: 1" in printed and "Run this again" in end
    assert len(office.keys(FIRST)) == 6 and len(set(office.keys(FIRST))) == 1
    assert office.keys(SECOND) == []

    printed, end = run()
    assert end is None and printed.count("ANSWERED") == 2
    assert documents(office) == [[True], [False], [False]]
    assert "Nothing waits" in run()[0]


def test_run_again_it_does_not_forget_while_it_is_refused(office, run, statement):
    office.faults[FIRST] = [LOST] * 5 + [(403, {})]
    run(statement)
    for _time in range(2):
        _printed, end = run(statement)
        assert end
    assert len(set(office.keys(FIRST))) == 1
    assert documents(office) == [[True], [], []]


def test_what_another_has_answered_meanwhile_is_forgotten(office, run, tmp_path):
    office.faults[FIRST] = [BUSY] * 5
    run()
    office.said["a1"].append(b"By another.")
    _printed, end = run()
    assert end.startswith("412 ")
    assert run()[1] is None and office.said["a1"] == [b"By another."]
    assert not list(tmp_path.glob("asked-*"))


def test_what_has_changed_is_told_and_the_others_are_answered(office, run, statement):
    office.faults[FIRST] = [(412, {})]
    printed, end = run(statement)
    assert "Changed since it was read; run this again." in printed
    assert end == "Not answered: [1]"
    # The document was sent with the first answer.
    assert documents(office) == [[], [False], [False]]
    assert run(statement)[1] is None
    assert documents(office) == [[True], [False], [False]]
    assert office.keys(END) == [None, None]


@pytest.mark.parametrize("status", [404, 422, 428])
def test_what_cannot_be_answered_is_told_and_the_others_are_answered(office, run, status):
    office.faults[SECOND] = [(status, {})]
    printed, end = run()
    assert f"{status} Fault {status}" in printed and end == "Not answered: [2]"
    assert documents(office) == [[False], [], [False]]
    assert office.keys(END) == [None]


def test_what_is_not_as_things_are_is_left_to_the_officer(office, run, statement):
    office.faults[FIRST] = [(409, {})]
    printed, end = run(statement)
    assert "Left to the officer: Not done." in printed and end is None
    assert documents(office) == [[], [True], [False]]


@pytest.mark.parametrize("fault", [LOST, BUSY, (429, {"Retry-After": "60"})])
def test_a_token_that_cannot_be_ended_is_told_after_all_was_done(office, run, fault):
    office.faults[END] = [fault]
    printed, end = run()
    assert end is None and "it ends by itself" in printed
    assert documents(office) == [[False]] * 3


def test_a_file_that_is_not_there_is_told_before_anything_is_asked(office, run):
    _printed, end = run("nothing.pdf")
    assert re.search(r"nothing\.pdf", end)
    assert office.said == {"a1": [], "a2": [], "a3": []} and office.keys(END) == [None]
