"""Victim information requests: justified, authorised, notified and agreed before they are made."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.action_plans.actions import action_items, proposals
from cases.models import (
    ActionItem,
    ActionPlan,
    Event,
    ItemEntry,
    Proposal,
    StatutoryDecision,
    Suspect,
    VictimNotice,
    VictimRequest,
)
from cases.states import State
from devtools.case_builder import CaseBuilder, cast, scope
from people.access.grants import grant_capacity
from people.access.scopes import Refused
from people.models import AuditEntry, Human
from tests.support.cases import intrusive_actions as r
from tests.support.cases.concurrency import run_at_once
from tests.support.cases.sealed_rows import update_in_clear, update_in_sql
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
REFUSED = "permission denied|only ever grows"


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2).allocate()


def fresh_row(one):
    return VictimRequest.objects.unscoped("test").get(pk=one.pk)


def answer_item_of(builder, item, how="DONE"):
    return builder.do(action_items.answer_item, "officer", item=item, answer=how, text="Done.")


# The police


def test_nothing_is_answered_as_done_before_it_was_decided_told_and_requested(builder):
    one = r.plan_intrusive_action(builder)
    for take in (lambda: None, lambda: r.record_all_steps(builder, one)):
        take()
        with pytest.raises(Refused, match="Record the decision, what the victim was told"):
            answer_item_of(builder, r.item_of_request(one))
    r.record_step(builder, "mark_requested", fresh_row(one), requested_on=r.current_day(builder))
    with pytest.raises(Refused, match="Record what the holder replied"):
        answer_item_of(builder, r.item_of_request(one))
    r.record_reply(builder, fresh_row(one))
    assert answer_item_of(builder, r.item_of_request(one)).status == "ANSWERED"


def test_that_it_cannot_be_provided_may_be_said_at_any_time(builder):
    assert (
        answer_item_of(
            builder, r.item_of_request(r.plan_intrusive_action(builder)), "CANNOT"
        ).answer
        == "CANNOT"
    )


def test_an_action_that_reaches_nowhere_needs_none_of_it(builder):
    builder.plan()
    assert answer_item_of(builder, builder.items[0]).status == "ANSWERED"


@pytest.mark.parametrize(
    ("reach", "missing", "because"),
    [
        ("HOLDER", "authority", "Record first who decided"),
        ("HOLDER", "notice", "Record first what the victim was told"),
        ("DEVICE", "agreement", "Record the victim’s written agreement first"),
    ],
)
def test_a_request_is_made_only_after_each_step(builder, reach, missing, because):
    one = r.plan_intrusive_action(builder, reach)
    if missing != "authority":
        r.record_authority(builder, one)
    if missing != "notice":
        r.record_notice(builder, one, may_refuse=reach == "DEVICE")
    with pytest.raises(Refused, match=because):
        r.record_step(
            builder, "mark_requested", fresh_row(one), requested_on=r.current_day(builder)
        )


def test_the_statutory_decision_is_kept_whole(builder):
    one = r.record_authority(builder, r.plan_intrusive_action(builder))
    decision = StatutoryDecision.objects.unscoped("test").get(request=one)
    assert {name: getattr(decision, name) for name in r.DECIDED} == r.DECIDED
    assert (decision.authorised_on, decision.by) == (one.authorised_on, builder.cast.officer)
    assert AuditEntry.objects.filter(verb="record_authority", case_id=builder.case.pk).exists()
    with pytest.raises(Refused, match="The decision has been recorded already"):
        r.record_authority(builder, one)


def test_an_exception_stands_in_for_the_notice_which_may_still_come(builder):
    one = r.record_authority(builder, r.plan_intrusive_action(builder))
    r.record_step(builder, "record_notice", one, exception="Cannot be found; s.44B(5).")
    with pytest.raises(Refused, match="The exception has been recorded already"):
        r.record_step(builder, "record_notice", one, exception="Again.")
    r.record_step(builder, "mark_requested", fresh_row(one), requested_on=r.current_day(builder))
    r.record_notice(builder, one)
    victim_notices = VictimNotice.objects.unscoped("test").filter(request=one).order_by("at")
    assert [bool(row.exception) for row in victim_notices] == [True, False]
    with pytest.raises(Refused, match="The notice to the victim has been recorded already"):
        r.record_notice(builder, one)


def test_the_owner_of_a_device_is_always_told(builder):
    one = r.plan_intrusive_action(builder, "DEVICE")
    with pytest.raises(Refused, match="There is no exception"):
        r.record_step(builder, "record_notice", one, exception="Cannot be found.")


def test_only_a_device_is_agreed_to(builder):
    with pytest.raises(Refused, match="Only for a device"):
        r.record_step(
            builder,
            "record_agreement",
            r.plan_intrusive_action(builder),
            agreed_on=r.current_day(builder),
        )


def test_dates_are_in_their_order(builder):
    one = r.record_all_steps(builder, r.plan_intrusive_action(builder, "DEVICE"))
    before = one.agreed_on - DAY
    for name, said in (("mark_requested", "requested_on"), ("record_withdrawal", "withdrawn_on")):
        with pytest.raises(Refused, match="This date is too long ago"):
            r.record_step(builder, name, one, **{said: before})
        with pytest.raises(Refused, match="This date has not come yet"):
            r.record_step(builder, name, one, **{said: r.current_day(builder) + 2 * DAY})


def test_a_withdrawn_agreement_closes_the_action_and_takes_nothing_more(builder):
    one = r.record_all_steps(builder, r.plan_intrusive_action(builder, "DEVICE"))
    r.record_step(builder, "record_withdrawal", one, withdrawn_on=r.current_day(builder))
    item = r.item_of_request(one)
    assert item.status == "CANCELLED"
    entry = ItemEntry.objects.unscoped("test").get(item=item)
    assert "The victim withdrew the agreement on 3 March 2026" in entry.text
    assert entry.by == builder.cast.officer
    assert {builder.suspect(n).state for n in range(2)} == {State.WITH_PROSECUTOR}
    deliveries = Delivery.objects.filter(notice="agreement_withdrawn")
    assert set(deliveries.values_list("recipient", flat=True)) == {builder.cast.prosecutor.pk}
    for name, said in (
        ("mark_requested", {"requested_on": r.current_day(builder)}),
        ("record_withdrawal", {"withdrawn_on": r.current_day(builder)}),
    ):
        with pytest.raises(Refused, match="nothing more is taken"):
            r.record_step(builder, name, fresh_row(one), **said)


def test_an_agreement_can_be_withdrawn_after_the_answer(builder):
    one = r.mark_request_made(builder, r.plan_intrusive_action(builder, "DEVICE"))
    answer_item_of(builder, r.item_of_request(one))
    r.record_step(builder, "record_withdrawal", fresh_row(one), withdrawn_on=r.current_day(builder))
    assert fresh_row(one).withdrawn_on and r.item_of_request(one).status == "ANSWERED"


def test_nothing_is_recorded_about_an_action_that_is_over(builder):
    one = r.plan_intrusive_action(builder)
    builder.do(
        action_items.cancel_item, "prosecutor", item=r.item_of_request(one), text="Not wanted."
    )
    with pytest.raises(Refused, match="This action was cancelled"):
        r.record_authority(builder, one)


def test_the_cps_records_no_step_of_the_police(builder):
    one = r.plan_intrusive_action(builder)
    with pytest.raises(Refused, match="Only the investigating police unit"):
        r.record_step(
            builder,
            "record_authority",
            one,
            "prosecutor",
            authorised_on=r.current_day(builder),
            **r.DECIDED,
        )


# Counselling notes


def test_no_plan_asks_for_notes_of_counselling(builder):
    with pytest.raises(Refused, match="Ask for approval first"):
        r.plan_intrusive_action(builder, "COUNSELLING")
    assert not ActionItem.objects.unscoped("test").exists()


def test_a_proposal_is_told_to_managers_and_the_police_find_no_trace(builder):
    def of_the_police():
        by = scope(builder.cast.officer, at=builder.at)
        case = (
            builder.case.__class__.objects.for_scope(by).filter(pk=builder.case.pk).values().get()
        )
        rows = Suspect.objects.for_scope(by).filter(case=builder.case).order_by("pk").values()
        events = Event.objects.for_scope(by).filter(case=builder.case).count()
        return case, list(rows), events

    builder.review()
    before, police = of_the_police(), {builder.cast.officer.pk, builder.cast.supervisor.pk}
    told_before = Delivery.objects.filter(recipient__in=police).count()
    proposal = r.judge_request(builder, r.propose_request(builder))
    assert of_the_police() == before
    for who in ("officer", "supervisor", "inspector"):
        by = scope(getattr(builder.cast, who), at=builder.at)
        assert not Proposal.objects.for_scope(by).exists()
    assert Delivery.objects.filter(recipient__in=police).count() == told_before
    for notice, who in (("approval_wanted", "manager"), ("approval_answered", "prosecutor")):
        [told] = Delivery.objects.filter(notice=notice)
        assert told.recipient == getattr(builder.cast, who)
        assert told.subject == builder.urn
    assert proposal.status == "APPROVED"


def test_no_action_comes_of_a_proposal_before_it_is_approved(builder):
    builder.review()
    proposal = r.propose_request(builder)
    with pytest.raises(Refused, match="A manager has not decided on this yet"):
        r.set_proposed_request(builder, proposal)
    r.judge_request(builder, proposal, is_approved=False)
    with pytest.raises(Refused, match="This was not approved"):
        r.set_proposed_request(builder, proposal)
    assert not ActionItem.objects.unscoped("test").exists()


def test_an_approved_proposal_becomes_the_plan_of_its_review(builder):
    builder.review()
    proposal = r.set_proposed_request(builder, r.judge_request(builder, r.propose_request(builder)))
    item = builder.items[0]
    assert (item.number, item.text, item.weight) == (1, proposal.text, "ESSENTIAL")
    one = VictimRequest.objects.unscoped("test").get(item=item)
    assert (one.reach, one.rebuttal) == ("COUNSELLING", proposal.rebuttal)
    assert (one.approved_by, one.approved_at) == (builder.cast.manager, proposal.judged_at)
    assert {builder.suspect(n).state for n in range(2)} == {State.ACTION_PLAN}
    with pytest.raises(Refused, match="The action has been set already"):
        r.set_proposed_request(builder, proposal)


def test_an_approved_proposal_is_added_to_the_plan_that_was_set_meanwhile(builder):
    builder.plan({"suspects": builder.suspects[:1]})
    proposal = r.propose_request(builder, suspects=builder.suspects[1:])
    r.set_proposed_request(builder, r.judge_request(builder, proposal))
    assert [item.number for item in builder.items] == [1, 2]
    assert ActionPlan.objects.unscoped("test").count() == 1
    assert builder.suspect(1).state == State.ACTION_PLAN
    assert Delivery.objects.filter(notice="turn_began", recipient=builder.cast.officer).count() == 2


def test_a_proposer_does_not_approve_their_own_proposal_under_any_account(builder):
    builder.review()
    proposal = r.propose_request(builder)
    grant_capacity(
        "allocate_cases", to=builder.cast.prosecutor, on=builder.cast.cps, by=builder.cast.manager,
        at=builder.at,
    )  # fmt: skip
    with pytest.raises(Refused, match="another manager must decide"):
        r.judge_request(builder, proposal, who="prosecutor")
    human = Human.objects.create()
    for user in (builder.cast.prosecutor, builder.cast.manager):
        user.human = human
        user.save(update_fields=["human"])
    with pytest.raises(Refused, match="another manager must decide"):
        r.judge_request(builder, proposal)


def test_whoever_approved_it_does_not_set_it_under_any_account(builder):
    builder.review()
    proposal = r.propose_request(builder)
    r.judge_request(builder, proposal)
    human = Human.objects.create()
    for user in (builder.cast.prosecutor, builder.cast.manager):
        user.human = human
        user.save(update_fields=["human"])
    with pytest.raises(Refused, match="You approved this, so another prosecutor"):
        r.set_proposed_request(builder, proposal)
    assert not ActionPlan.objects.unscoped("test").exists()


def test_the_presumption_binds_the_police_too(builder):
    builder.review()
    r.set_proposed_request(builder, r.judge_request(builder, r.propose_request(builder)))
    one = VictimRequest.objects.unscoped("test").get()
    with pytest.raises(Refused, match="substantial probative value"):
        r.record_authority(builder, one)
    assert r.record_authority(
        builder, one, probative_value="It is the first account."
    ).authorised_on


def test_a_suspect_who_has_moved_on_is_named(builder):
    builder.review()
    proposal = r.judge_request(builder, r.propose_request(builder))
    Suspect.objects.unscoped("test").filter(pk=builder.suspects[0].pk).update(
        state=State.NO_FURTHER_ACTION
    )
    with pytest.raises(Refused, match="No further action has already been decided"):
        r.set_proposed_request(builder, proposal)


@pytest.mark.django_db(transaction=True)
def test_two_managers_at_once_decide_once():
    people = cast()
    builder = CaseBuilder(people).allocate().review()
    proposal = r.propose_request(builder)

    def judge(is_approved):
        by = scope(people.manager, at=builder.at)
        return lambda: proposals.judge_proposal(
            proposal=proposal, by=by, at=builder.at, is_approved=is_approved, judgement="x"
        )

    first, second = run_at_once(builder.case, judge(True), judge(False))
    refused = [each for each in (first, second) if isinstance(each, Refused)]
    assert len(refused) == 1
    assert str(refused[0]) in ("This has been approved already.", "This was not approved.")


# The database


def test_the_database_refuses_pairs_that_cannot_be(builder):
    holder = r.plan_intrusive_action(builder)
    rows = VictimRequest.objects.unscoped("test").filter(pk=holder.pk)
    day = r.current_day(builder)
    for constraint, facts in (
        ("requested_once_decided_and_told", {"requested_on": day}),
        ("requested_once_decided_and_told", {"requested_on": day, "authorised_on": day}),
        (
            "requested_once_decided_and_told",
            {"requested_on": day - DAY, "authorised_on": day, "notified_on": day},
        ),
        ("only_a_device_is_agreed_to", {"agreed_on": day}),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            update_in_clear(rows, **facts)


def test_the_database_wants_a_device_agreed_to(builder):
    rows = VictimRequest.objects.unscoped("test").filter(
        pk=r.plan_intrusive_action(builder, "DEVICE").pk
    )
    day, told = (
        r.current_day(builder),
        {"authorised_on": r.current_day(builder), "notified_on": r.current_day(builder)},
    )
    for constraint, facts in (
        ("device_requested_once_agreed", told | {"requested_on": day}),
        ("only_a_device_is_agreed_to", {"is_excepted": True}),
        ("agreement_withdrawn_after_given", {"withdrawn_on": day}),
        ("agreement_withdrawn_after_given", {"agreed_on": day, "withdrawn_on": day - DAY}),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            update_in_clear(rows, **facts)


def test_the_database_keeps_what_was_said_as_it_was_said(builder):
    one = r.record_all_steps(builder, r.plan_intrusive_action(builder, "DEVICE"))
    rows = VictimRequest.objects.unscoped("test").filter(pk=one.pk)
    for act in (
        lambda: update_in_sql(rows, "necessity", "x"), lambda: rows.update(reach="HOLDER"),
        lambda: rows._raw_delete("default"),
        lambda: update_in_sql(StatutoryDecision.objects.unscoped("test"), "necessity", "x"),
        lambda: update_in_sql(VictimNotice.objects.unscoped("test"), "what", "x"),
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
            act()


def test_the_database_keeps_counselling_approved_by_another(builder):
    builder.review()
    proposal = r.propose_request(builder)
    rows = Proposal.objects.unscoped("test").filter(pk=proposal.pk)
    mine = {"judged_by": builder.cast.prosecutor, "judged_at": builder.at, "judgement": "x"}
    for constraint, facts in (
        ("proposal_judged_by_another", mine | {"status": "APPROVED"}),
        ("proposal_judged_whole", {"status": "APPROVED"}),
        ("proposal_judged_whole", {"judgement": "x"}),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            update_in_clear(rows, **facts)
    r.set_proposed_request(builder, r.judge_request(builder, proposal))
    made = VictimRequest.objects.unscoped("test").get()
    names = [field.attname for field in made._meta.concrete_fields if field.attname != "id"]
    facts = {name: getattr(made, name) for name in names}
    for constraint, wrong in (
        ("counselling_is_approved", {"approved_by_id": None, "approved_at": None}),
        ("counselling_is_approved", {"rebuttal": ""}),
        ("request_approved_by_another", {"approved_by_id": facts["set_by_id"]}),
        ("request_dates_in_order", {"to_on": facts["from_on"] - DAY}),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            VictimRequest.objects.unscoped("test").create(**facts | wrong)
