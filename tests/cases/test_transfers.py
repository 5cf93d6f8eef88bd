"""A case offered to another CPS unit moves when a manager there accepts, and not before."""

from datetime import timedelta

import pytest

from cases.action_plans.actions import action_items, challenges
from cases.allocation.actions import allocations, transfers
from cases.decisions.actions import charges
from cases.desk.queries import worklists
from cases.early_advice.actions.advice_given import give_early_advice
from cases.early_advice.actions.advice_triage import change_adviser
from cases.models import Case, CaseGrant, Event, Suspect, Transfer, Turn
from cases.referrals.actions import referrals
from devtools.case_builder import MG3, Road, cast, cps_unit, person, scope
from people.access import grants
from people.access.scopes import Refused
from people.models import Route
from tests.support.cases import charges as charging
from tests.support.cases.concurrency import at_once
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.early_advice import GIVEN, AdviceRoad
from tests.support.cases.second_unit import WHY, moved, offer, second_unit
from tests.support.module_fixtures import standing
from timeliness.models import Clock, Delivery

pytestmark = pytest.mark.django_db


@standing
def people():
    return second_unit(cast())


def case(road):
    return Case.objects.unscoped("test").get(pk=road.case.pk)


def sees(road, who, model=Case):
    by = scope(getattr(road.cast, who), at=road.at)
    which = {"pk": road.case.pk} if model is Case else {"case": road.case}
    return model.objects.for_scope(by).filter(**which).exists()


def refused(road, action, who, **arguments):
    with pytest.raises(Refused) as refusal:
        road.do(action, who, **arguments)
    assert refusal.value.is_stage
    return str(refusal.value)


def told(person):
    return set(Delivery.objects.filter(recipient=person).values_list("notice", flat=True))


def test_until_the_other_unit_answers_nothing_has_changed_but_that_it_is_asked(people):
    road = Road(people).allocate()
    before = road.suspect()
    transfer = offer(road)
    assert case(road).cps_unit == people.cps and case(road).offered_to == people.there
    assert case(road).prosecutor == people.prosecutor
    assert (road.suspect().state, road.suspect().version) == (before.state, before.version)
    assert not sees(road, "there_manager") and not sees(road, "there_manager", Suspect)
    assert sees(road, "there_manager", Transfer)
    assert not sees(road, "manager", Transfer)  # the police see the case and its timeline instead
    assert not sees(road, "officer", Transfer)
    assert told(people.there_manager) == {"transfer_offered"}
    [notice] = Delivery.objects.filter(recipient=people.there_manager)
    assert (notice.about, notice.subject) == (transfer.pk, road.urn)


def test_the_case_moves_with_its_dates_and_nobody_of_the_old_unit_is_left_on_it(people):
    road = Road(people, suspects=2).allocate()
    today = road.at.date()
    road.do(
        allocations.cover_case, "manager", case=road.case, to=people.other_prosecutor,
        from_on=today, until_on=today + timedelta(days=5),
    )  # fmt: skip
    clock, due_at = Clock.objects.running().get(about=road.case.pk), road.suspect().due_at
    moved(road)

    assert case(road).cps_unit == people.there and case(road).offered_to is None
    assert case(road).prosecutor is None
    named = CaseGrant.objects.filter(content_object=road.case)
    assert set(named.values_list("permission__codename", flat=True)) == {"officer_in_case"}
    after = Clock.objects.running().get(about=road.case.pk)
    assert after.recipient_unit == people.there
    times = ("pk", "started_at", "due_at", "rule_version", "remind_at", "escalate_at", "look_at")
    assert [getattr(after, name) for name in times] == [getattr(clock, name) for name in times]
    for n in range(2):
        assert (road.suspect(n).state, road.suspect(n).due_at) == ("READY_TO_ALLOCATE", due_at)
        assert road.suspect(n).cps_unit == people.there
    for who in ("manager", "prosecutor", "other_prosecutor", "assistant"):
        assert not sees(road, who) and not sees(road, who, Event)
    assert sees(road, "there_manager") and sees(road, "officer")
    assert told(people.there_manager) == {"transfer_offered", "case_taken_over"}
    assert "unit_changed" in told(people.officer)


def test_the_ledger_of_turns_says_which_unit_held_the_suspect_and_when(people):
    road = moved(Road(people).allocate())
    turns = list(Turn.objects.unscoped("test").filter(case=road.case).order_by("began_at"))
    assert [turn.ended_at for turn in turns[:-1]] == [turn.began_at for turn in turns[1:]]
    assert [(turn.state, turn.holder) for turn in turns[-2:]] == [
        ("WITH_PROSECUTOR", people.cps), ("READY_TO_ALLOCATE", people.there),
    ]  # fmt: skip
    assert turns[-1].clock == turns[-2].clock


def test_the_timeline_is_whole_and_the_reason_is_between_the_two_units(people):
    road = moved(Road(people).allocate())
    ours, theirs = (
        list(Event.objects.for_scope(scope(who, at=road.at)).filter(case=road.case))
        for who in (people.there_manager, people.officer)
    )
    assert {"sign_referral_off", "allocate_case", "propose_transfer"} <= {e.verb for e in ours}
    assert [e.note for e in ours if e.verb == "propose_transfer"] == [f"Second unit\n{WHY}"]
    assert not [e for e in theirs if WHY in e.note or e.verb == "propose_transfer"]
    assert [e.verb for e in theirs if "transfer" in e.verb] == ["accept_transfer"]


def test_a_plan_under_way_goes_along_and_the_new_unit_names_who_reads_the_answers(people):
    road = Road(people).allocate().plan()
    item, clock = road.items[0], road.items[0].clock
    road.do(
        challenges.challenge_item, "officer", item=item, reason="NOT_REASONABLE", text="Why this?"
    )
    moved(road)
    assert road.suspect().state == "PLAN_QUERIED"  # the new unit owes the answer
    assert road.suspect().turns.unscoped("test").get(ended_at=None).holder == people.there
    assert road.items[0].clock.due_at == clock.due_at
    assert road.items[0].clock.recipient_unit == people.police
    waits = Clock.objects.running().get(rule="challenge_answer")
    assert waits.recipient_unit == people.there
    road.do(
        allocations.reallocate_case, "there_manager", case=road.case,
        to=people.there_prosecutor, reason="Taken over.",
    )  # fmt: skip
    road.do(challenges.answer_challenge, "there_prosecutor", item=item, **HOLDS)
    assert case(road).prosecutor == people.there_prosecutor


HOLDS = {"answer": "HOLD", "text": "It decides the case."}


def test_declining_keeps_the_case_where_it_is_and_says_why(people):
    road = Road(people).allocate()
    transfer = offer(road)
    road.do(transfers.decline_transfer, "there_manager", transfer=transfer, reason="No room.")
    assert case(road).cps_unit == people.cps and case(road).offered_to is None
    assert case(road).prosecutor == people.prosecutor
    assert told(people.manager) >= {"transfer_declined"}
    last = Event.objects.for_scope(scope(people.manager, at=road.at)).latest("at")
    assert (last.verb, last.note, last.only_side) == (
        "decline_transfer", "Second unit\nNo room.", "CPS",
    )  # fmt: skip
    offer(road)  # and may be offered again


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        ("withdraw", "has withdrawn the offer, so the case stays there"),
        ("decline", "has been declined already"),
        ("accept", "has been accepted already: your unit has the case"),
    ],
)
def test_an_offer_that_has_ended_cannot_be_accepted_and_says_what_became_of_it(
    people, ending, words
):
    road = Road(people).allocate()
    transfer = offer(road)
    if ending == "withdraw":
        road.do(transfers.withdraw_transfer, "manager", case=road.case)
    else:
        action = getattr(transfers, f"{ending}_transfer")
        said = {"reason": "No."} if ending == "decline" else {}
        road.do(action, "there_manager", transfer=transfer, **said)
    for action, said in (
        (transfers.accept_transfer, {}), (transfers.decline_transfer, {"reason": "No."}),
    ):  # fmt: skip
        assert words in refused(road, action, "there_manager", transfer=transfer, **said)
    assert (case(road).cps_unit == people.there) is (ending == "accept")


def test_a_case_is_offered_to_one_unit_at_a_time(people):
    road = Road(people).allocate()
    offer(road)
    told = refused(
        road, transfers.propose_transfer, "manager", case=road.case, to=people.there, reason="Twice"
    )
    assert told == "This case has been offered to another unit, which has yet to answer."
    road.do(transfers.withdraw_transfer, "manager", case=road.case)
    told = refused(road, transfers.withdraw_transfer, "manager", case=road.case)
    assert told == "This case is not offered to another unit now."


@pytest.mark.parametrize("which", ["its own", "of the police", "closed", "without a manager"])
def test_only_a_unit_that_can_answer_is_asked(people, which):
    road = Road(people).allocate()
    to = {"its own": people.cps, "of the police": people.police}.get(which) or people.there
    if which == "closed":
        people.there.is_open = False
        people.there.save(update_fields=["is_open"])
    if which == "without a manager":
        to = cps_unit()
    told = refused(
        road, transfers.propose_transfer, "manager", case=road.case, to=to, reason="Why not."
    )
    assert told == str(transfers.NOT_A_UNIT)


def test_a_case_on_which_the_cps_has_nothing_to_do_stays(people):
    road = Road(people).submit()
    transfer = offer(road)
    road.do(
        referrals.withdraw_referral, "officer", referral=road.referral, withdrawal_reason="Later."
    )
    told = refused(road, transfers.accept_transfer, "there_manager", transfer=transfer)
    assert told == str(transfers.NO_WORK)
    road.do(transfers.withdraw_transfer, "manager", case=road.case)
    told = refused(
        road, transfers.propose_transfer, "manager", case=road.case, to=people.there, reason="Now."
    )
    assert told == str(transfers.NO_WORK)


def test_a_restricted_case_is_offered_to_nobody_and_an_offer_that_waits_is_hidden(people):
    road = Road(people).allocate()
    transfer = offer(road)
    Case.objects.unscoped("test").filter(pk=road.case.pk).update(is_restricted=True)
    assert not sees(road, "there_manager", Transfer)
    with pytest.raises(Transfer.DoesNotExist):
        road.do(transfers.accept_transfer, "there_manager", transfer=transfer)
    grants.grant_capacity(
        "allocate_cases", to=people.there_manager, on=people.cps, by=people.manager, at=road.at
    )
    assert not sees(road, "there_manager")


def test_whoever_has_a_conflict_with_the_case_does_not_see_that_it_is_offered(people):
    road = Road(people).allocate()
    transfer = offer(road)
    in_conflict(people.there_manager, road.case, at=road.at)
    assert not sees(road, "there_manager", Transfer)
    with pytest.raises(Transfer.DoesNotExist):
        road.do(transfers.accept_transfer, "there_manager", transfer=transfer)


def test_an_offer_is_overtaken_where_the_route_takes_the_case_elsewhere(people):
    road = Road(people).submit()
    transfer = offer(road)
    road.do(
        referrals.withdraw_referral, "officer", referral=road.referral, withdrawal_reason="Later."
    )
    Route.objects.filter(police_unit=people.police).update(cps_unit=cps_unit())
    referral = road.do(
        referrals.write_referral, "officer", case=road.case, suspects=road.suspects, **MG3
    )
    road.do(
        referrals.sign_referral_off, "supervisor", referral=referral, supervisor_comments="Again."
    )
    assert case(road).offered_to is None
    told = refused(road, transfers.accept_transfer, "there_manager", transfer=transfer)
    assert told == "The case went to a unit by another way meanwhile."


def test_who_accepted_it_no_longer_sees_the_offer_once_the_case_has_moved_on(people):
    road = moved(Road(people).allocate())
    assert sees(road, "there_manager", Transfer)
    road.do(
        transfers.propose_transfer, "there_manager", case=road.case, to=people.cps, reason="Back."
    )
    second = Transfer.objects.unscoped("test").get(case=road.case, status="PROPOSED")
    road.do(transfers.accept_transfer, "manager", transfer=second)
    assert not sees(road, "there_manager", Transfer) and not sees(road, "there_manager")
    assert Transfer.objects.for_scope(scope(people.manager)).filter(case=road.case).count() == 2


def test_an_item_answered_after_the_move_is_told_to_those_who_can_name_a_prosecutor(people):
    road = moved(Road(people).allocate().plan())
    road.do(action_items.answer_item, "officer", item=road.items[0], answer="DONE", text="Taken.")
    assert road.suspect().state == "WITH_PROSECUTOR"
    assert on_list(road, "allocate", people.there_manager)
    assert "answer_received" in told(people.there_manager)
    assert "answer_received" not in told(people.prosecutor)


def test_early_advice_goes_along_and_the_new_unit_names_who_gives_it(people):
    road = AdviceRoad(people).advise()
    due_at = road.suspect().due_at
    people.there_advice_manager = person(people.there, "manage_early_advice")
    moved(road)
    assert (road.suspect().state, road.suspect().due_at) == ("ADVICE_ADVISER", due_at)
    assert "case_taken_over" in told(people.there_advice_manager)
    assert on_list(road, "early-advice", people.there_advice_manager)
    road.step(
        change_adviser, "there_advice_manager", to=people.there_prosecutor, text="Taken over."
    )
    assert not on_list(road, "early-advice", people.there_advice_manager)
    parts = GIVEN | {"other_offence": None, "allegations": []}
    road.step(give_early_advice, "there_prosecutor", **parts)
    assert road.now.status == "GIVEN"


def test_a_charge_that_differs_is_settled_by_whom_the_new_unit_names(people):
    road = Road(people).allocate()
    charging.charge(road)
    charging.otherwise(road)
    moved(road)
    assert (road.suspect().state, road.suspect().holder_side) == ("CHARGE_DIFFERS", "CPS")
    assert told(people.there_manager) == {"transfer_offered", "case_taken_over"}
    assert on_list(road, "allocate", people.there_manager)
    with pytest.raises(Case.DoesNotExist):
        charging.answer(road, charges.accept_charge_report)  # by the prosecutor of the old unit
    road.do(
        allocations.reallocate_case, "there_manager", case=road.case,
        to=people.there_prosecutor, reason="Taken over.",
    )  # fmt: skip
    assert not on_list(road, "allocate", people.there_manager)
    assert on_list(road, "mine", people.there_prosecutor)
    assert "allocated" in told(people.there_prosecutor)
    charging.answer(road, charges.query_charge_report, who="there_prosecutor")
    charging.correct(road)
    assert road.suspect().state == "CHARGED"
    assert "charge_reported" in told(people.there_prosecutor)


def test_a_correction_that_differs_after_the_move_waits_for_whoever_is_named_there(people):
    road = Road(people).allocate()
    charging.charge(road)
    charging.otherwise(road)
    charging.answer(road, charges.query_charge_report)
    moved(road)
    assert road.suspect().state == "CHARGE_QUERIED"  # the police's turn continues
    charging.correct(road, charges=[charging.another(road, 2)], explanation="Still another.")
    assert road.suspect().state == "CHARGE_DIFFERS"
    assert on_list(road, "allocate", people.there_manager)
    assert "turn_began" in told(people.there_manager)


def on_list(road, name, who):
    """Whether a suspect of the case is on this worklist of a person."""
    [chosen] = [each for each in worklists.WORKLISTS if each.name == name]
    rows = chosen.rows.page(scope(who, at=road.at))
    return road.case.pk in {row[1] for row in rows}


@pytest.mark.django_db(transaction=True)
def test_accepting_and_withdrawing_at_once_has_one_result():
    people = second_unit(cast())
    road = Road(people).allocate()
    transfer = offer(road)
    theirs, ours = scope(people.there_manager, at=road.at), scope(people.manager, at=road.at)
    accepted, withdrawn = at_once(
        road.case,
        lambda: transfers.accept_transfer(transfer=transfer, by=theirs, at=road.at),
        lambda: transfers.withdraw_transfer(case=road.case, by=ours, at=road.at),
    )
    transfer.refresh_from_db()
    if transfer.status == "ACCEPTED":
        assert isinstance(withdrawn, Case.DoesNotExist)
        assert case(road).cps_unit == people.there
    else:
        assert isinstance(accepted, Refused) and "has withdrawn the offer" in str(accepted)
        assert case(road).cps_unit == people.cps
