"""Facts in letters: about this victim and this suspect, and visible to both sides."""

from datetime import date

import pytest

from cases.case_details.actions import cases
from cases.decisions.counts import LaidCount, count_as_alleged
from devtools.case_builder import CaseBuilder, cast
from devtools.letter_steps import (
    authorise_victim_charge,
    build_case_before_charge,
    build_charged_case,
    record_of,
)
from tests.support.cases import decisions
from tests.support.cases.charges import report_charge_of
from tests.support.cases.counts import WHAT, charge_with_counts, count_not_alleged
from tests.support.cases.offences import offence_of_today
from tests.support.module_fixtures import module_fixture
from victims.actions.letter_facts import (
    NothingToTell,
    facts_of_letter,
    suspects_known_to_both_sides,
)
from victims.models import ReviewStep, RightToReview

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """Two suspects: two victims accuse the first, one of them also the second."""
    builder = CaseBuilder(cast(), suspects=2)
    builder.second_victim = builder.do(cases.add_victim, "officer", case=builder.case)
    builder.other = offence_of_today(3)
    builder.do(
        cases.add_allegation, "officer", case=builder.case, victim=builder.second_victim,
        suspect=builder.suspects[0], offence=builder.other, from_on=date(2026, 1, 11),
    )  # fmt: skip
    return builder.allocate().review()


def facts_of(kind, builder, n=0, record=None):
    record = record or record_of(builder)
    return facts_of_letter(kind, record, builder.suspects[n], side="CPS", language="ENGLISH")


def test_a_decision_is_told_with_what_this_victim_alleged_and_the_ground(builder):
    decisions.no_further_action(builder, builder.suspects[0])
    found = facts_of("NFA", builder)
    assert "evidential" in found["cases"] and builder.other.title not in found["allegations"]
    assert not any(each.surname in str(found) for each in builder.suspects)
    with pytest.raises(NothingToTell, match="No decision to take no further action"):
        facts_of("NFA", builder, n=1)


def test_a_decision_that_waits_for_its_second_reader_is_not_told(builder):
    decisions.propose_no_charge(builder, builder.suspects[0])
    with pytest.raises(NothingToTell):
        facts_of("NFA", builder)


def test_the_outcome_of_a_review_is_told_with_the_day_it_was_decided(builder):
    with pytest.raises(NothingToTell, match="No outcome of a review"):
        facts_of("REVIEW_OUTCOME", builder)
    store_decided_request(builder, outcome="OVERTURNED")
    found = facts_of("REVIEW_OUTCOME", builder)
    assert "overturned" in found["cases"] and found["decided_on"] == "3 March 2026"


def store_decided_request(builder, **facts):
    """A decided VRR request, stored directly."""
    row, day = (
        {"case": builder.case, "by": builder.cast.prosecutor, "at": builder.at},
        date(2026, 3, 1),
    )
    right = RightToReview.objects.unscoped("test").create(
        record=record_of(builder),
        suspect=builder.suspects[0],
        reviewed="CPS_NO_CHARGE",
        side="CPS",
        decided_on=day,
        told_on=day,
        asked_on=day,
        ask_by=day,
        ask_rule="test",
        status="DECIDED",
        is_charged_in_part=False,
        asked_not_to_proceed=False,
        reviewer=builder.cast.manager,
        **row,
        **facts,
    )
    ReviewStep.objects.unscoped("test").create(
        right=right, verb="decide_review", on=date(2026, 3, 3), **row
    )


def test_police_only_facts_are_in_no_letter(builder):
    assert suspects_known_to_both_sides(record_of(builder)) == builder.suspects
    assert (
        suspects_known_to_both_sides(record_of(builder, builder.second_victim))
        == builder.suspects[:1]
    )
    assert suspects_known_to_both_sides(record_of(CaseBuilder(builder.cast).write())) == []


def test_a_charge_about_another_victim_is_not_told_to_this_one():
    builder = build_charged_case()
    second = builder.do(cases.add_victim, "officer", case=builder.case)
    with pytest.raises(NothingToTell):
        facts_of("CHARGE", builder, record=record_of(builder, second))


def test_two_victims_are_each_told_the_charge_about_them():
    mine, theirs = offence_of_today(1), offence_of_today(2)
    builder = build_case_before_charge()
    second = builder.do(cases.add_victim, "officer", case=builder.case)
    authorise_victim_charge(builder, builder.suspects[0], mine, others=[(second, theirs)])
    for victim, offence in ((builder.victim, mine), (second, theirs)):
        assert facts_of("CHARGE", builder, record=record_of(builder, victim))["charges"] == [
            offence.title
        ]


def test_a_charge_in_the_alternative_is_told_as_such(builder):
    rows = builder.suspects[0].allegations.unscoped("test").select_related("victim", "offence")
    alleged = count_as_alleged(rows.get(victim=builder.victim), WHAT)
    counts = [alleged, count_not_alleged(builder, alternative_to=1)]
    charge_with_counts(builder, *counts)
    laid = [
        LaidCount(each.victim, each.offence, each.from_on, each.to_on, number)
        for number, each in enumerate(counts, start=1)
    ]
    report_charge_of(builder, charges=laid)
    titles = [each.offence.title for each in counts]
    assert facts_of("CHARGE", builder)["charges"] == sorted(
        [titles[0], f"{titles[1]}, in the alternative"]
    )
