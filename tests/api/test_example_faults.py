"""The client in docs/examples does nothing twice if the network or the service fails."""

import re
from runpy import run_path
from uuid import uuid4

import pytest

from tests.api.conftest import PROGRAM
from tests.support.api.example_server import HALF, LOST, ExampleOffice

MADE, END = "/api/made/", "/api/token/end/"
FIRST, SECOND = (f"/api/actions/{each}/answer/" for each in ("a1", "a2"))
BUSY, IN_FLIGHT = (503, {"Retry-After": "5"}), (409, {"Retry-After": "1"})
SAID = {"name": "Somebody"}


@pytest.fixture
def example_office():
    office = ExampleOffice("a1", "a2", "a3")
    yield office
    office.stop()


@pytest.fixture
def retry_waits(monkeypatch):
    """The seconds that the program would have waited before each retry."""
    waits = []
    monkeypatch.setattr("time.sleep", waits.append)
    return waits


@pytest.fixture
def rasso(example_office, retry_waits, example):
    return example.Rasso(example_office.url, "id", "secret", "officer@example.org")


@pytest.fixture
def run_program(example_office, retry_waits, tmp_path, monkeypatch, capsys):
    """A function that runs the program. Returns (its output, its exit message)."""
    monkeypatch.chdir(tmp_path)
    told = {
        "URL": example_office.url,
        "CLIENT_ID": "id",
        "SECRET": "s",
        "OFFICER": "officer@example.org",
    }
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


def has_documents(example_office):
    """For each action: whether each of its answers had documents."""
    return [[b"filename=" in each for each in said] for said in example_office.said.values()]


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
def test_the_program_waits_as_told_and_repeats_the_same_call(
    example_office, rasso, retry_waits, faults, waited
):
    example_office.faults[MADE] = faults
    key = str(uuid4())
    assert rasso.make(MADE, SAID, key).body == {"id": "made", "version": 1}
    assert retry_waits == waited
    assert example_office.keys(MADE) == [key] * (1 + len(waited))
    assert len(example_office.made) == 1


@pytest.mark.parametrize("fault", [LOST, BUSY, IN_FLIGHT, (429, {"Retry-After": "60"})])
def test_a_call_unanswered_in_five_tries_is_repeated_under_its_callers_key(
    example_office, rasso, retry_waits, example, fault
):
    example_office.faults[MADE] = [LOST, *[fault] * 4]
    key = str(uuid4())
    with pytest.raises(example.NoAnswer, match="Not known whether it was done") as none:
        rasso.make(MADE, SAID, key)
    assert none.value.key == key
    assert len(example_office.keys(MADE)) == 5 and len(retry_waits) == 4
    rasso.make(MADE, SAID, key)
    assert set(example_office.keys(MADE)) == {key} and len(example_office.made) == 1


@pytest.mark.parametrize("fault", [LOST, (503, {}), IN_FLIGHT])
def test_a_refusal_after_a_lost_answer_does_not_say_that_nothing_was_done(
    example_office, rasso, example, fault
):
    example_office.faults[MADE] = [fault, (403, {})]
    with pytest.raises(example.NoAnswer, match="403"):
        rasso.make(MADE, SAID, str(uuid4()))


@pytest.mark.parametrize(
    "faults", [[LOST, (409, {})], [LOST, (422, {})], [(403, {})], [(429, {}), (403, {})]]
)
def test_a_refusal_raises_a_problem(example_office, rasso, example, faults):
    *_before, (status, _headers) = example_office.faults[MADE] = list(faults)
    with pytest.raises(example.Problem) as no:
        rasso.make(MADE, SAID, str(uuid4()))
    assert no.value.status == status


def test_an_unanswered_read_has_no_key_to_repeat(example_office, rasso, example):
    example_office.faults["/api/notices/"] = [BUSY] * 5
    with pytest.raises(example.NoAnswer, match="No answer: 503") as none:
        rasso.get("/api/notices/")
    assert none.value.key is None


@pytest.mark.parametrize("fault", [LOST, IN_FLIGHT])
def test_run_again_it_first_makes_the_call_of_which_it_has_not_heard(
    example_office, run_program, statement, fault
):
    example_office.faults[FIRST] = [LOST, *[fault] * 4]
    printed, end = run_program(statement)
    assert "Not known whether it was done" in end and "Left to the officer" not in printed
    assert "Not reached: [2, 3]" in printed
    assert example_office.keys(END) == [None]

    printed, end = run_program(statement)
    assert "ANSWERED: Said. Documents: 1" in printed and "Run this again" in end
    assert len(example_office.keys(FIRST)) == 6 and len(set(example_office.keys(FIRST))) == 1
    assert example_office.keys(SECOND) == []

    printed, end = run_program()
    assert end is None and printed.count("ANSWERED") == 2
    assert has_documents(example_office) == [[True], [False], [False]]
    assert "Nothing waits" in run_program()[0]


def test_run_again_it_does_not_forget_while_it_is_refused(example_office, run_program, statement):
    example_office.faults[FIRST] = [LOST] * 5 + [(403, {})]
    run_program(statement)
    for _time in range(2):
        _printed, end = run_program(statement)
        assert end
    assert len(set(example_office.keys(FIRST))) == 1
    assert has_documents(example_office) == [[True], [], []]


def test_an_answer_given_by_another_caller_meanwhile_is_dropped(
    example_office, run_program, tmp_path
):
    example_office.faults[FIRST] = [BUSY] * 5
    run_program()
    example_office.said["a1"].append(b"By another.")
    _printed, end = run_program()
    assert end.startswith("412 ")
    assert run_program()[1] is None and example_office.said["a1"] == [b"By another."]
    assert not list(tmp_path.glob("asked-*"))


def test_a_changed_action_is_reported_and_the_others_are_answered(
    example_office, run_program, statement
):
    example_office.faults[FIRST] = [(412, {})]
    printed, end = run_program(statement)
    assert "Changed since it was read; run this again." in printed
    assert end == "Not answered: [1]"
    # The document was sent with the first answer.
    assert has_documents(example_office) == [[], [False], [False]]
    assert run_program(statement)[1] is None
    assert has_documents(example_office) == [[True], [False], [False]]
    assert example_office.keys(END) == [None, None]


@pytest.mark.parametrize("status", [404, 422, 428])
def test_an_unanswerable_action_is_reported_and_the_others_are_answered(
    example_office, run_program, status
):
    example_office.faults[SECOND] = [(status, {})]
    printed, end = run_program()
    assert f"{status} Fault {status}" in printed and end == "Not answered: [2]"
    assert has_documents(example_office) == [[False], [], [False]]
    assert example_office.keys(END) == [None]


def test_an_answer_that_does_not_fit_the_state_is_left_to_the_officer(
    example_office, run_program, statement
):
    example_office.faults[FIRST] = [(409, {})]
    printed, end = run_program(statement)
    assert "Left to the officer: Not done." in printed and end is None
    assert has_documents(example_office) == [[], [True], [False]]


@pytest.mark.parametrize("fault", [LOST, BUSY, (429, {"Retry-After": "60"})])
def test_a_token_that_cannot_be_ended_is_told_after_all_was_done(
    example_office, run_program, fault
):
    example_office.faults[END] = [fault]
    printed, end = run_program()
    assert end is None and "it ends by itself" in printed
    assert has_documents(example_office) == [[False]] * 3


def test_a_file_that_is_not_there_is_told_before_anything_is_asked(example_office, run_program):
    _printed, end = run_program("nothing.pdf")
    assert re.search(r"nothing\.pdf", end)
    assert example_office.said == {"a1": [], "a2": [], "a3": []} and example_office.keys(END) == [
        None
    ]
