"""Charges laid compared with those authorised, and how differences are resolved."""

import pytest
from django.db import DatabaseError, transaction

from cases.charge_diff import Charge, compare_charges
from cases.decisions.actions import charges
from cases.models import ChargeAnswer, Event, LaidCharge, ReportedCharge, Turn
from cases.states import State
from devtools.case_builder import CaseBuilder, cast, scope
from people.access.scopes import Refused, Stale
from tests.support.cases.charges import (
    allegations_against,
    answer_report,
    authorise_charge_of,
    authorised_charges,
    correct_report,
    report_charge_of,
    report_unauthorised_charge,
    unauthorised_charge,
)
from tests.support.cases.concurrency import run_at_once
from timeliness.models import Delivery

RAPE, ASSAULT, OTHER = (Charge(1, offence) for offence in ("Rape", "Assault", "Other"))
OF_TWO = Charge(2, "Assault")


# The comparison


@pytest.mark.parametrize(
    ("authorised", "told", "missing", "extra", "instead"),
    [
        ([RAPE], [RAPE], [], [], []),
        ([RAPE, ASSAULT], [ASSAULT, RAPE], [], [], []),
        ([RAPE, ASSAULT], [RAPE], [ASSAULT], [], []),
        ([RAPE], [RAPE, ASSAULT], [], [ASSAULT], []),
        ([RAPE], [ASSAULT], [], [], [(RAPE, ASSAULT)]),
        ([RAPE], [OF_TWO], [RAPE], [OF_TWO], []),  # another victim: another charge
        ([RAPE, RAPE], [RAPE], [RAPE], [], []),  # two counts of one offence are two charges
        ([RAPE], [RAPE, RAPE], [], [RAPE], []),
        ([RAPE, ASSAULT], [OTHER], [ASSAULT], [], [(RAPE, OTHER)]),
        ([RAPE], [], [RAPE], [], []),
    ],
)
def test_charges_are_compared_by_victim_and_offence(authorised, told, missing, extra, instead):
    found = compare_charges(authorised, told)
    assert (found.missing, found.extra, found.instead) == (missing, extra, instead)
    assert bool(found) == bool(missing or extra or instead)


# Actions


@pytest.fixture
def builder(db):
    builder = CaseBuilder(cast(), suspects=2).allocate()
    authorise_charge_of(builder)
    return builder


def refusal_text(act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    assert refusal.value.is_stage
    return str(refusal.value)


def recipients_of(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


def event_verbs(builder):
    rows = Event.objects.unscoped("test").filter(case=builder.case).order_by("at", "pk")
    return [event.verb for event in rows]


def test_the_charge_as_authorised_ends_the_turns(builder):
    made = report_charge_of(builder)
    [alleged] = allegations_against(builder.suspects[0])
    laid = made.charges.get()
    assert (laid.victim, laid.offence, laid.from_on) == (
        alleged.victim, alleged.offence, alleged.from_on,
    )  # fmt: skip
    assert laid.count == made.decision.charges.get() and not made.not_charged.exists()
    assert builder.suspect().state == State.CHARGED
    assert "find_charge_differs" not in event_verbs(builder)


def test_another_charge_is_the_prosecutor_s_turn(builder):
    report_unauthorised_charge(builder)
    suspect = builder.suspect()
    assert (suspect.state, suspect.holder_side, suspect.is_open) == ("CHARGE_DIFFERS", "CPS", True)
    assert recipients_of("turn_began") >= {"Pia Prosecutor"}
    assert recipients_of("charge_reported") == set()
    assert sorted(event_verbs(builder)[-2:]) == ["find_charge_differs", "report_charge"]


def test_a_charge_too_few_or_too_many_differs(builder):
    victim, offence = unauthorised_charge(builder)
    report_charge_of(
        builder,
        charges=[*authorised_charges(builder.suspects[0]), (victim, offence)],
        explanation="x",
    )
    assert builder.suspect().state == State.CHARGE_DIFFERS
    correct_report(builder)
    assert builder.suspect().state == State.CHARGED


def test_why_it_differs_is_asked_for_and_nothing_is_written_without(builder):
    told = "Enter why the charges are not the ones authorised."
    assert refusal_text(report_unauthorised_charge, builder, explanation=" ") == told
    assert not ReportedCharge.objects.unscoped("test").exists()
    assert not LaidCharge.objects.exists()


def test_a_report_is_about_victims_of_the_case_and_names_a_charge(builder):
    elsewhere = CaseBuilder(cast())
    told = "Say which charges were laid, about victims of this case."
    for wrong in (
        [],
        [unauthorised_charge(elsewhere)],
        [*authorised_charges(builder.suspects[0]), unauthorised_charge(elsewhere)],
    ):
        assert refusal_text(report_charge_of, builder, charges=wrong, explanation="x") == told


def test_the_prosecutor_accepts_what_was_charged_and_says_why(builder):
    report_unauthorised_charge(builder)
    answer_report(builder, charges.accept_charge_report, text="The facts are the same.")
    assert (builder.suspect().state, builder.suspect().is_open) == (State.CHARGED, False)
    charge_answer = ChargeAnswer.objects.unscoped("test").get()
    assert (charge_answer.kind, charge_answer.text, charge_answer.by) == (
        "ACCEPTED", "The facts are the same.", builder.cast.prosecutor,
    )  # fmt: skip
    assert recipients_of("charge_accepted") == {"Olive Officer"}
    assert refusal_text(answer_report, builder, charges.accept_charge_report) == (
        "Suspect 1 has already been charged."
    )


def test_a_correction_asked_for_is_the_police_s_turn_until_the_charge_is_as_authorised(builder):
    report_unauthorised_charge(builder)
    answer_report(builder, charges.query_charge_report)
    assert (builder.suspect().state, builder.suspect().holder_side) == (
        State.CHARGE_QUERIED,
        "POLICE",
    )
    correct_report(builder, charges=[unauthorised_charge(builder)], explanation="Still so.")
    assert builder.suspect().state == State.CHARGE_DIFFERS
    correct_report(builder)
    assert builder.suspect().state == State.CHARGED
    rows = ReportedCharge.objects.unscoped("test").order_by("number")
    assert list(rows.values_list("number", flat=True)) == [1, 2, 3]


def test_a_report_found_wrong_later_opens_the_turns_again(builder):
    report_charge_of(builder)
    ended_at = (
        Turn.objects.unscoped("test")
        .filter(suspect=builder.suspects[0])
        .latest("ended_at")
        .ended_at
    )
    correct_report(
        builder, charges=[unauthorised_charge(builder)], explanation="The charge sheet says so."
    )
    suspect = builder.suspect()
    assert (suspect.state, suspect.is_open) == (State.CHARGE_DIFFERS, True)
    turn = Turn.objects.unscoped("test").get(suspect=suspect, ended_at=None)
    assert turn.began_at > ended_at


def test_a_report_put_right_meanwhile_is_not_written_over_or_answered(builder):
    report_unauthorised_charge(builder)
    correct_report(builder, charges=[unauthorised_charge(builder, 2)], explanation="The other one.")
    with pytest.raises(Stale) as stale:
        correct_report(builder, version=1, explanation="Mine.")
    assert stale.value.version == 2
    labels = {str(label): (theirs, yours) for label, theirs, yours in stale.value.differences}
    assert labels["explanation"] == ("The other one.", "Mine.")
    assert labels["Charges"][0] != labels["Charges"][1]
    told = "The police have corrected their report since you opened it. Read it again."
    assert refusal_text(answer_report, builder, charges.accept_charge_report, version=1) == told
    assert not ChargeAnswer.objects.unscoped("test").exists()


@pytest.mark.django_db(transaction=True)
def test_an_acceptance_and_a_query_at_once_leave_one_answer():
    builder = CaseBuilder(cast()).allocate()
    authorise_charge_of(builder)
    report_unauthorised_charge(builder)
    pia, said = (
        scope(builder.cast.prosecutor, builder.at),
        {"version": 1, "text": "x", "at": builder.at},
    )
    acts = [charges.accept_charge_report, charges.query_charge_report]
    outcomes = run_at_once(
        builder.case,
        *(lambda act=act: act(suspect=builder.suspects[0], by=pia, **said) for act in acts),
    )
    [_refusal] = [each for each in outcomes if isinstance(each, Refused)]
    assert ChargeAnswer.objects.unscoped("test").count() == 1


@pytest.mark.parametrize("kind", [ReportedCharge, ChargeAnswer])
def test_a_report_and_its_answer_are_never_changed(builder, kind):
    report_unauthorised_charge(builder)
    answer_report(builder, charges.query_charge_report)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        kind.objects.unscoped("test").update(at=builder.at)
