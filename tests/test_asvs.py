"""
The table of ASVS requirements is whole, and each file that it names exists.

The numbers come from a list of their own, docs/security/asvs_numbers.txt, which says its source.
Whether a file shows what it is named for is for a reader to judge.
"""

import re
from collections import Counter

import pytest

from rasso.settings.environment import ROOT

FOLDER = ROOT / "docs" / "security"
PAGE = (FOLDER / "asvs.md").read_text()
NUMBER = r"\d+\.\d+\.\d+"
STATES = ("met", "partly", "not met", "does not apply")
# A file or folder of the repository, as opposed to a command or the name of a setting.
PATH = re.compile(r"`([\w-]*[/.][\w./-]*)`")


def level_by_number():
    """The level of each requirement of the list, by its number."""
    lines = (FOLDER / "asvs_numbers.txt").read_text().splitlines()
    pairs = [line.split() for line in lines if not line.startswith("#")]
    assert len(pairs) == len({number for number, _level in pairs}) > 200
    return dict(pairs)


def requirement_rows(page=PAGE):
    """(number, state with its reason, what shows it) of each row of a page."""
    found = re.findall(rf"^\| ({NUMBER}) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$", page, re.MULTILINE)
    assert len(found) == len(re.findall(rf"^\| {NUMBER} ", page, re.MULTILINE))  # all can be read
    return found


def state_of_row(text):
    """The state with which the text of a cell begins. Only “does not apply” has a reason there."""
    return text.partition(":")[0]


def section_of_page(heading):
    """The text between a heading of the page and the next one."""
    return PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_each_requirement_of_both_levels_stands_once():
    numbers = [number for number, *_ in requirement_rows()]
    assert sorted(numbers) == sorted(level_by_number())


def test_each_requirement_stands_in_its_chapter():
    headings = re.findall(r"^## (\d+) (.+)$", PAGE, re.MULTILINE)
    assert [int(chapter) for chapter, _name in headings] == list(range(1, len(headings) + 1))
    for chapter, name in headings:
        rows = requirement_rows(section_of_page(f"{chapter} {name}") + "\n")
        assert rows and {number.partition(".")[0] for number, *_ in rows} == {chapter}


def test_each_row_has_a_state_and_what_shows_it():
    for number, state, shown in requirement_rows():
        assert state_of_row(state) in STATES, number
        assert (":" in state) == (state_of_row(state) == "does not apply"), number  # says why
        assert state not in ("met", "partly") or PATH.search(shown), number


def test_each_file_that_is_named_exists():
    named = {path for *_, shown in requirement_rows() for path in PATH.findall(shown)}
    assert len(named) > 50
    assert [path for path in sorted(named) if not (ROOT / path).is_file()] == []


def test_the_counts_at_the_top_are_those_of_the_rows():
    levels = level_by_number()
    counts = Counter(
        (state_of_row(state), levels[number]) for number, state, _ in requirement_rows()
    )
    expected = {
        state: [counts[state, "1"], counts[state, "2"], counts[state, "1"] + counts[state, "2"]]
        for state in STATES
    }
    expected["all"] = [sum(column) for column in zip(*expected.values(), strict=True)]
    written = re.findall(
        r"^\| ([a-z ]+) \| (\d+) \| (\d+) \| (\d+) \|$", section_of_page("Counts"), re.MULTILINE
    )
    assert {state: [int(each) for each in found] for state, *found in written} == expected


@pytest.mark.parametrize(("heading", "state"), [("Not met", "not met"), ("Partly met", "partly")])
def test_what_is_not_whole_is_listed_at_the_top(heading, state):
    listed = re.findall(rf"\b{NUMBER}\b", section_of_page(heading))
    assert listed == [number for number, found, _ in requirement_rows() if found == state]
