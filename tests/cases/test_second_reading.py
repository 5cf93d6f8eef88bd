"""No further action: a consultation first, another person reads it, and one wording is signed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.allocation.actions import allocations
from cases.decisions.actions import countersignatures, decisions
from cases.models import Case, Consultation, Decision, Event, Suspect
from cases.states import State
from devtools.case_builder import MONDAY, Road, cast, person, scope
from people.access import grants
from people.access.scopes import Refused, Stale
from people.models import Human, User
from tests.support.cases.concurrency import at_once
from tests.support.cases.decisions import (
    consult,
    countersign,
    decline,
    no_further_action,
    propose,
    wording,
)
from tests.support.module_fixtures import standing
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


@standing
def road():
    return Road(cast(), suspects=2).allocate()


def one_human(*users):
    """Link these accounts to one person."""
    User.objects.filter(pk__in=[user.pk for user in users]).update(human=Human.objects.create())


def revise(road, who="prosecutor", n=0, **facts):
    now = wording(road.suspects[n])
    said = {"reason": "BELIEF", "rationale": "Better.", "consultation": now.consultation}
    return road.do(
        decisions.revise_decision, who, suspect=road.suspects[n],
        **{"version": now.number} | said | facts,
    )  # fmt: skip


def refused(act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    return str(refusal.value)


def told(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


def read_by(road, who, model=Decision):
    rows = model.objects.for_scope(scope(getattr(road.cast, who), at=road.at))
    return rows.filter(case=road.case)


def covered(road):
    """The other prosecutor covers the case."""
    today = road.at.date()
    road.do(
        allocations.cover_case, "manager", case=road.case, to=road.cast.other_prosecutor,
        from_on=today, until_on=today + timedelta(days=9),
    )  # fmt: skip
    return road


# Proposal and second reader


def test_a_proposal_waits_for_a_second_reader_and_decides_nothing(road):
    clock = road.suspect().turns.unscoped("test").get(ended_at=None).clock_id
    decision = propose(road, road.suspects[0])
    assert (decision.status, decision.kind) == ("PROPOSED", "NFA_EVIDENTIAL")
    suspect = road.suspect()
    assert (suspect.state, suspect.holder_side) == (State.SECOND_READER, "CPS")
    assert suspect.turns.unscoped("test").get(ended_at=None).clock_id == clock  # it continues
    assert told("second_reader_wanted") == {"Mona Manager"}
    assert told("decision_made") == set()


@pytest.mark.parametrize("who", ["other_prosecutor", "manager"])
def test_the_reader_s_countersignature_puts_it_in_force(road, who):
    propose(road, road.suspects[0])
    decision = countersign(road, road.suspects[0], who=who, text="Agreed.")
    decision.refresh_from_db()
    assert (decision.status, decision.reading, decision.reading_text) == (
        "LIVE", "COUNTERSIGNED", "Agreed.",
    )  # fmt: skip
    assert decision.read_by == getattr(road.cast, who)
    assert road.suspect().state == State.NO_FURTHER_ACTION
    assert told("decision_made") == {"Olive Officer", "Pia Prosecutor"}


def test_a_reader_who_does_not_agree_says_why_and_the_prosecutor_decides_anew(road):
    propose(road, road.suspects[0])
    decline(road, road.suspects[0], text="The messages bear it out.")
    first = wording(road.suspects[0])
    assert (first.status, first.reading_text) == ("DECLINED", "The messages bear it out.")
    assert road.suspect().state == State.WITH_PROSECUTOR
    assert told("turn_began") == {"Pia Prosecutor"}
    propose(road, road.suspects[0], consultation=first.consultation)
    countersign(road, road.suspects[0])
    assert [row.status for row in read_by(road, "manager").order_by("number")] == [
        "DECLINED", "LIVE",
    ]  # fmt: skip


def test_declining_needs_a_reason(road):
    propose(road, road.suspects[0])
    with pytest.raises(ValueError):
        decline(road, road.suspects[0], text=" ")


def test_a_proposal_can_be_withdrawn_before_it_is_read(road):
    propose(road, road.suspects[0])
    road.do(decisions.withdraw_decision, "prosecutor", suspect=road.suspects[0], text="New item.")
    assert (road.suspect().state, road.suspect().proposed_by) == (State.WITH_PROSECUTOR, [])
    assert wording(road.suspects[0]).status == "WITHDRAWN"


# One wording is signed


def test_a_change_lapses_whatever_has_been_read(road):
    propose(road, road.suspects[0])
    read = wording(road.suspects[0]).number
    revise(road)
    assert [row.status for row in read_by(road, "manager").order_by("number")] == [
        "REPLACED", "PROPOSED",
    ]  # fmt: skip
    for act in (countersign, decline):
        assert refused(act, road, road.suspects[0], version=read) == (
            "This decision has changed since you opened it. Read it again, then decide."
        )
    assert road.suspect().state == State.SECOND_READER
    assert countersign(road, road.suspects[0]).rationale == "Better."
    assert Delivery.objects.filter(notice="second_reader_wanted").count() == 2


def test_two_who_word_it_at_once_see_both_wordings_and_nothing_is_lost(road):
    covered(road)
    propose(road, road.suspects[0])
    read = wording(road.suspects[0]).number
    revise(road, rationale="Hers.")
    with pytest.raises(Stale) as stale:
        revise(road, "other_prosecutor", version=read, rationale="His.")
    assert ("rationale", "Hers.", "His.") in stale.value.differences
    revise(road, "other_prosecutor", version=stale.value.version, rationale="His.")
    assert wording(road.suspects[0]).rationale == "His."


def test_a_decision_in_force_is_worded_anew_by_nobody(road):
    no_further_action(road, road.suspects[0])
    assert refused(revise, road) == "No further action has already been decided on suspect 1."


@pytest.mark.django_db(transaction=True)
def test_a_change_and_a_countersignature_at_once_leave_one_of_them():
    road = Road(cast()).allocate()
    proposed = propose(road, road.suspects[0])
    suspect, at = road.suspects[0], road.at
    pia, otto = scope(road.cast.prosecutor, at), scope(road.cast.other_prosecutor, at)
    outcomes = at_once(
        road.case,
        lambda: decisions.revise_decision(
            suspect=suspect, by=pia, at=at, reason="BELIEF", rationale="Better.",
            consultation=proposed.consultation, version=proposed.number,
        ),
        lambda: countersignatures.countersign_decision(
            suspect=suspect, by=otto, at=at, version=proposed.number
        ),
    )  # fmt: skip
    [refusal] = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    live = Decision.objects.unscoped("test").filter(status="LIVE")
    if str(refusal) == str(countersignatures.DECISION_CHANGED):
        assert not live.exists() and road.suspect().state == State.SECOND_READER
    else:
        assert str(refusal) == "No further action has already been decided on suspect 1."
        assert live.get().pk == proposed.pk


@pytest.mark.django_db(transaction=True)
def test_two_readers_at_once_leave_one_answer_and_one_sentence():
    road = Road(cast()).allocate()
    proposed = propose(road, road.suspects[0])
    suspect, at = road.suspects[0], road.at
    mona, otto = scope(road.cast.manager, at), scope(road.cast.other_prosecutor, at)
    outcomes = at_once(
        road.case,
        lambda: countersignatures.countersign_decision(
            suspect=suspect, by=mona, at=at, version=proposed.number
        ),
        lambda: countersignatures.decline_decision(
            suspect=suspect, by=otto, at=at, version=proposed.number, text="No."
        ),
    )
    [refusal] = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert str(refusal) in (
        "No further action has already been decided on suspect 1.",
        "Suspect 1 is at another stage now: With the prosecutor.",
    )
    assert Decision.objects.unscoped("test").get().read_by_id in (mona.user_id, otto.user_id)


# Nobody countersigns their own


def test_the_author_reads_nothing_whatever_else_they_hold(road):
    propose(road, road.suspects[0])
    grants.grant_capacity(
        "allocate_cases", to=road.cast.prosecutor, on=road.cast.cps, by=road.cast.manager, at=MONDAY
    )
    for act in (countersign, decline):
        assert refused(act, road, road.suspects[0], "prosecutor") == (
            "You wrote this decision, so another prosecutor or a manager must read it."
        )


def test_the_author_reads_nothing_under_another_account(road):
    propose(road, road.suspects[0])
    one_human(road.cast.prosecutor, road.cast.manager)
    for act in (countersign, decline):
        assert refused(act, road, road.suspects[0], "manager") == (
            "You wrote this decision under another account of yours, so another person must read "
            "it."
        )
    countersign(road, road.suspects[0])


def test_whoever_worded_it_before_is_an_author_too(road):
    covered(road)
    propose(road, road.suspects[0])
    revise(road, "other_prosecutor")
    for who in ("prosecutor", "other_prosecutor"):
        assert "You wrote this decision" in refused(countersign, road, road.suspects[0], who)
    countersign(road, road.suspects[0], "manager")


def test_only_prosecutors_and_managers_of_the_cps_unit_read(road):
    propose(road, road.suspects[0])
    for who in ("assistant", "advice_manager", "officer", "supervisor"):
        assert refused(countersign, road, road.suspects[0], who) == (
            "Only prosecutors and managers of the CPS unit can do this."
        )


def test_the_database_knows_an_author_under_any_account(road):
    decision = propose(road, road.suspects[0])
    one_human(road.cast.prosecutor, road.cast.manager)
    row = Decision.objects.unscoped("test").filter(pk=decision.pk)
    signed = {"status": "LIVE", "only_side": "", "reading": "COUNTERSIGNED", "read_at": road.at}
    for reader in (road.cast.prosecutor, road.cast.manager):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(read_by=reader, **signed)
    assert row.update(read_by=road.cast.other_prosecutor, **signed) == 1
    with pytest.raises(DatabaseError, match="UPDATE refused"), transaction.atomic():
        row.update(read_by=road.cast.advice_manager)


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"status": "LIVE", "only_side": ""}, "nfa_in_force_is_countersigned"),
        ({"only_side": ""}, "decision_not_in_force_is_the_cps_s_alone"),
        ({"reading": "COUNTERSIGNED"}, "decision_read_whole"),
    ],
)
def test_the_database_puts_nothing_in_force_that_nobody_countersigned(road, facts, rule):
    row = Decision.objects.unscoped("test").filter(pk=propose(road, road.suspects[0]).pk)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        row.update(**facts)


def test_the_database_fixes_who_wrote_it_and_what_it_rests_on(road):
    row = Decision.objects.unscoped("test").filter(pk=propose(road, road.suspects[0]).pk)
    for change in ({"authors": []}, {"number": 7}, {"consultation": None}):
        with pytest.raises(DatabaseError, match="UPDATE refused"), transaction.atomic():
            row.update(**change)


# The police can read it once it is in force


def test_the_police_read_no_proposal_and_no_reading_of_one(road):
    propose(road, road.suspects[0])
    assert not read_by(road, "officer").exists()
    assert not read_by(road, "officer", Event).filter(verb__contains="propose").exists()
    decline(road, road.suspects[0])
    assert not read_by(road, "officer").exists()
    propose(road, road.suspects[0], consultation=wording(road.suspects[0]).consultation)
    countersign(road, road.suspects[0])
    assert [row.status for row in read_by(road, "officer")] == ["LIVE"]


# The consultation


def test_nothing_is_proposed_before_police_and_prosecutor_have_met(road):
    other = consult(road, road.suspects[1])
    assert refused(propose, road, road.suspects[0], consultation=other) == (
        "Record the consultation with the police first."
    )
    consult(road, road.suspects[0])
    assert refused(propose, road, road.suspects[0], consultation=other) == (
        "Select a consultation about this suspect."
    )


def test_a_meeting_is_recorded_with_who_was_there_and_as_what(road):
    held = consult(road, road.suspects[0], who="officer")
    there = held.took_part.values_list("person__name", "role")
    assert set(there) == {
        ("Olive Officer", "officer_in_case"), ("Pia Prosecutor", "reviewing_prosecutor"),
    }  # fmt: skip
    assert [road.suspect(n).is_consulted for n in range(2)] == [True, False]
    for who in ("inspector", "assistant"):
        assert read_by(road, who, Consultation).get() == held


def test_a_meeting_has_both_sides_and_people_of_the_case(road):
    cast_ = road.cast
    assert refused(consult, road, took_part=[cast_.officer, cast_.supervisor]) == (
        "Select at least one person of the police and one of the CPS."
    )
    stranger = person(cast_.cps)
    assert refused(consult, road, took_part=[cast_.officer, stranger]) == (
        "Select people who have this case now."
    )
    late = (road.at + timedelta(days=1)).date()
    assert "has not come yet" in refused(consult, road, held_on=late)
    with pytest.raises(ValueError):
        consult(road, summary=" ")


def test_on_a_restricted_case_only_the_named_took_part(road):
    Case.objects.unscoped("test").filter(pk=road.case.pk).update(is_restricted=True)
    Suspect.objects.unscoped("test").filter(case=road.case).update(is_restricted=True)
    assert refused(consult, road, took_part=[road.cast.supervisor, road.cast.prosecutor]) == (
        "Select people who have this case now."
    )
    consult(road)


def test_nobody_meets_about_a_suspect_who_is_not_with_a_prosecutor():
    road = Road(cast()).accept()
    with pytest.raises(Refused):
        consult(road, who="officer", took_part=[road.cast.officer, road.cast.manager])
