"""
A report reveals nothing about fewer than five people, even with other reports and own knowledge.
"""

import random
from collections import Counter
from itertools import count

import pytest

from pilots.disclosure_control.panel_tables import PanelAnswer, suppressed_table
from pilots.queries.panel_reports import UNSOUND_GRADES, _agreement_of_opinions, _report_tables
from tests.support.pilots.disclosure_attacker import Attacker

CASES = count()
FINE = [("C",), ("O",), ("I",), ("X",)]
GRADES = [FINE, [("C",), ("O",), ("I", "X")], [("C", "O"), ("I", "X")]]
TOTAL = [[("C", "O", "I", "X")]]


def shown_values(cells):
    """What the reports of a year show of {(area, panel, answer): people}."""
    found = [
        PanelAnswer(*cell, next(CASES)) for cell, people in cells.items() for _ in range(people)
    ]
    totals = suppressed_table(found, TOTAL)
    return totals, suppressed_table(found, GRADES, among=set(totals) - {None})


def random_year(seed):
    """A year of one to four areas with one to three panels each, some of them tiny."""
    chance, cells = random.Random(seed), Counter()
    for area in range(chance.randint(1, 4)):
        for panel in range(chance.randint(1, 3)):
            weights = [chance.choice([0, 1, 3, 9]) or 0.1 for _ in "COIX"]
            for _ in range(chance.choice([0, 2, 5, 8, 14, 25])):
                [answer] = chance.choices("COIX", weights)
                cells[area, f"{area}/{panel}", answer] += 1
    return cells


@pytest.mark.parametrize("tens", range(10))
def test_fewer_than_five_people_cannot_be_derived(tens):
    shown = 0
    for seed in range(tens * 30, tens * 30 + 30):
        cells = random_year(seed)
        tables = shown_values(cells)
        assert Attacker(cells, tables).works_out() is None, (seed, cells, tables)
        shown += len(tables[1])
    assert shown > 10  # and it must not hide everything


def test_the_attacker_finds_what_is_there_to_be_found():
    cells = {("A", "A1", "C"): 20, ("B", "B1", "C"): 3}
    assert Attacker(cells, [{None: {("C",): 23}, "A": {("C",): 20}}]).works_out()
    assert Attacker(cells, [{None: {("C",): 23}}]).works_out()  # the convener of A can compute it
    whole = {("A", "A1", "C"): 20, ("A", "A2", "C"): 9, ("B", "B1", "C"): 12}
    assert Attacker(whole, [{None: {("C",): 41}, "A": {("C",): 29}}]).works_out() is None


def test_an_area_too_small_is_hidden_and_so_is_the_one_by_which_it_could_be_worked_out():
    small = {("A", f"A{n}", "C"): 9 for n in (1, 2)} | {("B", "B1", "C"): 4, ("B", "B2", "C"): 3}
    big = {("D", f"D{n}", "C"): 12 for n in (1, 2)}
    totals, _grades = shown_values(small | big)
    assert set(totals) == {None, "D"}  # not A, or B would be the difference


def test_rare_answers_are_put_together_in_every_report_alike():
    a_panel = {"C": 9, "O": 8, "I": 3, "X": 2}
    sat = [(area, f"{area}{n}") for area in "AB" for n in (1, 2)]
    cells = {(*who, answer): people for who in sat for answer, people in a_panel.items()}
    _totals, grades = shown_values(cells)
    assert set(grades[None]) == {("C",), ("O",), ("I", "X")}
    assert {tuple(counts) for counts in grades.values()} == {tuple(grades[None])}
    assert set(grades) == {None, "A", "B"} and grades[None][("I", "X")] == 20


def opinion_rows(n, *, area=1, panels=2, **facts):
    facts = {"grade": "CONSISTENT", "themes": [], "back": "NO"} | facts
    return [
        {"area": area, "panel": f"{area}/{p}", "case": next(CASES), **facts}
        for p in range(panels)
        for _ in range(n)
    ]


def test_the_tables_say_numbers_none_or_that_there_are_too_few():
    year = (
        opinion_rows(8, themes=["DELAY"])
        + opinion_rows(9, grade="INAPPROPRIATE")
        + opinion_rows(1, themes=["COURT"])
    )
    found = _report_tables(year, None)
    assert found["read"] == [("Decisions that were read", 35)]
    assert ("Inappropriate", 20) in found["grades"] and (
        "Consistent with the evidence and policy",
        20,
    ) in found["grades"]
    themes = {str(label): number for label, number in found["themes"]}
    assert themes["Delay"] == 15 and str(themes["Court"]) == "Too few to show"
    assert str(themes["Advocates"]) == "Fewer than 5"
    assert [str(number) for _what, number in found["back"]] == ["Fewer than 5"] * 3


def test_five_suspects_of_one_case_are_one_case_and_are_not_shown():
    year = opinion_rows(9) + [
        row for grade in UNSOUND_GRADES for row in opinion_rows(8, grade=grade)
    ]
    for row in year:
        if row["grade"] == "INAPPROPRIATE":
            row["case"] = row["panel"]  # one panel read all of it
    grades = [number for _what, number in _report_tables(year, None)["grades"]]
    assert grades == [
        20,
        "Fewer than 5",
        30,
    ]  # "unsound" and "unknown" are combined


def test_the_cases_of_every_panel_but_one_are_enough_not_only_their_suspects():
    year = opinion_rows(9, panels=2)
    assert _report_tables(year, None)["read"] == [("Decisions that were read", 20)]
    for row in year:
        row["case"] = row["panel"]
    assert str(_report_tables(year, None)["read"][0][1]) == "Too few to show"


def test_nothing_is_told_of_one_small_panel():
    found = _report_tables(opinion_rows(2, panels=1), 1)
    said = {str(number) for lines in found.values() for _what, number in lines}
    assert said == {"Too few to show"}


def member_opinions(drawn, *, area=1, panels=2, grades=("CONSISTENT", "OBSERVATIONS"), case=None):
    """Members' opinions on some drawn cases of each panel."""
    return [
        (area, f"{area}/{p}", case or at, at, grade)
        for p in range(panels)
        for at in (next(CASES) for _ in range(drawn))
        for grade in grades
    ]


def test_agreement_over_all_areas_is_told_where_no_panel_or_area_knows_too_much():
    assert "Too few" not in _agreement_of_opinions(member_opinions(6))
    assert "Too few" not in _agreement_of_opinions(member_opinions(6) + member_opinions(6, area=2))
    assert _agreement_of_opinions(member_opinions(12, panels=1)) == "Too few to show"


def test_a_convener_cannot_derive_how_far_other_areas_agreed():
    assert (
        _agreement_of_opinions(member_opinions(6) + member_opinions(2, area=2)) == "Too few to show"
    )


def test_only_the_cases_count_that_two_members_graded_and_each_case_once():
    alone = member_opinions(9, area=2, grades=("CONSISTENT", "CANNOT_CONCLUDE"))
    assert (
        _agreement_of_opinions(member_opinions(6) + alone + member_opinions(2, area=2))
        == "Too few to show"
    )
    of_one = member_opinions(9, area=2, panels=1, case=next(CASES))
    assert _agreement_of_opinions(member_opinions(6) + of_one) == "Too few to show"
