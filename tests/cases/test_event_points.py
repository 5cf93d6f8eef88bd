"""
What else tests/support/cases/expected/event_dates.csv says of each act, beside its days.

The points to prove of the offence of the day, why an offence that is "not this" is none although
its Act applied, whose age and sex it is about, its time limit and consent, and what is not sure.
"""

import re
from datetime import date

import pytest

from cases.decisions.counts import ActToCharge
from cases.models import Offence
from cases.offences.alleged_days import Doubt, Verdict
from cases.offences.judgement_texts import judgement_text
from cases.offences.queries.obstacles import cautions_about, obstacle_to_charge
from cases.offences.queries.offence_table import judge
from cases.proof.queries.offence_points import PointsTable
from tests.cases.test_event_dates import (
    CASES,
    LISTED,
    VECTORS,
    codes_of_provision,
    is_outside,
    parse_day,
    provisions,
    split_provision,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 30)
A1956, A2003 = "Sexual Offences Act 1956", "Sexual Offences Act 2003"
POINTS = [
    (id_, provision, key)
    for id_, row in VECTORS.items()
    for provision, key in zip(
        provisions(row["expected"]), filter(None, row["expected_points"].split(";")), strict=True
    )
]
# Offences whose Act applied on the day: what the act lacks, as the points to prove put it.
LACKS = {
    ("E06", f"{A1956} s.1"): "He had vaginal sexual intercourse with a woman.",
    ("E07", f"{A1956} s.1"): "He had vaginal sexual intercourse with a woman.",
    ("E08", f"{A1956} s.12"): "One of them was under 18",
    ("E10", f"{A1956} s.1"): "He had sexual intercourse, vaginal or anal",
    ("E14", f"{A2003} s.1"): "with his penis",
    ("E19", f"{A1956} s.14"): "The complainant was a woman or a girl.",
    ("E21", f"{A1956} s.6"): "She was 13, 14 or 15.",
    ("E27", "Indecency with Children Act 1960 s.1"): "The child was under 14.",
    ("E33", f"{A2003} s.16"): "A sport or religion case before 28 June 2022 is not covered.",
    ("E37", f"{A2003} s.25"): r"She was under 1[38]\b",
    ("E38", f"{A1956} s.10"): "Blood only: not step or adopted.",
    ("E41", f"{A1956} s.12"): "From 27 July 1967: not in private, or one was under 21",
    ("E42", f"{A1956} s.1"): "That person did not consent at the time.",
    ("E54", f"{A2003} s.66B"): "photograph or film",
    ("E57", "Serious Crime Act 2015 s.76"): "A former partner who lived elsewhere is not covered",
    ("E59", f"{A1956} s.1"): "A boy under 14 was taken to be incapable of intercourse until",
}
# And one that is kept away by what is told of it where it is charged.
AVOIDS_A_LIMIT = ("E22", f"{A1956} s.14")
# An offence that may be charged on the days, of a reason that the points have to say.
SAYS = {
    ("E04", f"{A1956} s.1"): "R v R [1991] UKHL 12 (not confirmed)",
    ("E17", f"{A1956} s.14"): "under 16, or a defective, could give none that prevents an assault",
    ("E26", "Indecency with Children Act 1960 s.1"): "inviting is enough",
    ("E34", f"{A2003} s.16"): "from 28 June 2022 s.22A",
    ("E51", f"{A2003} s.66B(1)"): "An alternative verdict to (2) and (3)",
}
FEMALE, MALE = r"\b(woman|girl|wife|female)\b", r"\b(man|boy|male)\b"
# The first day that such a vector is about is read in the one of the day before.
READ_IN_ANOTHER = {"E31": "E30", "E45": "E44"}


def days_of(id_):
    return parse_day(VECTORS[id_]["event_from"]), parse_day(VECTORS[id_]["event_to"])


def sets_of_points(id_, provision):
    """[(code, judgement, sets of points)] of each code that may be charged for the act."""
    first, last = days_of(id_)
    found = []
    for code in codes_of_provision(provision):
        judged = judge(code, first, last)
        if judged.may_be_charged:
            offence = Offence.objects.get(pk=code)
            found.append((code, judged, PointsTable([offence]).points_for(offence, first, last)))
    return found


def words_of(sets):
    """Everything that a page of these points says."""
    return " ".join(
        text
        for each in sets
        for text in [
            each.row.notes,
            *(part for point in each.points for part in (point.text, point.note)),
        ]
    )


def act_of(id_, code):
    return ActToCharge(Offence.objects.get(pk=code), *days_of(id_))


@pytest.mark.parametrize(("id_", "provision", "key"), POINTS)
def test_the_points_to_prove_are_those_of_the_offence_of_the_day(id_, provision, key):
    found = sets_of_points(id_, provision)
    assert {each.row.key for _, _, sets in found for each in sets} == {key}
    sure = [sets for _, each, sets in found if Doubt.OUTSIDE_NOT_CONFIRMED not in each.doubts]
    assert any(sets for sets in sure)


def test_each_expected_offence_has_its_points_and_an_act_without_one_has_none():
    assert [each[:2] for each in POINTS] == CASES
    for row in VECTORS.values():
        assert bool(row["expected_points"]) == (row["expected"] != "none in the table")


def test_every_offence_that_is_not_this_is_outside_its_days_or_lacks_something():
    within = {
        (id_, each)
        for id_, row in VECTORS.items()
        for each in provisions(row["not_this"])
        if not is_outside(row, each)
    }
    assert within == {*LACKS, AVOIDS_A_LIMIT}


@pytest.mark.parametrize(("id_", "provision"), LACKS)
def test_the_points_say_what_the_act_lacks_for_an_offence_that_it_is_not(id_, provision):
    found = [(code, sets) for code, _, sets in sets_of_points(id_, provision) if sets]
    assert found
    if id_ == "E54":  # it has four limbs, and each is of sharing or threatening to
        assert all(re.search("shared|threatened to share", words_of(sets)) for _, sets in found)
    of_the_act = [sets for code, sets in found if fits(VECTORS[id_]["complainant"], code)]
    for sets in of_the_act or [sets for _, sets in found]:
        assert re.search(LACKS[id_, provision], words_of(sets))


@pytest.mark.parametrize(("id_", "provision"), SAYS)
def test_the_points_say_the_reason_why_an_offence_can_be_charged(id_, provision):
    assert all(
        SAYS[id_, provision] in words_of(sets) for _, _, sets in sets_of_points(id_, provision)
    )


def test_the_maximum_of_1980_is_told():
    for _, _, sets in sets_of_points("E17", f"{A1956} s.14"):
        assert "2 years, or 5 years if she was under 13" in words_of(sets)


def fits(complainant, code):
    """Whether the title of an offence is about somebody of this sex and age, or of any."""
    sex, age = complainant.split()
    title = re.sub(
        r"offender.*|\bby (a )?(person|male)\b.*?( with\b|\))",
        "",
        LISTED[code]["title"],
        flags=re.I,
    )
    is_female = bool(re.match(FEMALE, sex))
    said = {name for name, words in (("f", FEMALE), ("m", MALE)) if re.search(words, title, re.I)}
    if "animal" in title or (said and ("f" if is_female else "m") not in said):
        return False
    if told := re.search(r"under (?:the age of )?(\d+)", title, re.I):
        return int(age) < int(told[1])
    if told := re.search(r"aged? (\d+) / \d+ / (\d+)|(\d+) to (\d+)", title):
        low, high = (each for each in told.groups() if each)
        return int(low) <= int(age) <= int(high)
    if told := re.search(r"(\d+)(?: years of age)? (?:or|and) over|over (\d+)", title):
        return int(age) >= int(told[1] or told[2])
    return True


@pytest.mark.parametrize(("id_", "provision"), CASES)
def test_an_offence_about_somebody_of_the_complainants_sex_and_age_can_be_charged(id_, provision):
    complainant = VECTORS[id_]["complainant"]
    assert any(fits(complainant, code) for code, _, sets in sets_of_points(id_, provision) if sets)


@pytest.mark.parametrize(
    ("id_", "provision"),
    [(id_, each) for id_, row in VECTORS.items() for each in provisions(row["not_this"])],
)
def test_what_is_stopped_names_an_offence_that_is_expected_with_its_section(id_, provision):
    wanted = [split_provision(each) for each in provisions(VECTORS[id_]["expected"])]
    for code in codes_of_provision(provision):
        found = judge(code, *days_of(id_))
        if found.verdict == Verdict.STOPPED and fits(VECTORS[id_]["complainant"], code):
            told = judgement_text(found)
            assert any(
                act in told and re.search(rf"s\.{re.escape(section)}(?![\dA-Z])", told)
                for act, section in wanted
            )


@pytest.mark.parametrize("id_", ["E22", "E24"])
def test_the_limit_of_twelve_months_has_run(id_):
    act = act_of(id_, "SX56006")
    told = obstacle_to_charge(act, today=TODAY)
    assert "Sexual Offences Act 1956 s.37 and Sch. 2" in told
    assert obstacle_to_charge(act, today=days_of(id_)[0]) == ""


def test_the_limit_may_not_be_avoided_by_indecent_assault():
    for code in codes_of_provision(AVOIDS_A_LIMIT[1]):
        told = " ".join(cautions_about(act_of("E22", code), today=TODAY))
        assert "to avoid the time limit of s.6 (R v J [2004] UKHL 42)" in told


@pytest.mark.parametrize(
    ("id_", "code"), [("E21", "SX56005"), ("E24", "SX56001"), ("E51", "SX03250")]
)
def test_what_has_no_time_limit_is_told_none(id_, code):
    assert "time limit" not in " ".join(cautions_about(act_of(id_, code), today=TODAY))


@pytest.mark.parametrize(("id_", "code"), [("E51", "SX03249"), ("E54", "SX03253")])
def test_what_has_a_time_limit_of_unknown_length_says_so(id_, code):
    told = " ".join(cautions_about(act_of(id_, code), today=TODAY))
    assert "There is a time limit for beginning a prosecution, whose length was not found" in told


def test_incest_needs_a_consent_that_is_not_confirmed():
    told = " ".join(cautions_about(act_of("E36", "SX56009"), today=TODAY))
    assert "consent of the Director of Public Prosecutions" in told and "not confirmed" in told


def test_across_1_may_2004_both_offences_name_each_other_with_the_authority():
    for code, other in (("SX56027", f"{A2003} s.1, s.2"), ("SX03005", f"{A1956} s.14")):
        told = judgement_text(judge(code, *days_of("E15")))
        assert other in told and "Violent Crime Reduction Act 2006 s.55" in told


RECALLED = [id_ for id_, row in VECTORS.items() if row["confidence"] == "recalled"]


@pytest.mark.parametrize("id_", RECALLED)
def test_what_is_recalled_is_nowhere_told_as_sure(id_):
    row = VECTORS[id_]
    if other := READ_IN_ANOTHER.get(id_):
        assert VECTORS[other]["confidence"] == "read"
        assert provisions(row["expected"])[0] in provisions(VECTORS[other]["not_this"])
        return
    for provision in provisions(row["expected"]) or provisions(row["not_this"]):
        for code, judged, sets in sets_of_points(id_, provision):
            if not sets:
                continue
            told = [judgement_text(judged), words_of(sets)]
            told += cautions_about(act_of(id_, code), today=TODAY)
            unsure = not all(each.is_confirmed for each in sets)
            assert unsure or "not confirmed" in " ".join(told)


def test_each_of_the_events_says_how_sure_it_is():
    for row in VECTORS.values():
        assert row["confidence"] in ("read", "recalled")
    assert len(RECALLED) == 7
