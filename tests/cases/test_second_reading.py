"""No further action: a consultation first, another person reads it, and one wording is signed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.allocation.actions import allocations
from cases.decisions.actions import countersignatures, decisions
from cases.models import Case, Consultation, Decision, Event, Suspect
from cases.states import State
from devtools.case_builder import MONDAY, CaseBuilder, cast, person, scope
from devtools.usual_answers import FOCUS
from people.access import grants
from people.access.scopes import Refused, Stale
from people.models import Human, User
from tests.support.cases.concurrency import run_at_once
from tests.support.cases.decisions import (
    countersign_no_charge,
    decline_countersignature,
    newest_wording,
    no_further_action,
    propose_no_charge,
    record_consultation_of,
)
from tests.support.cases.sealed_rows import update_in_clear
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2).allocate()


def link_accounts(*users):
    """Link these accounts to one person."""
    User.objects.filter(pk__in=[user.pk for user in users]).update(human=Human.objects.create())


def revise_decision_of(builder, who="prosecutor", n=0, **facts):
    now = newest_wording(builder.suspects[n])
    said = {"reason": "BELIEF", "rationale": "Better.", "consultation": now.consultation}
    return builder.do(
        decisions.revise_decision, who, suspect=builder.suspects[n],
        **{"version": now.number} | said | facts,
    )  # fmt: skip


def refusal_text(act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    return str(refusal.value)


def recipients_of(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


def readable_by(builder, who, model=Decision):
    rows = model.objects.for_scope(scope(getattr(builder.cast, who), at=builder.at))
    return rows.filter(case=builder.case)


def cover_case_of(builder):
    """The other prosecutor covers the case."""
    today = builder.at.date()
    builder.do(
        allocations.cover_case, "manager", case=builder.case, to=builder.cast.other_prosecutor,
        from_on=today, until_on=today + timedelta(days=9),
    )  # fmt: skip
    return builder


# Proposal and second reader


def test_a_proposal_waits_for_a_second_reader_and_decides_nothing(builder):
    clock = builder.suspect().turns.unscoped("test").get(ended_at=None).clock_id
    decision = propose_no_charge(builder, builder.suspects[0])
    assert (decision.status, decision.kind) == ("PROPOSED", "NFA_EVIDENTIAL")
    suspect = builder.suspect()
    assert (suspect.state, suspect.holder_side) == (State.SECOND_READER, "CPS")
    assert suspect.turns.unscoped("test").get(ended_at=None).clock_id == clock  # it continues
    assert recipients_of("second_reader_wanted") == {"Mona Manager"}
    assert recipients_of("decision_made") == set()


@pytest.mark.parametrize("who", ["other_prosecutor", "manager"])
def test_the_reader_s_countersignature_puts_it_in_force(builder, who):
    propose_no_charge(builder, builder.suspects[0])
    decision = countersign_no_charge(builder, builder.suspects[0], who=who, text="Agreed.")
    decision.refresh_from_db()
    assert (decision.status, decision.reading, decision.reading_text) == (
        "LIVE", "COUNTERSIGNED", "Agreed.",
    )  # fmt: skip
    assert decision.read_by == getattr(builder.cast, who)
    assert builder.suspect().state == State.NO_FURTHER_ACTION
    assert recipients_of("decision_made") == {"Olive Officer", "Pia Prosecutor"}


def test_a_reader_who_does_not_agree_says_why_and_the_prosecutor_decides_again(builder):
    propose_no_charge(builder, builder.suspects[0])
    decline_countersignature(builder, builder.suspects[0], text="The messages bear it out.")
    first = newest_wording(builder.suspects[0])
    assert (first.status, first.reading_text) == ("DECLINED", "The messages bear it out.")
    assert builder.suspect().state == State.WITH_PROSECUTOR
    assert recipients_of("turn_began") == {"Pia Prosecutor"}
    propose_no_charge(builder, builder.suspects[0], consultation=first.consultation)
    countersign_no_charge(builder, builder.suspects[0])
    assert [row.status for row in readable_by(builder, "manager").order_by("number")] == [
        "DECLINED", "LIVE",
    ]  # fmt: skip


def test_declining_needs_a_reason(builder):
    propose_no_charge(builder, builder.suspects[0])
    with pytest.raises(ValueError):
        decline_countersignature(builder, builder.suspects[0], text=" ")


def test_a_proposal_can_be_withdrawn_before_it_is_read(builder):
    propose_no_charge(builder, builder.suspects[0])
    builder.do(
        decisions.withdraw_decision, "prosecutor", suspect=builder.suspects[0], text="New item."
    )
    assert (builder.suspect().state, builder.suspect().proposed_by) == (State.WITH_PROSECUTOR, [])
    assert newest_wording(builder.suspects[0]).status == "WITHDRAWN"


# One wording is signed


def test_a_change_lapses_after_any_reading(builder):
    propose_no_charge(builder, builder.suspects[0])
    read = newest_wording(builder.suspects[0]).number
    revise_decision_of(builder)
    assert [row.status for row in readable_by(builder, "manager").order_by("number")] == [
        "REPLACED", "PROPOSED",
    ]  # fmt: skip
    for act in (countersign_no_charge, decline_countersignature):
        assert refusal_text(act, builder, builder.suspects[0], version=read) == (
            "This decision has changed since you opened it. Read it again, then decide."
        )
    assert builder.suspect().state == State.SECOND_READER
    assert countersign_no_charge(builder, builder.suspects[0]).rationale == "Better."
    assert Delivery.objects.filter(notice="second_reader_wanted").count() == 2


def test_two_who_word_it_at_once_see_both_wordings_and_nothing_is_lost(builder):
    cover_case_of(builder)
    propose_no_charge(builder, builder.suspects[0])
    read = newest_wording(builder.suspects[0]).number
    revise_decision_of(builder, rationale="Theirs.")
    with pytest.raises(Stale) as stale:
        revise_decision_of(builder, "other_prosecutor", version=read, rationale="Mine.")
    assert ("rationale", "Theirs.", "Mine.") in stale.value.differences
    revise_decision_of(builder, "other_prosecutor", version=stale.value.version, rationale="Mine.")
    assert newest_wording(builder.suspects[0]).rationale == "Mine."


def test_a_decision_in_force_is_not_worded_again(builder):
    no_further_action(builder, builder.suspects[0])
    assert (
        refusal_text(revise_decision_of, builder)
        == "No further action has already been decided on suspect 1."
    )


@pytest.mark.django_db(transaction=True)
def test_a_change_and_a_countersignature_at_once_leave_one_of_them():
    builder = CaseBuilder(cast()).allocate()
    proposed = propose_no_charge(builder, builder.suspects[0])
    suspect, at = builder.suspects[0], builder.at
    pia, otto = scope(builder.cast.prosecutor, at), scope(builder.cast.other_prosecutor, at)
    outcomes = run_at_once(
        builder.case,
        lambda: decisions.revise_decision(
            suspect=suspect, by=pia, at=at, reason="BELIEF", rationale="Better.",
            consultation=proposed.consultation, version=proposed.number, focus=FOCUS,
        ),
        lambda: countersignatures.countersign_decision(
            suspect=suspect, by=otto, at=at, version=proposed.number
        ),
    )  # fmt: skip
    [refusal] = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    live = Decision.objects.unscoped("test").filter(status="LIVE")
    if str(refusal) == str(countersignatures.DECISION_CHANGED):
        assert not live.exists() and builder.suspect().state == State.SECOND_READER
    else:
        assert str(refusal) == "No further action has already been decided on suspect 1."
        assert live.get().pk == proposed.pk


@pytest.mark.django_db(transaction=True)
def test_two_readers_at_once_leave_one_answer_and_one_sentence():
    builder = CaseBuilder(cast()).allocate()
    proposed = propose_no_charge(builder, builder.suspects[0])
    suspect, at = builder.suspects[0], builder.at
    mona, otto = scope(builder.cast.manager, at), scope(builder.cast.other_prosecutor, at)
    outcomes = run_at_once(
        builder.case,
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


def test_the_author_reads_no_proposal_of_their_own_under_any_capacity(builder):
    propose_no_charge(builder, builder.suspects[0])
    grants.grant_capacity(
        "allocate_cases",
        to=builder.cast.prosecutor,
        on=builder.cast.cps,
        by=builder.cast.manager,
        at=MONDAY,
    )
    for act in (countersign_no_charge, decline_countersignature):
        assert refusal_text(act, builder, builder.suspects[0], "prosecutor") == (
            "You wrote this decision, so another prosecutor or a manager must read it."
        )


def test_the_author_reads_nothing_under_another_account(builder):
    propose_no_charge(builder, builder.suspects[0])
    link_accounts(builder.cast.prosecutor, builder.cast.manager)
    for act in (countersign_no_charge, decline_countersignature):
        assert refusal_text(act, builder, builder.suspects[0], "manager") == (
            "You wrote this decision under another account of yours, so another person must read "
            "it."
        )
    countersign_no_charge(builder, builder.suspects[0])


def test_the_author_of_an_earlier_wording_is_an_author_too(builder):
    cover_case_of(builder)
    propose_no_charge(builder, builder.suspects[0])
    revise_decision_of(builder, "other_prosecutor")
    for who in ("prosecutor", "other_prosecutor"):
        assert "You wrote this decision" in refusal_text(
            countersign_no_charge, builder, builder.suspects[0], who
        )
    countersign_no_charge(builder, builder.suspects[0], "manager")


def test_only_prosecutors_and_managers_of_the_cps_unit_read(builder):
    propose_no_charge(builder, builder.suspects[0])
    for who in ("assistant", "advice_manager", "officer", "supervisor"):
        assert refusal_text(countersign_no_charge, builder, builder.suspects[0], who) == (
            "Only prosecutors and managers of the CPS unit can do this."
        )


def test_the_database_knows_an_author_under_any_account(builder):
    decision = propose_no_charge(builder, builder.suspects[0])
    link_accounts(builder.cast.prosecutor, builder.cast.manager)
    row = Decision.objects.unscoped("test").filter(pk=decision.pk)
    signed = {"status": "LIVE", "only_side": "", "reading": "COUNTERSIGNED", "read_at": builder.at}
    for reader in (builder.cast.prosecutor, builder.cast.manager):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(read_by=reader, **signed)
    assert row.update(read_by=builder.cast.other_prosecutor, **signed) == 1
    with pytest.raises(DatabaseError, match="UPDATE refused"), transaction.atomic():
        row.update(read_by=builder.cast.advice_manager)


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"status": "LIVE", "only_side": ""}, "nfa_in_force_is_countersigned"),
        ({"only_side": ""}, "decision_not_in_force_is_the_cps_s_alone"),
        ({"reading": "COUNTERSIGNED"}, "decision_read_whole"),
    ],
)
def test_the_database_puts_no_decision_in_force_that_was_not_countersigned(builder, facts, rule):
    row = Decision.objects.unscoped("test").filter(
        pk=propose_no_charge(builder, builder.suspects[0]).pk
    )
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        update_in_clear(row, **facts)


def test_the_database_fixes_who_wrote_it_and_what_it_rests_on(builder):
    row = Decision.objects.unscoped("test").filter(
        pk=propose_no_charge(builder, builder.suspects[0]).pk
    )
    for change in ({"authors": []}, {"number": 7}, {"consultation": None}):
        with pytest.raises(DatabaseError, match="UPDATE refused"), transaction.atomic():
            update_in_clear(row, **change)


# The police can read it once it is in force


def test_the_police_read_no_proposal_and_no_reading_of_one(builder):
    propose_no_charge(builder, builder.suspects[0])
    assert not readable_by(builder, "officer").exists()
    assert not readable_by(builder, "officer", Event).filter(verb__contains="propose").exists()
    decline_countersignature(builder, builder.suspects[0])
    assert not readable_by(builder, "officer").exists()
    propose_no_charge(
        builder, builder.suspects[0], consultation=newest_wording(builder.suspects[0]).consultation
    )
    countersign_no_charge(builder, builder.suspects[0])
    assert [row.status for row in readable_by(builder, "officer")] == ["LIVE"]


# The consultation


def test_nothing_is_proposed_before_police_and_prosecutor_have_met(builder):
    other = record_consultation_of(builder, builder.suspects[1])
    assert refusal_text(propose_no_charge, builder, builder.suspects[0], consultation=other) == (
        "Record the consultation with the police first."
    )
    record_consultation_of(builder, builder.suspects[0])
    assert refusal_text(propose_no_charge, builder, builder.suspects[0], consultation=other) == (
        "Select a consultation about this suspect."
    )


def test_a_meeting_is_recorded_with_who_was_there_and_as_what(builder):
    held = record_consultation_of(builder, builder.suspects[0], who="officer")
    there = held.took_part.values_list("person__name", "role")
    assert set(there) == {
        ("Olive Officer", "officer_in_case"), ("Pia Prosecutor", "reviewing_prosecutor"),
    }  # fmt: skip
    assert [builder.suspect(n).is_consulted for n in range(2)] == [True, False]
    for who in ("inspector", "assistant"):
        assert readable_by(builder, who, Consultation).get() == held


def test_a_meeting_has_both_sides_and_people_of_the_case(builder):
    cast_ = builder.cast
    assert refusal_text(
        record_consultation_of, builder, took_part=[cast_.officer, cast_.supervisor]
    ) == ("Select at least one person of the police and one of the CPS.")
    stranger = person(cast_.cps)
    assert refusal_text(record_consultation_of, builder, took_part=[cast_.officer, stranger]) == (
        "Select people who have this case now."
    )
    late = (builder.at + timedelta(days=1)).date()
    assert "has not come yet" in refusal_text(record_consultation_of, builder, held_on=late)
    with pytest.raises(ValueError):
        record_consultation_of(builder, summary=" ")


def test_on_a_restricted_case_only_the_named_took_part(builder):
    Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_restricted=True)
    Suspect.objects.unscoped("test").filter(case=builder.case).update(is_restricted=True)
    assert refusal_text(
        record_consultation_of,
        builder,
        took_part=[builder.cast.supervisor, builder.cast.prosecutor],
    ) == ("Select people who have this case now.")
    record_consultation_of(builder)


def test_no_meeting_is_recorded_about_a_suspect_who_is_not_with_a_prosecutor():
    builder = CaseBuilder(cast()).accept()
    with pytest.raises(Refused):
        record_consultation_of(
            builder, who="officer", took_part=[builder.cast.officer, builder.cast.manager]
        )
