"""When a decision can be reviewed because the victim asks: a table written by hand, and dates."""

from datetime import date
from itertools import product

import pytest

from timeliness.periods import TABLE
from victims import eligibility
from victims.eligibility import SOURCES, NotEligible, Request, Reviewed, has_pilot, why_not, window

# Columns: interviewed, some charged, withdrew or asked not to go on, too late, in a pilot area.
# A decision that none of them can bring within its scheme has its reason beside it.
INTERVIEWED, PART, NOT_TO_GO_ON, LATE, PILOT = range(5)
OUTSIDE = {
    "POLICE_NO_CHARGE": set(),
    "POLICE_OTHER_CHARGE": {"OTHER_CHARGE"},
    "POLICE_OUT_OF_COURT": {"OUT_OF_COURT"},
    "CPS_NO_CHARGE": set(),
    "CPS_LESS_CHARGED": {"SOME_CHARGED"},
    "CPS_DISCONTINUED": set(),
    "CPS_NO_EVIDENCE": set(),
    "CPS_MEANS_TO_STOP": set(),
}


def expected(decision, facts):
    told = set(OUTSIDE[decision])
    if decision[:6] == "POLICE":
        if not facts[INTERVIEWED]:
            told.add("NOT_INTERVIEWED")
        if facts[NOT_TO_GO_ON]:
            told.add("WITHDREW")
    elif facts[NOT_TO_GO_ON]:
        told.add("NOT_TO_PROCEED")
    if facts[PART]:
        told.add("SOME_CHARGED")
    if facts[LATE]:
        told.add("TOO_LATE")
    if decision == "CPS_MEANS_TO_STOP" and not facts[PILOT]:
        told.add("NO_PILOT")
    return told


def request(decision, facts):
    last = date(2026, 6, 1)
    return Request(
        decision=Reviewed(decision), asked_on=date(2026, 6, 2) if facts[LATE] else last,
        ask_by=date(2026, 3, 16), latest=last, is_interviewed=facts[INTERVIEWED],
        is_charged_in_part=facts[PART], asked_not_to_proceed=facts[NOT_TO_GO_ON],
        has_pilot=facts[PILOT],
    )  # fmt: skip


def test_the_table_knows_every_decision():
    assert set(OUTSIDE) == set(Reviewed.values)


@pytest.mark.parametrize("decision", OUTSIDE)
def test_whether_it_can_be_reviewed(decision):
    for facts in product([True, False], repeat=5):
        assert set(why_not(request(decision, facts))) == expected(decision, facts), facts


def test_what_the_schemes_cover():
    yes = (True, False, False, False, True)
    within = {each for each in OUTSIDE if not why_not(request(each, yes))}
    assert within == {
        "POLICE_NO_CHARGE", "CPS_NO_CHARGE", "CPS_DISCONTINUED", "CPS_NO_EVIDENCE",
        "CPS_MEANS_TO_STOP",
    }  # fmt: skip


def test_each_reason_has_its_source_and_one_is_not_verified():
    assert set(SOURCES) == set(NotEligible)
    unread = {reason for reason, (_source, is_read) in SOURCES.items() if not is_read}
    assert unread == {"NOT_TO_PROCEED"}


# (told, by whom decided, last day as of right, last day as an exception), by a calendar on paper:
# Easter 2026 is 5 April, Christmas 2026 has Monday 28 December as well, 2028 has a leap day.
DATES = [
    ("2026-03-02", "CPS_NO_CHARGE", "2026-03-16", "2026-06-02"),
    ("2026-03-27", "CPS_NO_CHARGE", "2026-04-14", "2026-06-27"),  # over Good Friday and Easter
    ("2026-12-18", "CPS_DISCONTINUED", "2027-01-06", "2027-03-18"),  # 25, 28 December, 1 January
    ("2026-10-23", "CPS_NO_CHARGE", "2026-11-06", "2027-01-23"),  # clocks go back between
    ("2027-11-30", "CPS_NO_CHARGE", "2027-12-14", "2028-02-29"),
    ("2027-11-30", "POLICE_NO_CHARGE", "2028-02-29", "2028-02-29"),
    ("2026-11-30", "POLICE_NO_CHARGE", "2027-02-28", "2027-02-28"),
    ("2026-03-02", "POLICE_NO_CHARGE", "2026-06-02", "2026-06-02"),
]


def on(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(("told", "decision", "ask_by", "latest"), DATES)
def test_until_when_she_can_ask(told, decision, ask_by, latest):
    found = window(decision, told_on=on(told), area="South West", extra={})
    assert (found.ask_by, found.latest) == (on(ask_by), on(latest))


def test_a_bank_holiday_declared_late_gives_her_a_day_more():
    found = window(
        "CPS_NO_CHARGE", told_on=on("2026-03-02"), area="South West",
        extra={on("2026-03-10"): "A day of mourning"},
    )  # fmt: skip
    assert found.ask_by == on("2026-03-17")


def test_a_request_is_late_between_the_two_days_alone():
    found = window("CPS_NO_CHARGE", told_on=on("2026-03-02"), area="South West", extra={})
    late = {day: found.is_late(on(day)) for day in ("2026-03-16", "2026-03-17", "2026-06-02")}
    assert list(late.values()) == [False, True, True]
    assert not found.is_late(on("2026-06-03"))


PILOTS = [
    ("West Midlands", "2025-05-31", False), ("West Midlands", "2025-06-01", True),
    ("North West", "2025-12-31", False), ("North West", "2026-01-01", True),
    ("Yorkshire and Humberside", "2026-01-31", False),
    ("Yorkshire and Humberside", "2026-02-01", True),
    ("Cymru-Wales", "2026-03-31", False), ("Cymru-Wales", "2026-04-01", True),
    ("South West", "2026-11-25", False), ("", "2026-11-25", False),
]  # fmt: skip


@pytest.mark.parametrize(("area", "day", "is_so"), PILOTS)
def test_where_and_since_when_a_case_is_reviewed_before_it_is_stopped(area, day, is_so):
    assert has_pilot(on=on(day), area=area) is is_so


def test_the_periods_say_where_they_come_from():
    ours = {period.key: period.confidence for period in TABLE.values() if "vrr_" in period.key}
    unsure = {key for key, confidence in ours.items() if confidence != "sourced"}
    assert unsure == {"vrr_cps_finish"}
    assert set(eligibility.ASK.values()) | set(eligibility.LATEST.values()) <= set(ours)
