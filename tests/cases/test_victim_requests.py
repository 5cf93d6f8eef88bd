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
from devtools.case_builder import Road, cast, scope
from people.access.grants import grant_capacity
from people.access.scopes import Refused
from people.models import AuditEntry, Human
from tests.support.cases import intrusive_actions as r
from tests.support.cases.concurrency import at_once
from tests.support.module_fixtures import standing
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
REFUSED = "permission denied|only ever grows"


@standing
def road():
    return Road(cast(), suspects=2).allocate()


def kept(one):
    return VictimRequest.objects.unscoped("test").get(pk=one.pk)


def answer(road, item, how="DONE"):
    return road.do(action_items.answer_item, "officer", item=item, answer=how, text="Done.")


# The police


def test_nothing_is_answered_as_done_before_it_was_decided_told_and_requested(road):
    one = r.reaching(road)
    for take in (lambda: None, lambda: r.ready(road, one)):
        take()
        with pytest.raises(Refused, match="Record the decision, what the victim was told"):
            answer(road, r.item_of(one))
    r.step(road, "mark_requested", kept(one), requested_on=r.today(road))
    assert answer(road, r.item_of(one)).status == "ANSWERED"


def test_that_it_cannot_be_provided_may_be_said_at_any_time(road):
    assert answer(road, r.item_of(r.reaching(road)), "CANNOT").answer == "CANNOT"


def test_an_action_that_reaches_nowhere_needs_none_of_it(road):
    road.plan()
    assert answer(road, road.items[0]).status == "ANSWERED"


@pytest.mark.parametrize(
    ("reach", "missing", "because"),
    [
        ("HOLDER", "authority", "Record first who decided"),
        ("HOLDER", "notice", "Record first what the victim was told"),
        ("DEVICE", "agreement", "Record the victim’s written agreement first"),
    ],
)
def test_a_request_is_made_only_after_each_step(road, reach, missing, because):
    one = r.reaching(road, reach)
    if missing != "authority":
        r.authorised(road, one)
    if missing != "notice":
        r.notified(road, one, may_refuse=reach == "DEVICE")
    with pytest.raises(Refused, match=because):
        r.step(road, "mark_requested", kept(one), requested_on=r.today(road))


def test_the_statutory_decision_is_kept_whole(road):
    one = r.authorised(road, r.reaching(road))
    decision = StatutoryDecision.objects.unscoped("test").get(request=one)
    assert {name: getattr(decision, name) for name in r.DECIDED} == r.DECIDED
    assert (decision.authorised_on, decision.by) == (one.authorised_on, road.cast.officer)
    assert AuditEntry.objects.filter(verb="record_authority", case_id=road.case.pk).exists()
    with pytest.raises(Refused, match="The decision has been recorded already"):
        r.authorised(road, one)


def test_an_exception_stands_in_for_the_notice_which_may_still_come(road):
    one = r.authorised(road, r.reaching(road))
    r.step(road, "record_notice", one, exception="Cannot be found; s.44B(5).")
    with pytest.raises(Refused, match="The exception has been recorded already"):
        r.step(road, "record_notice", one, exception="Again.")
    r.step(road, "mark_requested", kept(one), requested_on=r.today(road))
    r.notified(road, one)
    victim_notices = VictimNotice.objects.unscoped("test").filter(request=one).order_by("at")
    assert [bool(row.exception) for row in victim_notices] == [True, False]
    with pytest.raises(Refused, match="The notice to the victim has been recorded already"):
        r.notified(road, one)


def test_the_owner_of_a_device_is_always_told(road):
    one = r.reaching(road, "DEVICE")
    with pytest.raises(Refused, match="There is no exception"):
        r.step(road, "record_notice", one, exception="Cannot be found.")


def test_only_a_device_is_agreed_to(road):
    with pytest.raises(Refused, match="Only for a device"):
        r.step(road, "record_agreement", r.reaching(road), agreed_on=r.today(road))


def test_dates_are_in_their_order(road):
    one = r.ready(road, r.reaching(road, "DEVICE"))
    before = one.agreed_on - DAY
    for name, said in (("mark_requested", "requested_on"), ("record_withdrawal", "withdrawn_on")):
        with pytest.raises(Refused, match="This date is too long ago"):
            r.step(road, name, one, **{said: before})
        with pytest.raises(Refused, match="This date has not come yet"):
            r.step(road, name, one, **{said: r.today(road) + 2 * DAY})


def test_a_withdrawn_agreement_closes_the_action_and_takes_nothing_more(road):
    one = r.ready(road, r.reaching(road, "DEVICE"))
    r.step(road, "record_withdrawal", one, withdrawn_on=r.today(road))
    item = r.item_of(one)
    assert item.status == "CANCELLED"
    entry = ItemEntry.objects.unscoped("test").get(item=item)
    assert "The victim withdrew the agreement on 3 March 2026" in entry.text
    assert entry.by == road.cast.officer
    assert {road.suspect(n).state for n in range(2)} == {State.WITH_PROSECUTOR}
    deliveries = Delivery.objects.filter(notice="agreement_withdrawn")
    assert set(deliveries.values_list("recipient", flat=True)) == {road.cast.prosecutor.pk}
    for name, said in (
        ("mark_requested", {"requested_on": r.today(road)}),
        ("record_withdrawal", {"withdrawn_on": r.today(road)}),
    ):
        with pytest.raises(Refused, match="nothing more is taken"):
            r.step(road, name, kept(one), **said)


def test_an_agreement_can_be_withdrawn_after_the_answer(road):
    one = r.requested(road, r.reaching(road, "DEVICE"))
    answer(road, r.item_of(one))
    r.step(road, "record_withdrawal", kept(one), withdrawn_on=r.today(road))
    assert kept(one).withdrawn_on and r.item_of(one).status == "ANSWERED"


def test_nothing_is_recorded_about_an_action_that_is_over(road):
    one = r.reaching(road)
    road.do(action_items.cancel_item, "prosecutor", item=r.item_of(one), text="Not wanted.")
    with pytest.raises(Refused, match="This action was cancelled"):
        r.authorised(road, one)


def test_the_cps_records_no_step_of_the_police(road):
    one = r.reaching(road)
    with pytest.raises(Refused, match="Only the investigating police unit"):
        r.step(
            road, "record_authority", one, "prosecutor", authorised_on=r.today(road), **r.DECIDED
        )


# Counselling notes


def test_no_plan_asks_for_notes_of_counselling(road):
    with pytest.raises(Refused, match="Ask for approval first"):
        r.reaching(road, "COUNSELLING")
    assert not ActionItem.objects.unscoped("test").exists()


def test_a_proposal_is_told_to_managers_and_the_police_find_no_trace(road):
    def of_the_police():
        by = scope(road.cast.officer, at=road.at)
        case = road.case.__class__.objects.for_scope(by).filter(pk=road.case.pk).values().get()
        rows = Suspect.objects.for_scope(by).filter(case=road.case).order_by("pk").values()
        events = Event.objects.for_scope(by).filter(case=road.case).count()
        return case, list(rows), events

    road.review()
    before, police = of_the_police(), {road.cast.officer.pk, road.cast.supervisor.pk}
    told_before = Delivery.objects.filter(recipient__in=police).count()
    proposal = r.judged(road, r.proposed(road))
    assert of_the_police() == before
    for who in ("officer", "supervisor", "inspector"):
        by = scope(getattr(road.cast, who), at=road.at)
        assert not Proposal.objects.for_scope(by).exists()
    assert Delivery.objects.filter(recipient__in=police).count() == told_before
    for notice, who in (("approval_wanted", "manager"), ("approval_answered", "prosecutor")):
        [told] = Delivery.objects.filter(notice=notice)
        assert told.recipient == getattr(road.cast, who)
        assert told.subject == road.urn
    assert proposal.status == "APPROVED"


def test_no_action_comes_of_a_proposal_before_it_is_approved(road):
    road.review()
    proposal = r.proposed(road)
    with pytest.raises(Refused, match="A manager has not decided on this yet"):
        r.set_(road, proposal)
    r.judged(road, proposal, is_approved=False)
    with pytest.raises(Refused, match="This was not approved"):
        r.set_(road, proposal)
    assert not ActionItem.objects.unscoped("test").exists()


def test_an_approved_proposal_becomes_the_plan_of_its_review(road):
    road.review()
    proposal = r.set_(road, r.judged(road, r.proposed(road)))
    item = road.items[0]
    assert (item.number, item.text, item.weight) == (1, proposal.text, "ESSENTIAL")
    one = VictimRequest.objects.unscoped("test").get(item=item)
    assert (one.reach, one.rebuttal) == ("COUNSELLING", proposal.rebuttal)
    assert (one.approved_by, one.approved_at) == (road.cast.manager, proposal.judged_at)
    assert {road.suspect(n).state for n in range(2)} == {State.ACTION_PLAN}
    with pytest.raises(Refused, match="The action has been set already"):
        r.set_(road, proposal)


def test_an_approved_proposal_is_added_to_the_plan_that_was_set_meanwhile(road):
    road.plan({"suspects": road.suspects[:1]})
    proposal = r.proposed(road, suspects=road.suspects[1:])
    r.set_(road, r.judged(road, proposal))
    assert [item.number for item in road.items] == [1, 2]
    assert ActionPlan.objects.unscoped("test").count() == 1
    assert road.suspect(1).state == State.ACTION_PLAN
    assert Delivery.objects.filter(notice="turn_began", recipient=road.cast.officer).count() == 2


def test_nobody_approves_what_they_proposed_under_any_account(road):
    road.review()
    proposal = r.proposed(road)
    grant_capacity(
        "allocate_cases", to=road.cast.prosecutor, on=road.cast.cps, by=road.cast.manager,
        at=road.at,
    )  # fmt: skip
    with pytest.raises(Refused, match="another manager must decide"):
        r.judged(road, proposal, who="prosecutor")
    human = Human.objects.create()
    for user in (road.cast.prosecutor, road.cast.manager):
        user.human = human
        user.save(update_fields=["human"])
    with pytest.raises(Refused, match="another manager must decide"):
        r.judged(road, proposal)


def test_the_presumption_binds_the_police_too(road):
    road.review()
    r.set_(road, r.judged(road, r.proposed(road)))
    one = VictimRequest.objects.unscoped("test").get()
    with pytest.raises(Refused, match="substantial probative value"):
        r.authorised(road, one)
    assert r.authorised(road, one, probative_value="It is the first account.").authorised_on


def test_a_suspect_who_has_moved_on_is_named(road):
    road.review()
    proposal = r.judged(road, r.proposed(road))
    Suspect.objects.unscoped("test").filter(pk=road.suspects[0].pk).update(
        state=State.NO_FURTHER_ACTION
    )
    with pytest.raises(Refused, match="No further action has already been decided"):
        r.set_(road, proposal)


@pytest.mark.django_db(transaction=True)
def test_two_managers_at_once_decide_once():
    people = cast()
    road = Road(people).allocate().review()
    proposal = r.proposed(road)

    def judge(is_approved):
        by = scope(people.manager, at=road.at)
        return lambda: proposals.judge_proposal(
            proposal=proposal, by=by, at=road.at, is_approved=is_approved, judgement="x"
        )

    first, second = at_once(road.case, judge(True), judge(False))
    refused = [each for each in (first, second) if isinstance(each, Refused)]
    assert len(refused) == 1
    assert str(refused[0]) in ("This has been approved already.", "This was not approved.")


# The database


def test_the_database_refuses_pairs_that_cannot_be(road):
    holder = r.reaching(road)
    rows = VictimRequest.objects.unscoped("test").filter(pk=holder.pk)
    day = r.today(road)
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
            rows.update(**facts)


def test_the_database_wants_a_device_agreed_to(road):
    rows = VictimRequest.objects.unscoped("test").filter(pk=r.reaching(road, "DEVICE").pk)
    day, told = r.today(road), {"authorised_on": r.today(road), "notified_on": r.today(road)}
    for constraint, facts in (
        ("device_requested_once_agreed", told | {"requested_on": day}),
        ("only_a_device_is_agreed_to", {"is_excepted": True}),
        ("agreement_withdrawn_after_given", {"withdrawn_on": day}),
        ("agreement_withdrawn_after_given", {"agreed_on": day, "withdrawn_on": day - DAY}),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            rows.update(**facts)


def test_the_database_keeps_what_was_said_as_it_was_said(road):
    one = r.ready(road, r.reaching(road, "DEVICE"))
    rows = VictimRequest.objects.unscoped("test").filter(pk=one.pk)
    for act in (
        lambda: rows.update(necessity="x"), lambda: rows.update(reach="HOLDER"),
        lambda: rows._raw_delete("default"),
        lambda: StatutoryDecision.objects.unscoped("test").update(necessity="x"),
        lambda: VictimNotice.objects.unscoped("test").update(what="x"),
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
            act()


def test_the_database_keeps_counselling_approved_by_another(road):
    road.review()
    proposal = r.proposed(road)
    rows = Proposal.objects.unscoped("test").filter(pk=proposal.pk)
    mine = {"judged_by": road.cast.prosecutor, "judged_at": road.at, "judgement": "x"}
    for constraint, facts in (
        ("proposal_judged_by_another", mine | {"status": "APPROVED"}),
        ("proposal_judged_whole", {"status": "APPROVED"}),
        ("proposal_judged_whole", {"judgement": "x"}),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            rows.update(**facts)
    r.set_(road, r.judged(road, proposal))
    facts = VictimRequest.objects.unscoped("test").values().get()
    del facts["id"]
    for constraint, wrong in (
        ("counselling_is_approved", {"approved_by_id": None, "approved_at": None}),
        ("counselling_is_approved", {"rebuttal": ""}),
        ("request_approved_by_another", {"approved_by_id": facts["set_by_id"]}),
        ("request_dates_in_order", {"to_on": facts["from_on"] - DAY}),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            VictimRequest.objects.unscoped("test").create(**facts | wrong)
