"""Second plans: which plan is one, who approves it, and that only the approved wording is sent."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.action_plans.actions import action_items, action_plans, proposed_plans
from cases.models import ActionPlan, Event, ProposedPlan
from cases.states import State
from devtools.case_builder import MONDAY, CaseBuilder, cast, scope
from people.access import grants
from people.access.scopes import Refused, Stale
from people.models import Human, User
from tests.support.cases import intrusive_actions
from tests.support.cases.concurrency import run_at_once
from tests.support.cases.decisions import no_further_action
from tests.support.cases.sealed_rows import update_in_clear
from tests.support.cases.second_plans import (
    build_case_for_second_plan,
    judge_second_plan,
    propose_second_plan,
    send_second_plan,
    withdraw_second_plan,
)
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

SECOND = (
    "This is a second plan after a full-code submission. Write it, and ask a manager to approve it."
)
FIRST = "This is the first plan, so it needs no approval. Set it."


@module_fixture
def builder():
    return build_case_for_second_plan(CaseBuilder(cast()).allocate())


def set_plan_of(builder):
    items = [builder.action()]
    return builder.do(
        action_plans.set_action_plan, "prosecutor", review=builder.last_review, items=items
    )


def refusal_text(act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    return str(refusal.value)


def recipients_of(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


def plan_count(builder):
    return ActionPlan.objects.unscoped("test").filter(case=builder.case).count()


# Which plan is a second one


def test_a_second_plan_after_a_full_code_submission_is_not_set_without_approval(builder):
    assert refusal_text(set_plan_of, builder) == SECOND
    assert plan_count(builder) == 1


def test_the_first_plan_needs_no_approval():
    builder = CaseBuilder(cast()).allocate().review()
    assert refusal_text(propose_second_plan, builder) == FIRST
    set_plan_of(builder)


def test_after_a_threshold_submission_a_second_plan_is_set_as_ever():
    builder = build_case_for_second_plan(CaseBuilder(cast()).allocate(code_test="THRESHOLD"))
    set_plan_of(builder)
    assert plan_count(builder) == 2


def test_a_plan_about_a_suspect_who_has_had_none_is_a_first_one():
    builder = CaseBuilder(cast(), suspects=2).allocate()
    builder.plan({"suspects": builder.suspects[:1], "weight": "DESIRABLE"})
    both, builder.suspects = builder.suspects, builder.suspects[1:]
    assert builder.review().last_review.second_since is None
    builder.suspects = both
    assert builder.review().last_review.second_since is not None


def test_a_review_that_was_there_before_the_first_plan_knows_of_it():
    builder = CaseBuilder(cast()).allocate()
    earlier = builder.review().last_review
    builder.plan()
    [item] = builder.items
    builder.do(action_items.answer_item, "officer", item=item, answer="DONE", text="Here.")
    builder.last_review = earlier
    assert refusal_text(set_plan_of, builder) == SECOND


# Approval


def test_a_second_plan_goes_to_the_police_only_once_another_has_approved_it(builder):
    proposed = propose_second_plan(builder, {"text": "Ask the neighbour."})
    assert recipients_of("approval_wanted") == {"Mona Manager"}
    assert (plan_count(builder), builder.suspect().state) == (1, State.WITH_PROSECUTOR)
    assert (
        refusal_text(send_second_plan, builder, proposed)
        == "A manager has not decided on this plan yet."
    )
    judge_second_plan(builder, proposed)
    assert recipients_of("approval_answered") == {"Pia Prosecutor"}
    assert (plan_count(builder), builder.suspect().state) == (1, State.WITH_PROSECUTOR)
    proposed = send_second_plan(builder, proposed)
    assert (plan_count(builder), builder.suspect().state) == (2, State.ACTION_PLAN)
    assert (proposed.status, proposed.plan.number) == ("SENT", 2)
    assert [item.text for item in builder.items if item.plan_id == proposed.plan_id] == [
        "Ask the neighbour."
    ]
    assert (
        refusal_text(send_second_plan, builder, proposed)
        == "This plan has been sent to the police."
    )


def test_everything_an_action_says_is_kept_and_sent(builder):
    due_on = (builder.at + timedelta(days=30)).date()
    said = {
        "text": "Ask the school.", "category": "RECORDS", "weight": "DESIRABLE", "due_on": due_on,
        "purpose": "CARE", "line_of_inquiry": "Attendance.", "proportionality": "One term.",
        "reach": intrusive_actions.WHY | {"reach": "HOLDER"},
    }  # fmt: skip
    proposed = send_second_plan(
        builder, judge_second_plan(builder, propose_second_plan(builder, said))
    )
    [item] = proposed.plan.items.unscoped("test")
    for name in said.keys() - {"reach"}:
        assert getattr(item, name) == said[name]
    assert list(item.suspects.unscoped("test")) == builder.suspects
    for name, value in said["reach"].items():
        assert getattr(item.victim_request, name) == value


def test_a_manager_who_does_not_approve_says_why_and_it_is_worded_again(builder):
    proposed = judge_second_plan(
        builder, propose_second_plan(builder), is_approved=False, judgement="One is enough."
    )
    assert refusal_text(send_second_plan, builder, proposed) == "This plan was not approved."
    assert refusal_text(judge_second_plan, builder, proposed) == "This plan was not approved."
    send_second_plan(
        builder, judge_second_plan(builder, propose_second_plan(builder, {"text": "Less."}))
    )
    rows = ProposedPlan.objects.unscoped("test").order_by("number")
    assert [row.status for row in rows] == ["DECLINED", "SENT"]


def test_a_change_after_approval_asks_again(builder):
    approved = judge_second_plan(builder, propose_second_plan(builder))
    changed = propose_second_plan(builder, {"text": "Something else."})
    anew = "The plan has been reworded since. Read the newer wording."
    assert refusal_text(send_second_plan, builder, approved) == anew
    assert (
        refusal_text(send_second_plan, builder, changed)
        == "A manager has not decided on this plan yet."
    )
    assert Delivery.objects.filter(notice="approval_wanted").count() == 2
    send_second_plan(builder, judge_second_plan(builder, changed))
    assert builder.items[-1].text == "Something else."


def test_only_the_wording_that_was_read_is_decided_on(builder):
    read = propose_second_plan(builder)
    propose_second_plan(builder, {"text": "Changed while they read."})
    assert refusal_text(judge_second_plan, builder, read) == (
        "The plan has been reworded since. Read the newer wording."
    )


def test_a_date_that_passed_meanwhile_is_not_sent_and_not_changed_in_silence(builder):
    proposed = judge_second_plan(
        builder, propose_second_plan(builder, {"due_on": builder.at.date()})
    )
    builder.at += timedelta(days=2)
    assert refusal_text(send_second_plan, builder, proposed) == (
        "This date has passed. Enter today’s date or a later one."
    )


def test_a_suspect_who_was_decided_meanwhile_keeps_it_from_being_sent():
    builder = build_case_for_second_plan(CaseBuilder(cast(), suspects=2).allocate())
    proposed = judge_second_plan(builder, propose_second_plan(builder))
    no_further_action(builder, builder.suspects[0])
    assert refusal_text(send_second_plan, builder, proposed) == (
        "No further action has already been decided on suspect 1."
    )


def test_nothing_is_approved_that_could_not_be_sent(builder):
    counselling = intrusive_actions.WHY | {"reach": "COUNSELLING"}
    assert "Ask for approval first" in refusal_text(
        propose_second_plan, builder, {"reach": counselling}
    )
    late = (builder.at - timedelta(days=2)).date()
    assert "This date has passed" in refusal_text(propose_second_plan, builder, {"due_on": late})
    stranger = CaseBuilder(builder.cast).suspects
    assert refusal_text(propose_second_plan, builder, {"suspects": stranger}) == (
        "Select suspects whom this review is about."
    )
    assert not ProposedPlan.objects.unscoped("test").exists()


# Concurrency


def test_two_who_word_it_at_once_see_both_and_nothing_is_lost(builder):
    propose_second_plan(builder)
    propose_second_plan(builder, {"text": "Theirs."}, why="Their reason.")
    with pytest.raises(Stale) as stale:
        propose_second_plan(
            builder, {"text": "Mine."}, {"text": "And mine."}, why="My reason.", version=1
        )
    why, first, second = stale.value.differences
    assert why == ("why", "Their reason.", "My reason.")
    assert "Theirs." in first[1] and "Mine." in first[2]
    assert second[1] == "" and "And mine." in second[2]
    assert stale.value.version == 2
    assert propose_second_plan(builder, {"text": "Mine."}, version=stale.value.version).number == 3


@pytest.mark.django_db(transaction=True)
def test_two_managers_at_once_leave_one_answer_and_one_sentence():
    builder = build_case_for_second_plan(CaseBuilder(cast()).allocate())
    proposed, at = propose_second_plan(builder), builder.at
    grants.grant_capacity(
        "allocate_cases",
        to=builder.cast.advice_manager,
        on=builder.cast.cps,
        by=builder.cast.manager,
        at=MONDAY,
    )
    two = [scope(getattr(builder.cast, who), at) for who in ("manager", "advice_manager")]
    outcomes = run_at_once(builder.case, *(
        lambda by=by, yes=yes: proposed_plans.judge_proposed_plan(
            proposed_plan=proposed, by=by, at=at, is_approved=yes, judgement="x"
        )
        for by, yes in zip(two, (True, False), strict=True)
    ))  # fmt: skip
    [refusal] = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert str(refusal) in (
        "This plan has been approved already.", "This plan was not approved.",
    )  # fmt: skip
    assert ProposedPlan.objects.unscoped("test").get().judged_by_id in {by.user_id for by in two}


@pytest.mark.django_db(transaction=True)
def test_an_approval_and_a_change_at_once_leave_one_of_them():
    builder = build_case_for_second_plan(CaseBuilder(cast()).allocate())
    proposed, at = propose_second_plan(builder), builder.at
    mona, pia = (scope(getattr(builder.cast, who), at) for who in ("manager", "prosecutor"))
    judged, changed = run_at_once(
        builder.case,
        lambda: proposed_plans.judge_proposed_plan(
            proposed_plan=proposed, by=mona, at=at, is_approved=True, judgement="x"
        ),
        lambda: proposed_plans.propose_action_plan(
            review=builder.last_review, by=pia, at=at, items=[builder.action()], why="x", version=1
        ),
    )
    assert changed.number == 2  # a new wording replaces the old one, whatever was decided about it
    assert not ProposedPlan.objects.unscoped("test").filter(status="APPROVED").exists()
    first = ProposedPlan.objects.unscoped("test").get(number=1)
    assert first.status == "REPLACED"
    assert isinstance(judged, Refused) == (first.judged_at is None)


# Withdrawal


def test_the_author_withdraws_an_undecided_plan_and_may_word_another(builder):
    proposed = withdraw_second_plan(builder, propose_second_plan(builder, {"text": "Ask the lab."}))
    assert (proposed.status, proposed.withdrawal_reason) == ("WITHDRAWN", "The lab has answered.")
    assert proposed.withdrawn_by == builder.cast.prosecutor
    assert recipients_of("approval_withdrawn") == {"Mona Manager"}
    line = Event.objects.unscoped("test").get(case=builder.case, verb="withdraw_proposed_plan")
    assert line.only_side == "CPS"  # the police never learn of a plan that was not sent
    gone = "Its author has withdrawn this plan. Nothing is left to do."
    assert refusal_text(judge_second_plan, builder, proposed) == gone
    assert refusal_text(withdraw_second_plan, builder, proposed) == gone
    assert refusal_text(send_second_plan, builder, proposed) == gone
    again_ = propose_second_plan(builder, {"text": "Ask the friend."})
    assert again_.number == 2
    assert send_second_plan(builder, judge_second_plan(builder, again_)).status == "SENT"
    proposed.refresh_from_db()
    assert (proposed.status, proposed.items[0]["text"]) == ("WITHDRAWN", "Ask the lab.")


def test_only_the_author_withdraws_it_and_only_before_the_decision(builder):
    proposed = propose_second_plan(builder)
    grants.grant_capacity(
        "reviewing_prosecutor", to=builder.cast.other_prosecutor, on=builder.case,
        by=builder.cast.manager, at=MONDAY,
    )  # fmt: skip
    told = "Only the author can withdraw this plan. You can write a new one."
    assert refusal_text(withdraw_second_plan, builder, proposed, "other_prosecutor") == told
    assert "Only the reviewing prosecutor" in refusal_text(
        withdraw_second_plan, builder, proposed, "manager"
    )
    judge_second_plan(builder, proposed)
    assert (
        refusal_text(withdraw_second_plan, builder, proposed)
        == "This plan has been approved already."
    )


@pytest.mark.django_db(transaction=True)
def test_withdrawing_and_deciding_at_once_leave_one_result_and_one_sentence():
    builder = build_case_for_second_plan(CaseBuilder(cast()).allocate())
    proposed, at = propose_second_plan(builder), builder.at
    mona, pia = (scope(getattr(builder.cast, who), at) for who in ("manager", "prosecutor"))
    outcomes = run_at_once(
        builder.case,
        lambda: proposed_plans.judge_proposed_plan(
            proposed_plan=proposed, by=mona, at=at, is_approved=True, judgement="x"
        ),
        lambda: proposed_plans.withdraw_proposed_plan(
            proposed_plan=proposed, by=pia, at=at, reason="x"
        ),
    )
    [told] = [str(each) for each in outcomes if isinstance(each, Refused)]
    proposed.refresh_from_db()
    assert (proposed.status, told) in {
        ("APPROVED", "This plan has been approved already."),
        ("WITHDRAWN", "Its author has withdrawn this plan. Nothing is left to do."),
    }


# Nobody approves their own


def test_an_author_does_not_approve_their_own_plan_under_any_account(builder):
    proposed = propose_second_plan(builder)
    for who in ("prosecutor", "manager"):
        grants.grant_capacity(
            "allocate_cases",
            to=getattr(builder.cast, who),
            on=builder.cast.cps,
            by=builder.cast.manager,
            at=MONDAY,
        )
    assert refusal_text(judge_second_plan, builder, proposed, "prosecutor") == (
        "You wrote this plan, so another manager must decide."
    )
    one = Human.objects.create()
    User.objects.filter(pk__in=[builder.cast.prosecutor.pk, builder.cast.manager.pk]).update(
        human=one
    )
    assert refusal_text(judge_second_plan, builder, proposed, "manager") == (
        "You wrote this plan under another account of yours, so another person must decide."
    )
    row = ProposedPlan.objects.unscoped("test").filter(pk=proposed.pk)
    facts = {"status": "APPROVED", "judgement": "x", "judged_at": builder.at}
    for who in ("prosecutor", "manager"):
        with pytest.raises(IntegrityError, match="one of its authors"), transaction.atomic():
            update_in_clear(row, judged_by=getattr(builder.cast, who), **facts)


def test_the_author_of_an_earlier_wording_is_still_an_author(builder):
    builder.cast.manager, other = builder.cast.prosecutor, builder.cast.manager
    grants.grant_capacity(
        "allocate_cases", to=builder.cast.manager, on=builder.cast.cps, by=other, at=MONDAY
    )
    propose_second_plan(builder)
    grants.grant_capacity(
        "reviewing_prosecutor",
        to=builder.cast.other_prosecutor,
        on=builder.case,
        by=other,
        at=MONDAY,
    )
    again_ = propose_second_plan(builder, who="other_prosecutor")
    assert refusal_text(judge_second_plan, builder, again_, "manager") == (
        "You wrote this plan, so another manager must decide."
    )


@pytest.mark.parametrize("change", [{"items": []}, {"why": "x"}, {"authors": []}, {"number": 7}])
def test_the_database_fixes_what_was_worded(builder, change):
    row = ProposedPlan.objects.unscoped("test").filter(pk=propose_second_plan(builder).pk)
    with pytest.raises(DatabaseError, match="UPDATE refused"), transaction.atomic():
        update_in_clear(row, **change)


def test_the_database_sends_no_plan_that_was_not_approved(builder):
    row = ProposedPlan.objects.unscoped("test").filter(pk=propose_second_plan(builder).pk)
    plan = ActionPlan.objects.unscoped("test").get()
    for facts in ({"status": "APPROVED"}, {"status": "SENT", "plan": plan}):
        with pytest.raises(IntegrityError), transaction.atomic():
            update_in_clear(row, **facts)


def test_the_police_find_no_trace_before_it_is_sent(builder):
    judge_second_plan(builder, propose_second_plan(builder))
    for who in ("officer", "supervisor", "inspector"):
        by = scope(getattr(builder.cast, who), at=builder.at)
        assert not ProposedPlan.objects.for_scope(by).exists()
        assert not Event.objects.for_scope(by).filter(verb__contains="proposed").exists()
    assert recipients_of("approval_wanted") | recipients_of("approval_answered") == {
        "Mona Manager",
        "Pia Prosecutor",
    }


# Requests for counselling notes in a second plan


def test_a_request_for_counselling_notes_approved_as_a_second_plan_is_one(builder):
    proposal = intrusive_actions.judge_request(builder, intrusive_actions.propose_request(builder))
    intrusive_actions.set_proposed_request(builder, proposal)
    assert plan_count(builder) == 2


def test_an_approved_plan_is_not_sent_where_another_has_been_set_on_its_review(builder):
    approved = judge_second_plan(builder, propose_second_plan(builder))
    intrusive_actions.set_proposed_request(
        builder,
        intrusive_actions.judge_request(builder, intrusive_actions.propose_request(builder)),
        weight="DESIRABLE",
    )
    assert (
        refusal_text(send_second_plan, builder, approved)
        == "An action plan has already been set on this review."
    )
    assert plan_count(builder) == 2


def test_a_manager_who_could_not_know_that_it_is_a_second_plan_did_not_approve_one():
    builder = CaseBuilder(cast()).allocate()
    earlier = builder.review().last_review
    proposal = intrusive_actions.judge_request(builder, intrusive_actions.propose_request(builder))
    builder.plan({"weight": "DESIRABLE"})
    builder.last_review = earlier
    assert "so it would be a second plan" in refusal_text(
        intrusive_actions.set_proposed_request, builder, proposal
    )
