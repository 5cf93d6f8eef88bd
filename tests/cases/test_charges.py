"""Charges laid compared with those authorised, and how differences are resolved."""

import pytest
from django.db import DatabaseError, transaction

from cases.charge_diff import Charge, compare_charges
from cases.decisions.actions import charges
from cases.models import ChargeAnswer, Event, LaidCharge, ReportedCharge, Turn
from cases.states import State
from devtools.case_builder import Road, cast, scope
from people.access.scopes import Refused, Stale
from tests.support.cases.charges import (
    alleged,
    another,
    answer,
    as_authorised,
    charge,
    correct,
    otherwise,
    report,
)
from tests.support.cases.concurrency import at_once
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
        ([RAPE, ASSAULT], [OTHER], [RAPE], [], [(ASSAULT, OTHER)]),
        ([RAPE], [], [RAPE], [], []),
    ],
)
def test_charges_are_compared_by_victim_and_offence(authorised, told, missing, extra, instead):
    found = compare_charges(authorised, told)
    assert (found.missing, found.extra, found.instead) == (missing, extra, instead)
    assert bool(found) == bool(missing or extra or instead)


# Actions


@pytest.fixture
def road(db):
    road = Road(cast(), suspects=2).allocate()
    charge(road)
    return road


def refused(act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    assert refusal.value.is_stage
    return str(refusal.value)


def told(notice):
    return set(Delivery.objects.filter(notice=notice).values_list("recipient__name", flat=True))


def happened(road):
    rows = Event.objects.unscoped("test").filter(case=road.case).order_by("at", "pk")
    return [event.verb for event in rows]


def test_the_charge_as_authorised_ends_the_road(road):
    made = report(road)
    assert made.charges.get().as_charge == Charge(1, str(alleged(road.suspects[0])[0].offence))
    assert road.suspect().state == State.CHARGED
    assert "find_charge_differs" not in happened(road)


def test_another_charge_is_the_prosecutor_s_turn(road):
    otherwise(road)
    suspect = road.suspect()
    assert (suspect.state, suspect.holder_side, suspect.is_open) == ("CHARGE_DIFFERS", "CPS", True)
    assert told("turn_began") >= {"Pia Prosecutor"}
    assert told("charge_reported") == set()
    assert sorted(happened(road)[-2:]) == ["find_charge_differs", "report_charge"]


def test_a_charge_too_few_or_too_many_differs(road):
    victim, offence = another(road)
    report(road, charges=[*as_authorised(road.suspects[0]), (victim, offence)], explanation="x")
    assert road.suspect().state == State.CHARGE_DIFFERS
    correct(road)
    assert road.suspect().state == State.CHARGED


def test_why_it_differs_is_asked_for_and_nothing_is_written_without(road):
    told = "Enter why the charges are not the ones authorised."
    assert refused(otherwise, road, explanation=" ") == told
    assert not ReportedCharge.objects.unscoped("test").exists()
    assert not LaidCharge.objects.exists()


def test_a_report_is_about_victims_of_the_case_and_names_a_charge(road):
    elsewhere = Road(cast())
    told = "Say which charges were laid, about victims of this case."
    for wrong in ([], [another(elsewhere)], [*as_authorised(road.suspects[0]), another(elsewhere)]):
        assert refused(report, road, charges=wrong, explanation="x") == told


def test_the_prosecutor_accepts_what_was_charged_and_says_why(road):
    otherwise(road)
    answer(road, charges.accept_charge_report, text="The facts are the same.")
    assert (road.suspect().state, road.suspect().is_open) == (State.CHARGED, False)
    charge_answer = ChargeAnswer.objects.unscoped("test").get()
    assert (charge_answer.kind, charge_answer.text, charge_answer.by) == (
        "ACCEPTED", "The facts are the same.", road.cast.prosecutor,
    )  # fmt: skip
    assert told("charge_accepted") == {"Olive Officer"}
    assert refused(answer, road, charges.accept_charge_report) == (
        "Suspect 1 has already been charged."
    )


def test_a_correction_asked_for_is_the_police_s_turn_until_the_charge_is_as_authorised(road):
    otherwise(road)
    answer(road, charges.query_charge_report)
    assert (road.suspect().state, road.suspect().holder_side) == (State.CHARGE_QUERIED, "POLICE")
    correct(road, charges=[another(road)], explanation="Still so.")
    assert road.suspect().state == State.CHARGE_DIFFERS
    correct(road)
    assert road.suspect().state == State.CHARGED
    rows = ReportedCharge.objects.unscoped("test").order_by("number")
    assert list(rows.values_list("number", flat=True)) == [1, 2, 3]


def test_a_report_found_wrong_later_takes_the_road_up_again(road):
    report(road)
    ended_at = (
        Turn.objects.unscoped("test").filter(suspect=road.suspects[0]).latest("ended_at").ended_at
    )
    correct(road, charges=[another(road)], explanation="The charge sheet says so.")
    suspect = road.suspect()
    assert (suspect.state, suspect.is_open) == (State.CHARGE_DIFFERS, True)
    turn = Turn.objects.unscoped("test").get(suspect=suspect, ended_at=None)
    assert turn.began_at > ended_at


def test_a_report_put_right_meanwhile_is_not_written_over_or_answered(road):
    otherwise(road)
    correct(road, charges=[another(road, 2)], explanation="The other one.")
    with pytest.raises(Stale) as stale:
        correct(road, version=1, explanation="Mine.")
    assert stale.value.version == 2
    labels = {str(label): (theirs, yours) for label, theirs, yours in stale.value.differences}
    assert labels["explanation"] == ("The other one.", "Mine.")
    assert labels["Charges"][0] != labels["Charges"][1]
    told = "The police have corrected their report since you opened it. Read it again."
    assert refused(answer, road, charges.accept_charge_report, version=1) == told
    assert not ChargeAnswer.objects.unscoped("test").exists()


@pytest.mark.django_db(transaction=True)
def test_an_acceptance_and_a_query_at_once_leave_one_answer():
    road = Road(cast()).allocate()
    charge(road)
    otherwise(road)
    pia, said = scope(road.cast.prosecutor, road.at), {"version": 1, "text": "x", "at": road.at}
    acts = [charges.accept_charge_report, charges.query_charge_report]
    outcomes = at_once(
        road.case, *(lambda act=act: act(suspect=road.suspects[0], by=pia, **said) for act in acts)
    )
    [_refusal] = [each for each in outcomes if isinstance(each, Refused)]
    assert ChargeAnswer.objects.unscoped("test").count() == 1


@pytest.mark.parametrize("kind", [ReportedCharge, ChargeAnswer])
def test_what_was_reported_and_answered_is_never_changed(road, kind):
    otherwise(road)
    answer(road, charges.query_charge_report)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        kind.objects.unscoped("test").update(at=road.at)
