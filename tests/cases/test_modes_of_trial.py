"""Offences of which the list does not say how they are tried, and the time limit they may have."""

import csv
import tomllib
from datetime import date
from pathlib import Path

import pytest

from cases.decisions.counts import ActToCharge
from cases.models import Offence
from cases.offences.queries.obstacles import cautions_about, needs_consent, obstacle_to_charge

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[2] / "cases" / "data"
TODAY = date(2026, 11, 30)
UNKNOWN = (
    "We do not know how this offence is tried: the list of offences does not say. If it is tried"
    " only summarily, there is a time limit for beginning a prosecution (Magistrates' Courts Act"
    " 1980 s.127). A lawyer must check both."
)
# Whose limit is their own.
LIMITED = {("Sexual Offences Act 1956", "6"), ("Sexual Offences Act 1956", "13")}


def read_modes():
    """{(statute, section): [(first day, last day)]} of which a mode was read in a source."""
    written = tomllib.loads((DATA / "points_to_prove.toml").read_text(encoding="utf-8"))
    found = {}
    for each in written["offence"]:
        if each.get("sentence_confidence") == "read":
            assert each["mode_of_trial"]
            days = (each.get("in_force_from", date.min), each.get("in_force_until", date.max))
            found.setdefault((each["statute"], each["section"]), []).append(days)
    return found


def blank_rows():
    with (DATA / "offences.csv").open(newline="") as lines:
        return [row for row in csv.DictReader(lines) if not row["mode_of_trial"]]


def told_of(code, first, last=None):
    return cautions_about(ActToCharge(Offence.objects.get(pk=code), first, last), today=TODAY)


def test_where_the_list_leaves_it_blank_and_no_source_was_read_it_is_said_to_be_unknown():
    modes, seen = read_modes(), set()
    for row in blank_rows():
        day = date.fromisoformat(row["until_on"] or "2020-01-01")
        act_and_section = row["statute"], row["section"]
        read = any(first <= day <= last for first, last in modes.get(act_and_section, ()))
        is_told = UNKNOWN in told_of(row["code"], day)
        assert is_told is not (read or act_and_section in LIMITED), row["code"]
        seen.add(is_told)
    assert seen == {True, False}


@pytest.mark.parametrize("code", ["SX03002", "SX56001", "SX03003A", "PH97006", "SX03249"])
def test_of_what_the_list_or_a_source_says_how_it_is_tried_it_is_not_said(code):
    assert UNKNOWN not in told_of(code, date(2000, 1, 1) if code == "SX56001" else TODAY)


def test_one_known_for_some_of_the_days_only_is_not_known():
    assert UNKNOWN not in told_of("SX56081", date(1994, 11, 3), date(1995, 2, 1))
    assert UNKNOWN in told_of("SX56081", date(1994, 11, 2), date(1995, 2, 1))


def test_it_stops_no_charge():
    act = ActToCharge(Offence.objects.get(pk="SX56032"), date(1999, 1, 1), None)
    assert obstacle_to_charge(act, today=TODAY) == ""


@pytest.mark.parametrize("code", ["CJ08003", "CJ08003C", "CJ08013"])
def test_extreme_images_need_a_consent_that_is_not_confirmed(code):
    act = ActToCharge(Offence.objects.get(pk=code), date(2024, 1, 1), None)
    assert needs_consent(act)
    assert (
        "A prosecution needs the consent of the Director of Public Prosecutions (Criminal Justice"
        " and Immigration Act 2008 s.63(10); not confirmed)."
    ) in cautions_about(act, today=TODAY)


def test_trespass_under_another_section_63_needs_none():
    assert not needs_consent(ActToCharge(Offence.objects.get(pk="SX03125"), date(2024, 1, 1), None))
