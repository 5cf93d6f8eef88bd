"""Second plans: which plan is one, who approves it, and that only the approved wording is sent."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.action_plans.actions import action_items, action_plans, proposed_plans
from cases.models import ActionPlan, Event, ProposedPlan
from cases.states import State
from devtools.case_builder import MONDAY, Road, cast, scope
from people.access import grants
from people.access.scopes import Refused, Stale
from people.models import Human, User
from tests.support.cases import intrusive_actions
from tests.support.cases.concurrency import at_once
from tests.support.cases.decisions import no_further_action
from tests.support.cases.second_plans import judge, propose, send, withdraw
from tests.support.module_fixtures import standing
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

SECOND = (
    "This is a second plan after a full-code submission. Write it, and ask a manager to approve it."
)
FIRST = "This is the first plan, so it needs no approval. Set it."


def again(road):
    """The first plan is answered, and the prosecutor records another review."""
    road.plan()
    for item in road.items:
        road.do(action_items.answer_item, "officer", item=item, answer="DONE", text="Here.")
    return road.review()


@standing
def road():
    return again(Road(cast()).allocate())


def set_plan(road):
    items = [road.action()]
    return road.do(action_plans.set_action_plan, "prosecutor", review=road.last_review, items=items)


def refused(act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    return str(refusal.value)


def told(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


def plans(road):
    return ActionPlan.objects.unscoped("test").filter(case=road.case).count()


# Which plan is a second one


def test_a_second_plan_after_a_full_code_submission_is_not_set_without_approval(road):
    assert refused(set_plan, road) == SECOND
    assert plans(road) == 1


def test_the_first_plan_needs_no_approval():
    road = Road(cast()).allocate().review()
    assert refused(propose, road) == FIRST
    set_plan(road)


def test_after_a_threshold_submission_a_second_plan_is_set_as_ever():
    road = again(Road(cast()).allocate(code_test="THRESHOLD"))
    set_plan(road)
    assert plans(road) == 2


def test_a_plan_about_a_suspect_who_has_had_none_is_a_first_one():
    road = Road(cast(), suspects=2).allocate()
    road.plan({"suspects": road.suspects[:1], "weight": "DESIRABLE"})
    both, road.suspects = road.suspects, road.suspects[1:]
    assert road.review().last_review.second_since is None
    road.suspects = both
    assert road.review().last_review.second_since is not None


def test_a_review_that_was_there_before_the_first_plan_knows_of_it():
    road = Road(cast()).allocate()
    earlier = road.review().last_review
    road.plan()
    [item] = road.items
    road.do(action_items.answer_item, "officer", item=item, answer="DONE", text="Here.")
    road.last_review = earlier
    assert refused(set_plan, road) == SECOND


# Approval


def test_a_second_plan_goes_to_the_police_only_once_another_has_approved_it(road):
    proposed = propose(road, {"text": "Ask the neighbour."})
    assert told("approval_wanted") == {"Mona Manager"}
    assert (plans(road), road.suspect().state) == (1, State.WITH_PROSECUTOR)
    assert refused(send, road, proposed) == "A manager has not decided on this plan yet."
    judge(road, proposed)
    assert told("approval_answered") == {"Pia Prosecutor"}
    assert (plans(road), road.suspect().state) == (1, State.WITH_PROSECUTOR)
    proposed = send(road, proposed)
    assert (plans(road), road.suspect().state) == (2, State.ACTION_PLAN)
    assert (proposed.status, proposed.plan.number) == ("SENT", 2)
    assert [item.text for item in road.items if item.plan_id == proposed.plan_id] == [
        "Ask the neighbour."
    ]
    assert refused(send, road, proposed) == "This plan has been sent to the police."


def test_everything_an_action_says_is_kept_and_sent(road):
    due_on = (road.at + timedelta(days=30)).date()
    said = {
        "text": "Ask the school.", "category": "RECORDS", "weight": "DESIRABLE", "due_on": due_on,
        "line_of_inquiry": "Attendance.", "proportionality": "One term.",
        "reach": intrusive_actions.WHY | {"reach": "HOLDER"},
    }  # fmt: skip
    proposed = send(road, judge(road, propose(road, said)))
    [item] = proposed.plan.items.unscoped("test")
    for name in said.keys() - {"reach"}:
        assert getattr(item, name) == said[name]
    assert list(item.suspects.unscoped("test")) == road.suspects
    for name, value in said["reach"].items():
        assert getattr(item.victim_request, name) == value


def test_a_manager_who_does_not_approve_says_why_and_it_is_worded_anew(road):
    proposed = judge(road, propose(road), is_approved=False, judgement="One is enough.")
    assert refused(send, road, proposed) == "This plan was not approved."
    assert refused(judge, road, proposed) == "This plan was not approved."
    send(road, judge(road, propose(road, {"text": "Less."})))
    rows = ProposedPlan.objects.unscoped("test").order_by("number")
    assert [row.status for row in rows] == ["DECLINED", "SENT"]


def test_a_change_after_approval_asks_anew(road):
    approved = judge(road, propose(road))
    changed = propose(road, {"text": "Something else."})
    anew = "The plan has been reworded since. Read the newer wording."
    assert refused(send, road, approved) == anew
    assert refused(send, road, changed) == "A manager has not decided on this plan yet."
    assert Delivery.objects.filter(notice="approval_wanted").count() == 2
    send(road, judge(road, changed))
    assert road.items[-1].text == "Something else."


def test_only_the_wording_that_was_read_is_decided_on(road):
    read = propose(road)
    propose(road, {"text": "Changed while she read."})
    assert refused(judge, road, read) == (
        "The plan has been reworded since. Read the newer wording."
    )


def test_a_date_that_passed_meanwhile_is_not_sent_and_not_changed_in_silence(road):
    proposed = judge(road, propose(road, {"due_on": road.at.date()}))
    road.at += timedelta(days=2)
    assert refused(send, road, proposed) == (
        "This date has passed. Enter today’s date or a later one."
    )


def test_a_suspect_who_was_decided_meanwhile_keeps_it_from_being_sent():
    road = again(Road(cast(), suspects=2).allocate())
    proposed = judge(road, propose(road))
    no_further_action(road, road.suspects[0])
    assert refused(send, road, proposed) == (
        "No further action has already been decided on suspect 1."
    )


def test_nothing_is_approved_that_could_not_be_sent(road):
    counselling = intrusive_actions.WHY | {"reach": "COUNSELLING"}
    assert "Ask for approval first" in refused(propose, road, {"reach": counselling})
    late = (road.at - timedelta(days=2)).date()
    assert "This date has passed" in refused(propose, road, {"due_on": late})
    stranger = Road(road.cast).suspects
    assert refused(propose, road, {"suspects": stranger}) == (
        "Select suspects whom this review is about."
    )
    assert not ProposedPlan.objects.unscoped("test").exists()


# Concurrency


def test_two_who_word_it_at_once_see_both_and_nothing_is_lost(road):
    propose(road)
    propose(road, {"text": "Hers."}, why="Her reason.")
    with pytest.raises(Stale) as stale:
        propose(road, {"text": "His."}, {"text": "And his."}, why="His reason.", version=1)
    why, first, second = stale.value.differences
    assert why == ("why", "Her reason.", "His reason.")
    assert "Hers." in first[1] and "His." in first[2]
    assert second[1] == "" and "And his." in second[2]
    assert stale.value.version == 2
    assert propose(road, {"text": "His."}, version=stale.value.version).number == 3


@pytest.mark.django_db(transaction=True)
def test_two_managers_at_once_leave_one_answer_and_one_sentence():
    road = again(Road(cast()).allocate())
    proposed, at = propose(road), road.at
    grants.grant_capacity(
        "allocate_cases", to=road.cast.advice_manager, on=road.cast.cps, by=road.cast.manager,
        at=MONDAY,
    )  # fmt: skip
    two = [scope(getattr(road.cast, who), at) for who in ("manager", "advice_manager")]
    outcomes = at_once(road.case, *(
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
    road = again(Road(cast()).allocate())
    proposed, at = propose(road), road.at
    mona, pia = (scope(getattr(road.cast, who), at) for who in ("manager", "prosecutor"))
    judged, changed = at_once(
        road.case,
        lambda: proposed_plans.judge_proposed_plan(
            proposed_plan=proposed, by=mona, at=at, is_approved=True, judgement="x"
        ),
        lambda: proposed_plans.propose_action_plan(
            review=road.last_review, by=pia, at=at, items=[road.action()], why="x", version=1
        ),
    )
    assert changed.number == 2  # a new wording replaces the old one, whatever was decided about it
    assert not ProposedPlan.objects.unscoped("test").filter(status="APPROVED").exists()
    first = ProposedPlan.objects.unscoped("test").get(number=1)
    assert first.status == "REPLACED"
    assert isinstance(judged, Refused) == (first.judged_at is None)


# Withdrawal


def test_the_author_withdraws_an_undecided_plan_and_may_word_another(road):
    proposed = withdraw(road, propose(road, {"text": "Ask the lab."}))
    assert (proposed.status, proposed.withdrawal_reason) == ("WITHDRAWN", "The lab has answered.")
    assert proposed.withdrawn_by == road.cast.prosecutor
    assert told("approval_withdrawn") == {"Mona Manager"}
    line = Event.objects.unscoped("test").get(case=road.case, verb="withdraw_proposed_plan")
    assert line.only_side == "CPS"  # the police never learn of a plan that was not sent
    gone = "Its author has withdrawn this plan. Nothing is left to do."
    assert refused(judge, road, proposed) == gone
    assert refused(withdraw, road, proposed) == gone
    assert refused(send, road, proposed) == gone
    again_ = propose(road, {"text": "Ask the friend."})
    assert again_.number == 2
    assert send(road, judge(road, again_)).status == "SENT"
    proposed.refresh_from_db()
    assert (proposed.status, proposed.items[0]["text"]) == ("WITHDRAWN", "Ask the lab.")


def test_nobody_else_withdraws_it_nor_its_author_once_it_is_decided_on(road):
    proposed = propose(road)
    grants.grant_capacity(
        "reviewing_prosecutor", to=road.cast.other_prosecutor, on=road.case,
        by=road.cast.manager, at=MONDAY,
    )  # fmt: skip
    told = "Only the author can withdraw this plan. You can write a new one."
    assert refused(withdraw, road, proposed, "other_prosecutor") == told
    assert "Only the reviewing prosecutor" in refused(withdraw, road, proposed, "manager")
    judge(road, proposed)
    assert refused(withdraw, road, proposed) == "This plan has been approved already."


@pytest.mark.django_db(transaction=True)
def test_withdrawing_and_deciding_at_once_leave_one_result_and_one_sentence():
    road = again(Road(cast()).allocate())
    proposed, at = propose(road), road.at
    mona, pia = (scope(getattr(road.cast, who), at) for who in ("manager", "prosecutor"))
    outcomes = at_once(
        road.case,
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


def test_nobody_approves_their_own_plan_under_any_account(road):
    proposed = propose(road)
    for who in ("prosecutor", "manager"):
        grants.grant_capacity(
            "allocate_cases", to=getattr(road.cast, who), on=road.cast.cps, by=road.cast.manager,
            at=MONDAY,
        )  # fmt: skip
    assert refused(judge, road, proposed, "prosecutor") == (
        "You wrote this plan, so another manager must decide."
    )
    one = Human.objects.create()
    User.objects.filter(pk__in=[road.cast.prosecutor.pk, road.cast.manager.pk]).update(human=one)
    assert refused(judge, road, proposed, "manager") == (
        "You wrote this plan under another account of yours, so another person must decide."
    )
    row = ProposedPlan.objects.unscoped("test").filter(pk=proposed.pk)
    facts = {"status": "APPROVED", "judgement": "x", "judged_at": road.at}
    for who in ("prosecutor", "manager"):
        with pytest.raises(IntegrityError, match="one of its authors"), transaction.atomic():
            row.update(judged_by=getattr(road.cast, who), **facts)


def test_whoever_worded_it_before_is_an_author_still(road):
    road.cast.manager, other = road.cast.prosecutor, road.cast.manager
    grants.grant_capacity(
        "allocate_cases", to=road.cast.manager, on=road.cast.cps, by=other, at=MONDAY
    )
    propose(road)
    grants.grant_capacity(
        "reviewing_prosecutor", to=road.cast.other_prosecutor, on=road.case, by=other, at=MONDAY
    )
    again_ = propose(road, who="other_prosecutor")
    assert refused(judge, road, again_, "manager") == (
        "You wrote this plan, so another manager must decide."
    )


@pytest.mark.parametrize("change", [{"items": []}, {"why": "x"}, {"authors": []}, {"number": 7}])
def test_the_database_fixes_what_was_worded(road, change):
    row = ProposedPlan.objects.unscoped("test").filter(pk=propose(road).pk)
    with pytest.raises(DatabaseError, match="UPDATE refused"), transaction.atomic():
        row.update(**change)


def test_the_database_sends_nothing_that_nobody_approved(road):
    row = ProposedPlan.objects.unscoped("test").filter(pk=propose(road).pk)
    plan = ActionPlan.objects.unscoped("test").get()
    for facts in ({"status": "APPROVED"}, {"status": "SENT", "plan": plan}):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**facts)


def test_the_police_find_no_trace_before_it_is_sent(road):
    judge(road, propose(road))
    for who in ("officer", "supervisor", "inspector"):
        by = scope(getattr(road.cast, who), at=road.at)
        assert not ProposedPlan.objects.for_scope(by).exists()
        assert not Event.objects.for_scope(by).filter(verb__contains="proposed").exists()
    assert told("approval_wanted") | told("approval_answered") == {"Mona Manager", "Pia Prosecutor"}


# Requests for counselling notes in a second plan


def test_a_request_for_counselling_notes_approved_as_a_second_plan_is_one(road):
    proposal = intrusive_actions.judged(road, intrusive_actions.proposed(road))
    intrusive_actions.set_(road, proposal)
    assert plans(road) == 2


def test_an_approved_plan_is_not_sent_where_another_has_been_set_on_its_review(road):
    approved = judge(road, propose(road))
    intrusive_actions.set_(
        road, intrusive_actions.judged(road, intrusive_actions.proposed(road)), weight="DESIRABLE"
    )
    assert refused(send, road, approved) == "An action plan has already been set on this review."
    assert plans(road) == 2


def test_a_manager_who_could_not_know_that_it_is_a_second_plan_did_not_approve_one():
    road = Road(cast()).allocate()
    earlier = road.review().last_review
    proposal = intrusive_actions.judged(road, intrusive_actions.proposed(road))
    road.plan({"weight": "DESIRABLE"})
    road.last_review = earlier
    assert "so it would be a second plan" in refused(intrusive_actions.set_, road, proposal)
