from datetime import datetime

import pytest

from tests.support.timeliness.moments import day_of, london
from timeliness.calendar import LONDON
from timeliness.periods import (
    PERIOD_ROWS,
    PERIODS_BY_VERSION,
    NoPeriod,
    Period,
    PeriodNotSet,
    explain_due_time,
    period_if_set,
    period_in_force,
)

EXTRA = {day_of("2026-12-29"): "A bank holiday announced late"}
UNITS = {
    "hours", "calendar_days", "working_days", "months", "time_of_day", "submissions", "points",
}  # fmt: skip
CONFIDENCE = {"sourced", "unverified", "product setting"}
NOT_SETTLED = {
    "vrr_rasso_expedited_ask", "posted_letter_ask", "referral_sign_off", "early_advice_sign_off",
    "early_advice_triage", "early_advice_escalated", "charge_report", "charge_differs_answer",
    "charge_correct", "custody_limit_remind_before", "prosecution_intimate_images",
    "time_limit_remind_before",
    "closing_sign_off", "disposal_report",
    "reversal_reading", "prosecution_consent_reply",
}  # fmt: skip


def period_of(amount, unit):
    return Period("test", amount, unit, "event", "product setting", "the test")


@pytest.mark.parametrize(
    ("event", "amount", "unit", "due"),
    [
        # Boxing Day is on Monday 28th.
        ("2026-12-24 10:00", 1, "working_days", "2026-12-29 23:59:59"),
        ("2026-12-31 10:00", 1, "working_days", "2027-01-04 23:59:59"),
        ("2026-04-02 10:00", 5, "working_days", "2026-04-13 23:59:59"),  # over Easter
        ("2026-06-06 10:00", 1, "working_days", "2026-06-08 23:59:59"),  # starts on a Saturday
        ("2026-06-01 23:30", 28, "calendar_days", "2026-06-29 23:59:59"),  # 22:30 UTC
        ("2026-06-02 00:30", 28, "calendar_days", "2026-06-30 23:59:59"),  # still 1 June in UTC
        ("2026-10-24 12:00", 1, "calendar_days", "2026-10-25 23:59:59"),
        ("2028-02-28 10:00", 1, "calendar_days", "2028-02-29 23:59:59"),
        ("2027-02-28 10:00", 1, "calendar_days", "2027-03-01 23:59:59"),
        ("2027-11-30 10:00", 3, "months", "2028-02-29 23:59:59"),
        ("2026-10-24 12:00", 24, "hours", "2026-10-25 11:00:00"),  # a day of 25 hours
        ("2027-03-27 12:00", 24, "hours", "2027-03-28 13:00:00"),  # a day of 23 hours
        ("2027-03-28 00:30", 1, "hours", "2027-03-28 02:30:00"),  # 01:30 does not exist
    ],
)
def test_a_period_runs_out_when_a_person_would_say(event, amount, unit, due):
    told = explain_due_time(period_of(amount, unit), event_at=london(event), extra={})
    assert told.due_at == london(due)


def test_the_hour_that_happens_twice_is_two_hours():
    first = datetime(2026, 10, 25, 1, 30, fold=0, tzinfo=LONDON)
    second = datetime(2026, 10, 25, 1, 30, fold=1, tzinfo=LONDON)
    period = period_of(3, "hours")
    one, two = (explain_due_time(period, event_at=at, extra={}).due_at for at in (first, second))
    assert two.timestamp() - one.timestamp() == 3600
    assert one == london("2026-10-25 03:30")


def test_a_late_bank_holiday_is_stepped_over_and_named():
    period = PERIODS_BY_VERSION["victim_told_enhanced@2021-04-01"]
    told = explain_due_time(period, event_at=london("2026-12-24 10:00"), extra=EXTRA)
    assert told.due_at == london("2026-12-30 23:59:59")
    assert list(told.skipped) == [day_of("2026-12-25"), day_of("2026-12-28"), day_of("2026-12-29")]
    assert told.is_certain


def test_an_answer_beyond_the_known_holidays_says_so():
    told = explain_due_time(
        period_of(5, "working_days"), event_at=london("2028-12-28 10:00"), extra={}
    )
    assert not told.is_certain


def test_every_row_has_its_own_version_a_known_unit_and_a_source():
    assert len(PERIODS_BY_VERSION) == len(PERIOD_ROWS)
    for period in PERIODS_BY_VERSION.values():
        if period.key in NOT_SETTLED:
            assert (period.amount, period.unit) == (None, ""), period.version
            assert period.confidence in {"product setting", "not established"}, period.version
        else:
            assert period.amount is not None and period.unit in UNITS, period.version
            assert period.confidence in CONFIDENCE, period.version
        assert period.authority and period.counts_from and period.starts <= period.ends


def test_an_area_has_its_own_period_only_from_its_start():
    with pytest.raises(NoPeriod):
        period_in_force("vrr_rasso_expedited", on=day_of("2026-01-26"), area="North West")
    period = period_in_force("vrr_rasso_expedited", on=day_of("2026-01-27"), area="North West")
    assert period.version == "vrr_rasso_expedited@North West@2026-01-27"


def test_an_area_s_own_period_beats_a_newer_national_one_and_a_newer_one_beats_an_older(
    monkeypatch,
):
    rows = [
        Period("k", 1, "months", "event", "sourced", "national"),
        Period("k", 2, "months", "event", "sourced", "national", starts=day_of("2026-01-01")),
        Period(
            "k", 3, "months", "event", "sourced", "North", area="North", ends=day_of("2026-06-30")
        ),
    ]
    monkeypatch.setattr(
        "timeliness.periods.PERIODS_BY_VERSION", {period.version: period for period in rows}
    )
    days = ("2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01")
    assert [period_in_force("k", on=day_of(day)).amount for day in days] == [1, 2, 2, 2]
    assert [period_in_force("k", on=day_of(day), area="North").amount for day in days] == [
        3,
        3,
        3,
        2,
    ]


def test_a_length_without_a_setting_is_no_period_until_an_area_sets_it(monkeypatch):
    day = day_of("2026-11-28")
    with pytest.raises(PeriodNotSet):
        period_in_force("referral_sign_off", on=day, area="North")
    assert period_if_set("referral_sign_off", on=day, area="North") is None
    with pytest.raises(NoPeriod):
        period_if_set("no_such_period", on=day)
    own = Period("referral_sign_off", 2, "hours", "event", "product setting", "us", area="North")
    monkeypatch.setitem(PERIODS_BY_VERSION, own.version, own)
    assert period_if_set("referral_sign_off", on=day, area="North") == own
    assert period_if_set("referral_sign_off", on=day, area="South") is None


def test_a_period_with_no_known_start_applies_to_all_dates():
    assert (
        period_in_force("charging_green", on=day_of("1999-01-01")).version
        == "charging_green@always"
    )


def test_a_period_without_a_source_says_so():
    unsure = {p.key for p in PERIODS_BY_VERSION.values() if p.confidence == "unverified"}
    assert unsure == {
        "offer_admin_finalisation", "vrr_cps_finish", "vrr_rasso_expedited",
        "prosecution_soa_1956_s13", "prosecution_summary_only",
    }  # fmt: skip
    assert PERIODS_BY_VERSION["challenge_answer@always"].confidence == "product setting"


@pytest.mark.parametrize("key", ["action_plan_reply", "review_after_plan_answered"])
def test_where_no_period_exists_none_is_invented(key):
    with pytest.raises(NoPeriod):
        period_in_force(key, on=day_of("2026-01-01"))


@pytest.mark.parametrize("key", ["posted_letter_ask", "vrr_rasso_expedited_ask"])
def test_a_row_without_a_value_runs_no_clock_until_an_area_sets_it(key, monkeypatch):
    day, area = day_of("2026-11-30"), "North West"
    with pytest.raises(NoPeriod):
        period_in_force(key, on=day, area=area)
    own = Period(key, 3, "working_days", "event", "product setting", "this Area", area=area)
    monkeypatch.setitem(PERIODS_BY_VERSION, own.version, own)
    assert period_in_force(key, on=day, area=area) == own
    with pytest.raises(NoPeriod):
        period_in_force(key, on=day, area="South West")


@pytest.mark.parametrize("key", ["speak_from", "share_from", "caseload_red"])
def test_a_period_without_a_length_has_no_due_time(key):
    with pytest.raises(ValueError, match=key):
        explain_due_time(
            PERIODS_BY_VERSION[f"{key}@always"], event_at=london("2026-06-01 10:00"), extra={}
        )
