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
from devtools.case_builder import CaseBuilder, cast, cps_unit, person, scope
from devtools.usual_answers import MG3
from people.access import grants
from people.access.scopes import Refused
from people.models import Route
from tests.support.cases import charges as charging
from tests.support.cases.concurrency import run_at_once
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.early_advice import GIVEN, AdviceCaseBuilder
from tests.support.cases.second_unit import (
    WHY,
    add_second_unit,
    move_to_second_unit,
    offer_transfer,
)
from tests.support.module_fixtures import module_fixture
from timeliness.models import Clock, Delivery

pytestmark = pytest.mark.django_db


@module_fixture
def people():
    return add_second_unit(cast())


def fresh_case(builder):
    return Case.objects.unscoped("test").get(pk=builder.case.pk)


def can_see(builder, who, model=Case):
    by = scope(getattr(builder.cast, who), at=builder.at)
    which = {"pk": builder.case.pk} if model is Case else {"case": builder.case}
    return model.objects.for_scope(by).filter(**which).exists()


def refusal_text(builder, action, who, **arguments):
    with pytest.raises(Refused) as refusal:
        builder.do(action, who, **arguments)
    assert refusal.value.is_stage
    return str(refusal.value)


def notices_of_person(person):
    return set(Delivery.objects.filter(recipient=person).values_list("notice", flat=True))


def test_until_the_other_unit_answers_nothing_has_changed_but_that_it_is_asked(people):
    builder = CaseBuilder(people).allocate()
    before = builder.suspect()
    transfer = offer_transfer(builder)
    assert (
        fresh_case(builder).cps_unit == people.cps
        and fresh_case(builder).offered_to == people.there
    )
    assert fresh_case(builder).prosecutor == people.prosecutor
    assert (builder.suspect().state, builder.suspect().version) == (before.state, before.version)
    assert not can_see(builder, "there_manager") and not can_see(builder, "there_manager", Suspect)
    assert can_see(builder, "there_manager", Transfer)
    assert not can_see(
        builder, "manager", Transfer
    )  # the police see the case and its timeline instead
    assert not can_see(builder, "officer", Transfer)
    assert notices_of_person(people.there_manager) == {"transfer_offered"}
    [notice] = Delivery.objects.filter(recipient=people.there_manager)
    assert (notice.about, notice.subject) == (transfer.pk, builder.urn)


def test_the_case_moves_with_its_dates_and_without_people_of_the_old_unit(people):
    builder = CaseBuilder(people, suspects=2).allocate()
    today = builder.at.date()
    builder.do(
        allocations.cover_case, "manager", case=builder.case, to=people.other_prosecutor,
        from_on=today, until_on=today + timedelta(days=5),
    )  # fmt: skip
    clock, due_at = Clock.objects.running().get(about=builder.case.pk), builder.suspect().due_at
    move_to_second_unit(builder)

    assert fresh_case(builder).cps_unit == people.there and fresh_case(builder).offered_to is None
    assert fresh_case(builder).prosecutor is None
    named = CaseGrant.objects.filter(content_object=builder.case)
    assert set(named.values_list("permission__codename", flat=True)) == {"officer_in_case"}
    after = Clock.objects.running().get(about=builder.case.pk)
    assert after.recipient_unit == people.there
    times = ("pk", "started_at", "due_at", "rule_version", "remind_at", "escalate_at", "look_at")
    assert [getattr(after, name) for name in times] == [getattr(clock, name) for name in times]
    for n in range(2):
        assert (builder.suspect(n).state, builder.suspect(n).due_at) == (
            "READY_TO_ALLOCATE",
            due_at,
        )
        assert builder.suspect(n).cps_unit == people.there
    for who in ("manager", "prosecutor", "other_prosecutor", "assistant"):
        assert not can_see(builder, who) and not can_see(builder, who, Event)
    assert can_see(builder, "there_manager") and can_see(builder, "officer")
    assert notices_of_person(people.there_manager) == {"transfer_offered", "case_taken_over"}
    assert "unit_changed" in notices_of_person(people.officer)


def test_the_ledger_of_turns_says_which_unit_held_the_suspect_and_when(people):
    builder = move_to_second_unit(CaseBuilder(people).allocate())
    turns = list(Turn.objects.unscoped("test").filter(case=builder.case).order_by("began_at"))
    assert [turn.ended_at for turn in turns[:-1]] == [turn.began_at for turn in turns[1:]]
    assert [(turn.state, turn.holder) for turn in turns[-2:]] == [
        ("WITH_PROSECUTOR", people.cps), ("READY_TO_ALLOCATE", people.there),
    ]  # fmt: skip
    assert turns[-1].clock == turns[-2].clock


def test_the_timeline_is_whole_and_the_reason_is_between_the_two_units(people):
    builder = move_to_second_unit(CaseBuilder(people).allocate())
    ours, theirs = (
        list(Event.objects.for_scope(scope(who, at=builder.at)).filter(case=builder.case))
        for who in (people.there_manager, people.officer)
    )
    assert {"sign_referral_off", "allocate_case", "propose_transfer"} <= {e.verb for e in ours}
    assert [e.note for e in ours if e.verb == "propose_transfer"] == [f"Second unit\n{WHY}"]
    assert not [e for e in theirs if WHY in e.note or e.verb == "propose_transfer"]
    assert [e.verb for e in theirs if "transfer" in e.verb] == ["accept_transfer"]


def test_a_plan_under_way_goes_along_and_the_new_unit_names_who_reads_the_answers(people):
    builder = CaseBuilder(people).allocate().plan()
    item, clock = builder.items[0], builder.items[0].clock
    builder.do(
        challenges.challenge_item, "officer", item=item, reason="NOT_REASONABLE", text="Why this?"
    )
    move_to_second_unit(builder)
    assert builder.suspect().state == "PLAN_QUERIED"  # the new unit owes the answer
    assert builder.suspect().turns.unscoped("test").get(ended_at=None).holder == people.there
    assert builder.items[0].clock.due_at == clock.due_at
    assert builder.items[0].clock.recipient_unit == people.police
    waits = Clock.objects.running().get(rule="challenge_answer")
    assert waits.recipient_unit == people.there
    builder.do(
        allocations.reallocate_case, "there_manager", case=builder.case,
        to=people.there_prosecutor, reason="Taken over.",
    )  # fmt: skip
    builder.do(challenges.answer_challenge, "there_prosecutor", item=item, **HOLDS)
    assert fresh_case(builder).prosecutor == people.there_prosecutor


HOLDS = {"answer": "HOLD", "text": "It decides the case."}


def test_declining_keeps_the_case_where_it_is_and_says_why(people):
    builder = CaseBuilder(people).allocate()
    transfer = offer_transfer(builder)
    builder.do(transfers.decline_transfer, "there_manager", transfer=transfer, reason="No room.")
    assert fresh_case(builder).cps_unit == people.cps and fresh_case(builder).offered_to is None
    assert fresh_case(builder).prosecutor == people.prosecutor
    assert notices_of_person(people.manager) >= {"transfer_declined"}
    last = Event.objects.for_scope(scope(people.manager, at=builder.at)).latest("at")
    assert (last.verb, last.note, last.only_side) == (
        "decline_transfer", "Second unit\nNo room.", "CPS",
    )  # fmt: skip
    offer_transfer(builder)  # and may be offered again


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
    builder = CaseBuilder(people).allocate()
    transfer = offer_transfer(builder)
    if ending == "withdraw":
        builder.do(transfers.withdraw_transfer, "manager", case=builder.case)
    else:
        action = getattr(transfers, f"{ending}_transfer")
        said = {"reason": "No."} if ending == "decline" else {}
        builder.do(action, "there_manager", transfer=transfer, **said)
    for action, said in (
        (transfers.accept_transfer, {}), (transfers.decline_transfer, {"reason": "No."}),
    ):  # fmt: skip
        assert words in refusal_text(builder, action, "there_manager", transfer=transfer, **said)
    assert (fresh_case(builder).cps_unit == people.there) is (ending == "accept")


def test_a_case_is_offered_to_one_unit_at_a_time(people):
    builder = CaseBuilder(people).allocate()
    offer_transfer(builder)
    told = refusal_text(
        builder,
        transfers.propose_transfer,
        "manager",
        case=builder.case,
        to=people.there,
        reason="Twice",
    )
    assert told == "This case has been offered to another unit, which has yet to answer."
    builder.do(transfers.withdraw_transfer, "manager", case=builder.case)
    told = refusal_text(builder, transfers.withdraw_transfer, "manager", case=builder.case)
    assert told == "This case is not offered to another unit now."


@pytest.mark.parametrize("which", ["its own", "of the police", "closed", "without a manager"])
def test_only_a_unit_that_can_answer_is_asked(people, which):
    builder = CaseBuilder(people).allocate()
    to = {"its own": people.cps, "of the police": people.police}.get(which) or people.there
    if which == "closed":
        people.there.is_open = False
        people.there.save(update_fields=["is_open"])
    if which == "without a manager":
        to = cps_unit()
    told = refusal_text(
        builder, transfers.propose_transfer, "manager", case=builder.case, to=to, reason="Why not."
    )
    assert told == str(transfers.NOT_A_UNIT)


def test_a_case_on_which_the_cps_has_nothing_to_do_stays(people):
    builder = CaseBuilder(people).submit()
    transfer = offer_transfer(builder)
    builder.do(
        referrals.withdraw_referral,
        "officer",
        referral=builder.referral,
        withdrawal_reason="Later.",
    )
    told = refusal_text(builder, transfers.accept_transfer, "there_manager", transfer=transfer)
    assert told == str(transfers.NO_WORK)
    builder.do(transfers.withdraw_transfer, "manager", case=builder.case)
    told = refusal_text(
        builder,
        transfers.propose_transfer,
        "manager",
        case=builder.case,
        to=people.there,
        reason="Now.",
    )
    assert told == str(transfers.NO_WORK)


def test_a_restricted_case_is_not_offered_and_a_waiting_offer_is_hidden(people):
    builder = CaseBuilder(people).allocate()
    transfer = offer_transfer(builder)
    Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_restricted=True)
    assert not can_see(builder, "there_manager", Transfer)
    with pytest.raises(Transfer.DoesNotExist):
        builder.do(transfers.accept_transfer, "there_manager", transfer=transfer)
    grants.grant_capacity(
        "allocate_cases", to=people.there_manager, on=people.cps, by=people.manager, at=builder.at
    )
    assert not can_see(builder, "there_manager")


def test_a_person_in_conflict_with_the_case_does_not_see_that_it_is_offered(people):
    builder = CaseBuilder(people).allocate()
    transfer = offer_transfer(builder)
    add_conflict(people.there_manager, builder.case, at=builder.at)
    assert not can_see(builder, "there_manager", Transfer)
    with pytest.raises(Transfer.DoesNotExist):
        builder.do(transfers.accept_transfer, "there_manager", transfer=transfer)


def test_an_offer_is_overtaken_where_the_route_takes_the_case_elsewhere(people):
    builder = CaseBuilder(people).submit()
    transfer = offer_transfer(builder)
    builder.do(
        referrals.withdraw_referral,
        "officer",
        referral=builder.referral,
        withdrawal_reason="Later.",
    )
    Route.objects.filter(police_unit=people.police).update(cps_unit=cps_unit())
    referral = builder.do(
        referrals.write_referral, "officer", case=builder.case, suspects=builder.suspects, **MG3
    )
    builder.do(
        referrals.sign_referral_off, "supervisor", referral=referral, supervisor_comments="Again."
    )
    assert fresh_case(builder).offered_to is None
    told = refusal_text(builder, transfers.accept_transfer, "there_manager", transfer=transfer)
    assert told == "The case went to a unit by another way meanwhile."


def test_the_accepting_manager_no_longer_sees_the_offer_once_the_case_has_moved_on(people):
    builder = move_to_second_unit(CaseBuilder(people).allocate())
    assert can_see(builder, "there_manager", Transfer)
    builder.do(
        transfers.propose_transfer,
        "there_manager",
        case=builder.case,
        to=people.cps,
        reason="Back.",
    )
    second = Transfer.objects.unscoped("test").get(case=builder.case, status="PROPOSED")
    builder.do(transfers.accept_transfer, "manager", transfer=second)
    assert not can_see(builder, "there_manager", Transfer) and not can_see(builder, "there_manager")
    assert Transfer.objects.for_scope(scope(people.manager)).filter(case=builder.case).count() == 2


def test_an_item_answered_after_the_move_is_told_to_those_who_can_name_a_prosecutor(people):
    builder = move_to_second_unit(CaseBuilder(people).allocate().plan())
    builder.do(
        action_items.answer_item, "officer", item=builder.items[0], answer="DONE", text="Taken."
    )
    assert builder.suspect().state == "WITH_PROSECUTOR"
    assert is_on_worklist(builder, "allocate", people.there_manager)
    assert "answer_received" in notices_of_person(people.there_manager)
    assert "answer_received" not in notices_of_person(people.prosecutor)


def test_early_advice_goes_along_and_the_new_unit_names_who_gives_it(people):
    builder = AdviceCaseBuilder(people).advise()
    due_at = builder.suspect().due_at
    people.there_advice_manager = person(people.there, "manage_early_advice")
    move_to_second_unit(builder)
    assert (builder.suspect().state, builder.suspect().due_at) == ("ADVICE_ADVISER", due_at)
    assert "case_taken_over" in notices_of_person(people.there_advice_manager)
    assert is_on_worklist(builder, "early-advice", people.there_advice_manager)
    builder.step(
        change_adviser, "there_advice_manager", to=people.there_prosecutor, text="Taken over."
    )
    assert not is_on_worklist(builder, "early-advice", people.there_advice_manager)
    parts = GIVEN | {"other_offence": None, "allegations": []}
    builder.step(give_early_advice, "there_prosecutor", **parts)
    assert builder.now.status == "GIVEN"


def test_a_charge_that_differs_is_settled_by_whom_the_new_unit_names(people):
    builder = CaseBuilder(people).allocate()
    charging.authorise_charge_of(builder)
    charging.report_unauthorised_charge(builder)
    move_to_second_unit(builder)
    assert (builder.suspect().state, builder.suspect().holder_side) == ("CHARGE_DIFFERS", "CPS")
    assert notices_of_person(people.there_manager) == {"transfer_offered", "case_taken_over"}
    assert is_on_worklist(builder, "allocate", people.there_manager)
    with pytest.raises(Case.DoesNotExist):
        charging.answer_report(
            builder, charges.accept_charge_report
        )  # by the prosecutor of the old unit
    builder.do(
        allocations.reallocate_case, "there_manager", case=builder.case,
        to=people.there_prosecutor, reason="Taken over.",
    )  # fmt: skip
    assert not is_on_worklist(builder, "allocate", people.there_manager)
    assert is_on_worklist(builder, "mine", people.there_prosecutor)
    assert "allocated" in notices_of_person(people.there_prosecutor)
    charging.answer_report(builder, charges.query_charge_report, who="there_prosecutor")
    charging.correct_report(builder)
    assert builder.suspect().state == "CHARGED"
    assert "charge_reported" in notices_of_person(people.there_prosecutor)


def test_a_differing_correction_after_the_move_waits_for_the_person_named_there(people):
    builder = CaseBuilder(people).allocate()
    charging.authorise_charge_of(builder)
    charging.report_unauthorised_charge(builder)
    charging.answer_report(builder, charges.query_charge_report)
    move_to_second_unit(builder)
    assert builder.suspect().state == "CHARGE_QUERIED"  # the police's turn continues
    charging.correct_report(
        builder, charges=[charging.unauthorised_charge(builder, 2)], explanation="Still another."
    )
    assert builder.suspect().state == "CHARGE_DIFFERS"
    assert is_on_worklist(builder, "allocate", people.there_manager)
    assert "turn_began" in notices_of_person(people.there_manager)


def is_on_worklist(builder, name, who):
    """Whether a suspect of the case is on this worklist of a person."""
    [chosen] = [each for each in worklists.WORKLISTS if each.name == name]
    rows = chosen.rows.page(scope(who, at=builder.at))
    return builder.case.pk in {row[1] for row in rows}


@pytest.mark.django_db(transaction=True)
def test_accepting_and_withdrawing_at_once_has_one_result():
    people = add_second_unit(cast())
    builder = CaseBuilder(people).allocate()
    transfer = offer_transfer(builder)
    theirs, ours = scope(people.there_manager, at=builder.at), scope(people.manager, at=builder.at)
    accepted, withdrawn = run_at_once(
        builder.case,
        lambda: transfers.accept_transfer(transfer=transfer, by=theirs, at=builder.at),
        lambda: transfers.withdraw_transfer(case=builder.case, by=ours, at=builder.at),
    )
    transfer.refresh_from_db()
    if transfer.status == "ACCEPTED":
        assert isinstance(withdrawn, Case.DoesNotExist)
        assert fresh_case(builder).cps_unit == people.there
    else:
        assert isinstance(accepted, Refused) and "has withdrawn the offer" in str(accepted)
        assert fresh_case(builder).cps_unit == people.cps
