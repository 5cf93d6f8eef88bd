"""What a victim is owed once a suspect is dealt with out of court, and the review they can ask."""

from datetime import timedelta

import pytest

from cases.case_details.actions import cases as case_actions
from cases.models import Decision
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.charges import allegations_against, authorise_charge_of
from tests.support.cases.counts import NIGHT, offence_with_code
from tests.support.cases.disposals import (
    authorise_disposal,
    give_caution,
    not_given,
    propose_disposal_of,
    report_conditions_of,
)
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import recomputed_duties, record_of, tell_victim
from tests.support.victims.vrr_requests import ask_for_review_today, complete_review
from victims.actions.letter_facts import NothingToTell, facts_of_letter
from victims.actions.reviewable_decisions import reviewable_decisions_of_victim

pytestmark = pytest.mark.django_db

TOLD = {"DISPOSAL", "DISPOSAL_ENDED"}


@module_fixture
def builder():
    """A suspect with an allegation about each of two victims, with a prosecutor."""
    builder = CaseBuilder(cast())
    builder.second = builder.do(case_actions.add_victim, "officer", case=builder.case)
    builder.do(
        case_actions.add_allegation, "officer", case=builder.case, victim=builder.second,
        suspect=builder.suspects[0], offence=offence_with_code("SX03007"), from_on=NIGHT,
    )  # fmt: skip
    return builder.allocate()


def owed(builder, victim):
    """The news that the victim is owed and has not been told."""
    return {
        each.what for each in recomputed_duties(builder)
        if each.is_open and each.record_id == victim.pk
    }  # fmt: skip


def about(builder, victim):
    """The allegations against the suspect about a victim."""
    alleged = allegations_against(builder.suspects[0])
    return {"allegations": [each for each in alleged if each.victim_id == victim.pk]}


def letter(builder, kind, victim):
    return facts_of_letter(
        kind, record_of(victim), builder.suspect(), side="CPS", language="ENGLISH"
    )


def reviewable(builder, victim):
    [found] = reviewable_decisions_of_victim(record_of(victim), side="CPS")
    return found.decisions


def test_each_victim_is_owed_what_was_decided_about_them(builder):
    authorise_disposal(builder, **about(builder, builder.victim))
    assert owed(builder, builder.victim) & {"DISPOSAL", "NFA", "NOT_AUTHORISED"} == {"DISPOSAL"}
    second = owed(builder, builder.second)
    assert second & {"DISPOSAL", "NFA", "NOT_AUTHORISED"} == {"NOT_AUTHORISED"}
    [duty] = [each for each in recomputed_duties(builder) if each.what == "DISPOSAL"]
    assert (duty.owed_by, duty.clock.confidence) == ("CPS", "unverified")
    assert duty.happened_at == builder.suspect().turn_began_at
    tell_victim(builder, builder.victim, builder.suspect(), "DISPOSAL")
    assert "DISPOSAL" not in owed(builder, builder.victim)


def test_nobody_is_owed_it_before_it_is_countersigned(builder):
    propose_disposal_of(builder)
    assert not owed(builder, builder.victim) & TOLD


@pytest.mark.parametrize("is_given", [False, True])
def test_who_was_told_is_told_that_it_fell_away(builder, is_given):
    authorise_disposal(builder) if not is_given else give_caution(builder)
    tell_victim(builder, builder.victim, builder.suspect(), "DISPOSAL")
    builder.at += timedelta(minutes=5)
    if is_given:
        report_conditions_of(builder, were_met=False)
    else:
        not_given(builder)
    assert owed(builder, builder.victim) & TOLD == {"DISPOSAL_ENDED"}
    assert not owed(builder, builder.second) & TOLD
    tell_victim(builder, builder.victim, builder.suspect(), "DISPOSAL_ENDED")
    assert not owed(builder, builder.victim) & TOLD
    builder.review()
    authorise_charge_of(builder)
    assert "CHARGE_AUTHORISED" in owed(builder, builder.victim)


def test_who_was_not_told_of_it_is_not_told_that_it_fell_away(builder):
    authorise_disposal(builder, **about(builder, builder.victim))
    tell_victim(builder, builder.second, builder.suspect(), "DISPOSAL")  # told in error
    builder.at += timedelta(minutes=5)
    not_given(builder)
    for victim in (builder.victim, builder.second):
        assert not owed(builder, victim) & TOLD


def test_the_letter_tells_it_and_none_of_its_conditions(builder):
    for kind in ("DISPOSAL", "NFA"):
        with pytest.raises(NothingToTell):
            letter(builder, kind, builder.victim)
    authorise_disposal(builder, **about(builder, builder.victim))
    facts = letter(builder, "DISPOSAL", builder.victim)
    assert "conditions" in facts["cases"] and len(facts["allegations"]) == 1
    assert "course" not in str(facts)
    with pytest.raises(NothingToTell):
        letter(builder, "NFA", builder.victim)
    with pytest.raises(NothingToTell):
        letter(builder, "DISPOSAL", builder.second)


def test_met_conditions_owe_nobody_anything_more(builder):
    give_caution(builder)
    tell_victim(builder, builder.victim, builder.suspect(), "DISPOSAL")
    report_conditions_of(builder)
    assert not owed(builder, builder.victim) & TOLD


@pytest.mark.parametrize("kind", ["ADULT_CAUTION", "ADULT_CONDITIONAL"])
def test_a_review_can_set_it_aside(builder, kind):
    give_caution(builder, kind=kind)
    facts = reviewable(builder, builder.victim)["CPS_OUT_OF_COURT"]
    assert set(facts.deciders) == {
        builder.cast.prosecutor.pk, builder.cast.other_prosecutor.pk,
    }  # fmt: skip
    tell_victim(builder, builder.victim, builder.suspect(), "DISPOSAL")
    right = ask_for_review_today(builder, reviewed="CPS_OUT_OF_COURT")
    assert right.status == "ASKED"
    complete_review(builder, right, "OVERTURNED")
    assert builder.suspect().state == "READY_TO_ALLOCATE"
    assert Decision.objects.unscoped("test").get().status == "SET_ASIDE"
    assert not owed(builder, builder.victim) & TOLD
