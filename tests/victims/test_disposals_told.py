"""What a victim is owed once a suspect is dealt with out of court, and the review they can ask."""

from datetime import timedelta

import pytest
from django.db import transaction

from cases.case_details.actions import cases as case_actions
from cases.decisions.actions.reopenings import reopen_on_review
from cases.models import Case, Decision
from devtools.case_builder import CaseBuilder, cast, scope
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
from tests.support.victims.duties import news_owed_to, recomputed_duties, record_of, tell_victim
from tests.support.victims.vrr_requests import ask_for_review_today, complete_review
from victims.actions import vrr_requests
from victims.actions.letter_facts import NothingToTell, facts_of_letter
from victims.actions.reviewable_decisions import reviewable_decisions_of_victim
from victims.models import Told, VictimRecord

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
    assert news_owed_to(builder, builder.victim) & {"DISPOSAL", "NFA", "NOT_AUTHORISED"} == {
        "DISPOSAL"
    }
    second = news_owed_to(builder, builder.second)
    assert second & {"DISPOSAL", "NFA", "NOT_AUTHORISED"} == {"NOT_AUTHORISED"}
    [duty] = [each for each in recomputed_duties(builder) if each.what == "DISPOSAL"]
    assert (duty.owed_by, duty.clock.confidence) == ("CPS", "unverified")
    assert duty.happened_at == builder.suspect().turn_began_at
    tell_victim(builder, builder.victim, builder.suspect(), "DISPOSAL")
    assert "DISPOSAL" not in news_owed_to(builder, builder.victim)


def test_nobody_is_owed_it_before_it_is_countersigned(builder):
    propose_disposal_of(builder)
    assert not news_owed_to(builder, builder.victim) & TOLD


@pytest.mark.parametrize("is_given", [False, True])
def test_who_was_told_is_told_that_it_fell_away(builder, is_given):
    authorise_disposal(builder) if not is_given else give_caution(builder)
    tell_victim(builder, builder.victim, builder.suspect(), "DISPOSAL")
    builder.at += timedelta(minutes=5)
    if is_given:
        report_conditions_of(builder, were_met=False)
    else:
        not_given(builder)
    assert news_owed_to(builder, builder.victim) & TOLD == {"DISPOSAL_ENDED"}
    assert not news_owed_to(builder, builder.second) & TOLD
    tell_victim(builder, builder.victim, builder.suspect(), "DISPOSAL_ENDED")
    assert not news_owed_to(builder, builder.victim) & TOLD
    builder.review()
    authorise_charge_of(builder)
    assert "CHARGE_AUTHORISED" in news_owed_to(builder, builder.victim)


def test_who_was_not_told_of_it_is_not_told_that_it_fell_away(builder):
    authorise_disposal(builder, **about(builder, builder.victim))
    tell_victim(builder, builder.second, builder.suspect(), "DISPOSAL")  # told in error
    builder.at += timedelta(minutes=5)
    not_given(builder)
    for victim in (builder.victim, builder.second):
        assert not news_owed_to(builder, victim) & TOLD


def test_who_was_told_by_somebody_who_had_not_seen_it_fall_away_is_told_too(builder):
    authorise_disposal(builder)
    not_given(builder)
    builder.at += timedelta(minutes=5)
    tell_victim(builder, builder.victim, builder.suspect(), "DISPOSAL")
    assert news_owed_to(builder, builder.victim) & TOLD == {"DISPOSAL_ENDED"}


def test_who_knew_only_of_a_later_disposal_is_not_told_that_the_first_fell_away(builder):
    authorise_disposal(builder)
    not_given(builder)
    builder.review()
    builder.at += timedelta(minutes=5)
    authorise_disposal(builder)
    tell_victim(builder, builder.victim, builder.suspect(), "DISPOSAL")
    assert not news_owed_to(builder, builder.victim) & TOLD


@pytest.mark.parametrize("is_given", [False, True])
def test_overturned_the_others_who_were_told_are_told_and_who_asked_has_the_outcome(
    builder, is_given
):
    give_caution(builder) if is_given else authorise_disposal(builder)
    for victim in (builder.victim, builder.second):
        tell_victim(builder, victim, builder.suspect(), "DISPOSAL")
    right = ask_for_review_today(builder, reviewed="CPS_OUT_OF_COURT")
    complete_review(builder, right, "OVERTURNED")
    assert not news_owed_to(builder, builder.victim) & TOLD
    assert news_owed_to(builder, builder.second) & TOLD == {"DISPOSAL_ENDED"}


def test_who_asked_too_is_told_that_it_was_overturned_for_another(builder):
    authorise_disposal(builder)
    for victim in (builder.victim, builder.second):
        tell_victim(builder, victim, builder.suspect(), "DISPOSAL")
    first = ask_for_review_today(builder, reviewed="CPS_OUT_OF_COURT")
    today = builder.at.date()
    builder.do(
        vrr_requests.ask_for_review, "manager", number=builder.suspects[0].number,
        record=VictimRecord.objects.unscoped("test").get(pk=builder.second.pk),
        reviewed="CPS_OUT_OF_COURT", told_on=today, told_by="PHONE", asked_on=today,
        asked_not_to_proceed=False,
    )  # fmt: skip
    complete_review(builder, first, "OVERTURNED")
    assert news_owed_to(builder, builder.second) & TOLD == {"DISPOSAL_ENDED"}


def test_overturned_by_a_panel_everyone_who_was_told_is_told(builder):
    authorise_disposal(builder)
    tell_victim(builder, builder.victim, builder.suspect(), "DISPOSAL")
    right = ask_for_review_today(builder, reviewed="CPS_OUT_OF_COURT")
    complete_review(builder, right, "STANDS")
    with transaction.atomic():
        suspect = builder.suspect()
        suspect.case = Case.objects.unscoped("test").get(pk=builder.case.pk)
        reopen_on_review(
            suspect=suspect, by=scope(builder.cast.manager, at=builder.at), at=builder.at,
            ground="PANEL",
        )  # fmt: skip
    assert news_owed_to(builder, builder.victim) & TOLD == {"DISPOSAL_ENDED"}
    assert not news_owed_to(builder, builder.second) & TOLD


def test_a_victim_whom_it_leaves_out_asks_from_when_they_were_told_of_no_charge(builder):
    authorise_disposal(builder, **about(builder, builder.second))
    tell_victim(builder, builder.victim, builder.suspect(), "NFA")
    assert reviewable(builder, builder.victim)["CPS_OUT_OF_COURT"].told_on == builder.at.date()
    ask_for_review_today(builder, reviewed="CPS_OUT_OF_COURT", told_on=None, told_by="")
    told = Told.objects.unscoped("test").filter(contact__record=builder.victim.pk)
    assert list(told.values_list("what", flat=True)) == ["NFA"]


def test_the_day_that_a_request_tells_is_that_of_no_charge_for_whom_it_leaves_out(builder):
    authorise_disposal(builder, **about(builder, builder.second))
    ask_for_review_today(builder, reviewed="CPS_OUT_OF_COURT")
    told = Told.objects.unscoped("test").get(contact__record=builder.victim.pk)
    assert told.what == "NFA"
    assert "NOT_AUTHORISED" not in news_owed_to(builder, builder.victim)


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
    assert not news_owed_to(builder, builder.victim) & TOLD


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
    assert not news_owed_to(builder, builder.victim) & TOLD
