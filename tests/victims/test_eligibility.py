"""When a decision is within a VRR scheme: a table written by hand, and dates."""

from datetime import date
from itertools import product

import pytest

from timeliness.periods import PERIODS_BY_VERSION
from victims import vrr_rules
from victims.vrr_rules import (
    REASON_SOURCES,
    EligibilityFacts,
    IneligibleReason,
    ReviewableDecision,
    ineligible_reasons,
    may_be_reviewed_before_stop,
    time_to_ask_window,
)

# Columns: interviewed, some charged, withdrew or asked not to go on, in a pilot area. The time to
# ask is no column, because a late request is not refused. A decision that none of them can bring
# within its scheme has its reason beside it.
INTERVIEWED, PART, NOT_TO_GO_ON, PILOT = range(4)
OUTSIDE = {
    "POLICE_NO_CHARGE": set(),
    "POLICE_OTHER_CHARGE": {"OTHER_CHARGE"},
    "POLICE_OUT_OF_COURT": {"OUT_OF_COURT"},
    "CPS_NO_CHARGE": set(),
    "CPS_OUT_OF_COURT": set(),  # the CPS's exclusion has not been read
    "CPS_LESS_CHARGED": {"SOME_CHARGED"},
    "CPS_DISCONTINUED": set(),
    "CPS_NO_EVIDENCE": set(),
    "CPS_ON_FILE": set(),
    "CPS_MEANS_TO_STOP": set(),
}


def expected(decision, facts):
    told = set(OUTSIDE[decision])
    if decision[:6] == "POLICE":
        if not facts[INTERVIEWED]:
            told.add("NOT_INTERVIEWED")
        if facts[NOT_TO_GO_ON]:
            told.add("WITHDREW")
    if facts[PART]:
        told.add("SOME_CHARGED")
    if decision == "CPS_MEANS_TO_STOP" and not facts[PILOT]:
        told.add("NO_PILOT")
    return told


def eligibility_facts(decision, facts):
    return EligibilityFacts(
        decision=ReviewableDecision(decision), is_interviewed=facts[INTERVIEWED],
        is_charged_in_part=facts[PART], asked_not_to_proceed=facts[NOT_TO_GO_ON],
        has_pilot=facts[PILOT],
    )  # fmt: skip


def test_the_table_knows_every_decision():
    assert set(OUTSIDE) == set(ReviewableDecision.values)


@pytest.mark.parametrize("decision", OUTSIDE)
def test_whether_it_can_be_reviewed(decision):
    for facts in product([True, False], repeat=4):
        assert set(ineligible_reasons(eligibility_facts(decision, facts))) == expected(
            decision, facts
        ), facts


def test_the_schemes_cover_the_listed_decisions():
    yes = (True, False, False, True)
    within = {each for each in OUTSIDE if not ineligible_reasons(eligibility_facts(each, yes))}
    assert within == {
        "POLICE_NO_CHARGE", "CPS_NO_CHARGE", "CPS_OUT_OF_COURT", "CPS_DISCONTINUED",
        "CPS_NO_EVIDENCE", "CPS_ON_FILE", "CPS_MEANS_TO_STOP",
    }  # fmt: skip


def test_each_reason_has_its_source_and_the_clock_and_what_was_not_read_are_none():
    assert set(REASON_SOURCES) == set(IneligibleReason)
    assert not {"TOO_LATE", "NOT_TO_PROCEED"} & set(IneligibleReason.values)


# (told, decided by, last ordinary day to ask, prompt until), counted on a paper calendar: Easter
# 2026 is 5 April, Christmas 2026 has Monday 28 December as well, 2028 has a leap day.
DATES = [
    ("2026-03-02", "CPS_NO_CHARGE", "2026-06-02", "2026-03-16"),
    ("2026-03-27", "CPS_NO_CHARGE", "2026-06-27", "2026-04-14"),  # over Good Friday and Easter
    ("2026-12-18", "CPS_DISCONTINUED", "2027-03-18", "2027-01-06"),  # 25, 28 December, 1 January
    ("2026-10-23", "CPS_NO_CHARGE", "2027-01-23", "2026-11-06"),  # clocks go back in between
    ("2027-11-30", "CPS_NO_CHARGE", "2028-02-29", "2027-12-14"),
    ("2027-11-30", "POLICE_NO_CHARGE", "2028-02-29", ""),
    ("2026-11-30", "POLICE_NO_CHARGE", "2027-02-28", ""),
    ("2026-03-02", "POLICE_NO_CHARGE", "2026-06-02", ""),
    ("2026-03-02", "CPS_MEANS_TO_STOP", "", ""),  # no time to ask is established
]


def parse_day(text):
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(("told", "decision", "ask_by", "prompt_by"), DATES)
def test_until_when_a_victim_ordinarily_asks(told, decision, ask_by, prompt_by):
    found = time_to_ask_window(decision, told_on=parse_day(told), area="West Midlands", extra={})
    assert (found.ask_by, found.prompt_by) == (parse_day(ask_by), parse_day(prompt_by))


def test_a_bank_holiday_declared_late_makes_the_prompt_time_a_day_longer():
    found = time_to_ask_window(
        "CPS_NO_CHARGE", told_on=parse_day("2026-03-02"), area="South West",
        extra={parse_day("2026-03-10"): "A day of mourning"},
    )  # fmt: skip
    assert (found.ask_by, found.prompt_by) == (parse_day("2026-06-02"), parse_day("2026-03-17"))


def test_a_request_is_late_after_three_months_and_not_after_ten_working_days():
    found = time_to_ask_window(
        "CPS_NO_CHARGE", told_on=parse_day("2026-03-02"), area="South West", extra={}
    )
    days = ("2026-03-17", "2026-06-02", "2026-06-03", "2027-06-03")
    assert [found.is_late(parse_day(day)) for day in days] == [False, False, True, True]
    found = time_to_ask_window(
        "CPS_MEANS_TO_STOP", told_on=parse_day("2026-03-02"), area="North West", extra={}
    )
    assert not found.is_late(parse_day("2027-06-03"))


PILOTS = [
    ("West Midlands", "2025-06-04", False), ("West Midlands", "2025-06-05", True),
    ("North West", "2026-01-26", False), ("North West", "2026-01-27", True),
    # The first day of the pilot there is not verified, so no day is a reason to refuse.
    ("Yorkshire and Humberside", "2026-01-31", True),
    ("Yorkshire and Humberside", "2026-02-01", True),
    ("Cymru-Wales", "2026-03-31", True), ("Cymru-Wales", "2026-04-01", True),
    ("South West", "2026-11-25", False), ("", "2026-11-25", False),
]  # fmt: skip


@pytest.mark.parametrize(("area", "day", "is_so"), PILOTS)
def test_where_and_since_when_a_case_is_reviewed_before_it_is_stopped(area, day, is_so):
    assert may_be_reviewed_before_stop(on=parse_day(day), area=area) is is_so


def test_the_periods_say_where_they_come_from():
    ours = {period.key for period in PERIODS_BY_VERSION.values() if "vrr_" in period.key}
    asked = {*vrr_rules.ASK_PERIOD_BY_SIDE.values(), *vrr_rules.PROMPT_PERIOD_BY_SIDE.values()}
    assert asked | {vrr_rules.ASK_BEFORE_STOP_PERIOD} <= ours and "vrr_cps_latest" not in ours
    unsure = {
        (period.key, period.area) for period in PERIODS_BY_VERSION.values()
        if "vrr_" in period.key and period.confidence != "sourced"
    }  # fmt: skip
    assert unsure == {
        ("vrr_cps_finish", ""), ("vrr_rasso_expedited_ask", ""),
        ("vrr_rasso_expedited", "Yorkshire and Humberside"),
        ("vrr_rasso_expedited", "Cymru-Wales"),
    }  # fmt: skip
