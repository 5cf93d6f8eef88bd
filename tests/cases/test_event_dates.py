"""
Which offences can be alleged for the acts of tests/support/cases/expected/event_dates.csv.

The days of each Act are written down here a second time, from the same sources, and read from
nothing of the product: an offence of an Act that did not apply is stopped, with the Act that did.
"""

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.offences.alleged_days import ActDays, Doubt, Verdict, judge_offence
from cases.offences.both_acts import are_of_both_acts
from cases.offences.judgement_texts import judgement_text
from cases.offences.queries.offence_table import dated_offences, judge, judge_for_any

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
EVENTS = ROOT / "tests" / "support" / "cases" / "expected" / "event_dates.csv"
LIST = ROOT / "cases" / "data" / "offences.csv"

A1956, A1960 = "Sexual Offences Act 1956", "Indecency with Children Act 1960"
A2000, A2003 = "Sexual Offences (Amendment) Act 2000", "Sexual Offences Act 2003"
A2015 = "Criminal Justice and Courts Act 2015"
START_1956, END_1956 = date(1957, 1, 1), date(2004, 4, 30)
START_2003 = date(2004, 5, 1)
# (Act, section) → first and last day; without a section, of the whole Act.
DAYS = {
    (A1956, ""): (START_1956, END_1956),
    (A1960, ""): (date(1960, 7, 2), END_1956),
    (A2000, ""): (date(2001, 1, 8), END_1956),
    (A2003, ""): (START_2003, date.max),
    (A2003, "15A"): (date(2017, 4, 3), date.max),
    (A2003, "66B"): (date(2024, 1, 31), date.max),
    (A2003, "66E"): (date(2026, 2, 6), date.max),
    (A2003, "67A"): (date(2019, 4, 12), date.max),
    (A2015, "33"): (date(2015, 4, 13), date(2024, 1, 30)),
    ("Serious Crime Act 2015", "75A"): (date(2022, 6, 7), date.max),
    ("Serious Crime Act 2015", "76"): (date(2015, 12, 29), date.max),
    ("Offences against the Person Act 1861", ""): (date(1861, 11, 1), date.max),
}
# Stopped by its days as well, for the codes named: a rule of the Act changed within it.
CHANGED_WITHIN = {
    ("E07", f"{A1956} s.1"): ["SX56072", "SX56073"],  # a man as the victim of rape
    ("E27", f"{A1960} s.1"): ["IC60001", "IC60002"],  # a child of 14 or 15
}


def parse_day(text):
    return date.fromisoformat(text) if text else None


def csv_rows(path):
    with path.open(newline="") as lines:
        return list(csv.DictReader(lines))


VECTORS = {row["id"]: row for row in csv_rows(EVENTS)}
LISTED = {row["code"]: row for row in csv_rows(LIST)}


def provisions(text):
    return [each for each in text.split("; ") if each and each != "none in the table"]


def split_provision(provision):
    act, _, section = provision.rpartition(" s.")
    return act, section


def days_of_provision(provision):
    act, section = split_provision(provision)
    return DAYS.get((act, section.partition("(")[0])) or DAYS[(act, "")]


def codes_of_provision(provision):
    """The codes of the full offences under an Act and section."""
    act, section = split_provision(provision)
    return [
        row["code"]
        for row in LISTED.values()
        if row["statute"] == act
        and not row["inchoate"]
        and (row["section"] == section or row["section"].startswith(f"{section}("))
    ]


def judgements_of(vector, codes):
    first, last = parse_day(vector["event_from"]), parse_day(vector["event_to"])
    return [judge(code, first, last) for code in codes]


def is_outside(vector, provision):
    first, last = days_of_provision(provision)
    begun = parse_day(vector["event_from"])
    return begun > last or (parse_day(vector["event_to"]) or begun) < first


CASES = [(id_, each) for id_, row in VECTORS.items() for each in provisions(row["expected"])]
OUTSIDE = [
    (id_, each)
    for id_, row in VECTORS.items()
    for each in provisions(row["not_this"])
    if is_outside(row, each)
]


def test_the_events_are_forty():
    assert len(VECTORS) == 40
    assert len(OUTSIDE) > 15


@pytest.mark.parametrize(("id_", "provision"), CASES)
def test_the_offence_of_the_day_can_be_alleged_and_charged(id_, provision):
    found = judgements_of(VECTORS[id_], codes_of_provision(provision))
    assert any(each.may_be_alleged and each.may_be_charged for each in found)
    if id_ == "E15":
        assert {each.verdict for each in found} == {Verdict.ALTERNATIVE}


@pytest.mark.parametrize(("id_", "provision"), OUTSIDE)
def test_an_offence_of_an_act_that_did_not_apply_is_stopped_and_the_one_that_did_is_named(
    id_, provision
):
    vector = VECTORS[id_]
    confirmed = [
        code for code in codes_of_provision(provision) if LISTED[code]["confidence"] == "read"
    ]
    found = judgements_of(vector, confirmed)
    assert found and not any(each.may_be_charged for each in found)
    wanted = provisions(vector["expected"])
    if not wanted:
        assert {each.verdict for each in found} == {Verdict.FOR_LAWYER}
    acts = {split_provision(each)[0] for each in wanted}
    for each in found:
        if each.verdict == Verdict.STOPPED:
            assert any(act in judgement_text(each) for act in acts)
        else:
            assert "It is for a lawyer, and cannot be charged as it is." in judgement_text(each)


@pytest.mark.parametrize(
    ("id_", "provision", "then"),
    [
        ("E02", f"{A2003} s.1", f"{A1956} s.1"),
        ("E10", f"{A2003} s.1", "s.14"),
        ("E12", f"{A1956} s.14", f"{A2003} s.1, s.2"),
        ("E21", f"{A2003} s.5", "s.5"),
        ("E36", f"{A2003} s.64", f"{A1956} s.10"),
        ("E37", f"{A1956} s.10", "s.64"),
        ("E51", f"{A2015} s.33", "s.66B(1), s.66B(2)"),
        ("E55", "Serious Crime Act 2015 s.75A", "Offences against the Person Act 1861 s.21"),
    ],
)
def test_the_section_that_applied_then_is_named(id_, provision, then):
    for each in judgements_of(VECTORS[id_], codes_of_provision(provision)):
        assert each.verdict == Verdict.STOPPED
        assert then in judgement_text(each)


@pytest.mark.parametrize(("id_", "provision"), CHANGED_WITHIN)
def test_a_rule_that_changed_within_an_act_stops_its_codes_too(id_, provision):
    found = judgements_of(VECTORS[id_], CHANGED_WITHIN[id_, provision])
    assert not any(each.may_be_charged for each in found)
    assert {each.verdict for each in found} == (
        {Verdict.FOR_LAWYER} if id_ == "E27" else {Verdict.STOPPED}
    )


@given(code=st.sampled_from(sorted(LISTED)), border=st.sampled_from(["from_on", "until_on"]))
def test_the_first_and_the_last_day_are_inside_and_the_next_to_them_are_not(code, border):
    row = LISTED[code]
    if not (edge := parse_day(row[border])):
        return
    inside = judge(code, edge, None)
    step = timedelta(days=-1 if border == "from_on" else 1)
    outside = judge(code, edge + step, None)
    assert inside.may_be_charged and inside.verdict in (Verdict.ALLOWED, Verdict.WARNED)
    assert (inside.verdict == Verdict.ALLOWED) is (row["confidence"] == "read")
    if row["confidence"] == "read" or START_2003 in (edge, edge + step):
        assert not outside.may_be_charged
    else:
        assert outside.verdict == Verdict.WARNED


@given(
    code=st.sampled_from(sorted(LISTED)),
    first=st.dates(date(1940, 1, 1), date(2030, 1, 1)),
    lasts=st.integers(0, 9000),
)
def test_a_longer_time_never_turns_what_can_be_alleged_into_what_cannot(code, first, lasts):
    row, last = LISTED[code], first + timedelta(days=lasts)
    begins, ends = parse_day(row["from_on"]) or date.min, parse_day(row["until_on"]) or date.max
    found = judge(code, first, last)
    if begins <= last and first <= ends:
        assert found.may_be_charged
    if begins <= first and last <= ends:
        assert found.verdict in (Verdict.ALLOWED, Verdict.WARNED)
    elif found.verdict == Verdict.ALTERNATIVE:
        assert first < START_2003 <= last
        assert begins == START_2003 or ends == END_1956
        assert "Violent Crime Reduction Act 2006 s.55" in judgement_text(found)
    else:
        assert found.doubts or not found.may_be_charged


def test_an_unconfirmed_date_warns_and_only_1_may_2004_refuses():
    found = judge("SX56015", date(1960, 1, 1), None)
    assert found.verdict == Verdict.WARNED
    assert "those days are not confirmed. A lawyer must check them." in judgement_text(found)
    assert judge("SX56015", date(2010, 1, 1), None).verdict == Verdict.STOPPED


def test_a_time_across_another_border_is_for_a_lawyer_to_look_at():
    found = judge("SC15005", date(2022, 6, 1), date(2022, 6, 30))
    assert found.verdict == Verdict.WARNED
    assert judgement_text(found) == (
        "Not all of the dates are among the days on which this offence applies (from 7 June 2022)."
        " A lawyer must look at them."
    )


@pytest.mark.parametrize("code", ["SX03131", "SX03131A", "SX03234", "SX03234A", "SX03243"])
def test_what_may_have_ended_warns_of_acts_from_that_day_on_and_stops_nothing(code):
    told = (
        "This offence may not apply to acts from 29 June 2026 (Crime and Policing Act 2026:"
        " offences of taking or recording intimate images; not confirmed). A lawyer must check"
        " whether it does."
    )
    for days in [(date(2026, 6, 29), None), (date(2026, 6, 1), date(2026, 7, 1))]:
        found = judge(code, *days)
        assert found.verdict == Verdict.WARNED and found.may_be_charged
        assert told in judgement_text(found)
    assert told not in judgement_text(judge(code, date(2026, 6, 28), None))


def test_what_did_not_end_is_not_doubted():
    for code in ("SX03129", "SX03130", "SX03132", "SX03233"):
        assert judge(code, date(2026, 7, 1), None).verdict == Verdict.ALLOWED


def test_an_attempt_under_an_earlier_act_is_for_a_lawyer_who_is_told_the_act():
    found = judge("SX03001A", date(1990, 1, 1), None)
    assert found.verdict == Verdict.FOR_LAWYER
    assert "Sexual Offences Act 1956 s.1" in judgement_text(found)


@pytest.mark.parametrize("code", ["SX03002A", "SX03001C", "SX03001B"])
def test_across_1_may_2004_no_full_offence_stands_for_an_attempt_a_conspiracy_or_aiding(code):
    found = judge(code, date(2004, 3, 1), date(2004, 7, 31))
    assert found.verdict == Verdict.WARNED
    assert judgement_text(found) == (
        "The dates cross 1 May 2004, when the law changed. This offence applies from 1 May 2004."
        " On the other dates Sexual Offences Act 1956 s.1, s.12, s.14 or s.15 applied, but the list"
        " has no such offence under it. A lawyer must look at them."
    )


def test_across_1_may_2004_an_attempt_is_charged_beside_an_attempt():
    codes = ("SX03002A", "SX03002", "SX56001")
    attempt, rape, old_rape = (dated_offences()[code] for code in codes)
    old_attempt = replace(old_rape, code="X1", inchoate=attempt.inchoate)
    across = ActDays(date(2004, 3, 1), date(2004, 7, 31))
    table = [attempt, rape, old_rape, old_attempt]
    judged = {each.code: judge_offence(each, across, table) for each in table}
    assert {each.verdict for each in judged.values()} == {Verdict.ALTERNATIVE}
    assert judged["SX03002A"].applied == (old_attempt,)
    assert judged["SX03002"].applied == (old_rape,)
    assert are_of_both_acts(judged["SX03002A"], judged["X1"])
    assert not are_of_both_acts(judged["SX03002A"], judged["SX56001"])
    assert not are_of_both_acts(judged["SX03002"], judged["X1"])


@pytest.mark.parametrize(("code", "then"), [
    ("VG24010", "Vagrancy Act 1824 s.4"), ("TP47003", "Town Police Clauses Act 1847 s.28"),
])  # fmt: skip
def test_exposure_before_1_may_2004_can_be_alleged_and_is_named(code, then):
    day = date(2002, 5, 5)
    assert judge(code, day, None).may_be_charged
    assert judge("SX03128", day, None).verdict == Verdict.STOPPED
    assert then in judgement_text(judge("SX03128", day, None))
    assert not judge(code, date(2004, 5, 1), None).may_be_charged
    across = judge("SX03128", date(2004, 3, 1), date(2004, 7, 31))
    assert across.verdict == Verdict.ALTERNATIVE and then in judgement_text(across)


def test_an_indecent_assault_on_a_male_before_1957_can_be_alleged():
    assert judge("OF61132", date(1955, 5, 5), None).may_be_charged
    after = judge("OF61132", date(1957, 1, 1), None)  # that it ended then is only recalled
    assert (after.verdict, after.doubts) == (Verdict.WARNED, (Doubt.OUTSIDE_NOT_CONFIRMED,))


def test_an_offence_without_days_of_its_own_need_only_fit_one_of_the_acts():
    old, new = (date(1998, 3, 3), None), (date(2010, 3, 3), None)
    assert judge_for_any("SX03001", [old, new]).verdict == Verdict.ALLOWED
    assert judge_for_any("SX03001", [old]).verdict == Verdict.STOPPED
    assert judge_for_any("SX03001", []) is None


def test_the_list_has_nothing_that_cannot_be_charged():
    assert set(LISTED) <= set(dated_offences())
    assert not [code for code in LISTED if len(code) == 7 and code[4] == "A"]
    assert {"SC15006", "OF61031", "TH68030", "COML017", "SX56001"} <= set(LISTED)
    assert len(LISTED) == 582
