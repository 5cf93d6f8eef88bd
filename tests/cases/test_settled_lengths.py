"""A state whose period no source sets has a clock if the Area has set its length."""

from datetime import timedelta

import pytest

from cases.deadlines import PERIOD_IF_SET
from cases.decisions.actions import charges, finalisations
from cases.early_advice.actions import advice_escalations, advice_triage, early_advice
from cases.referrals.actions import referrals
from cases.states import State
from devtools.case_builder import cast
from tests.cases.test_audience import audience
from tests.support.cases import charges as charging
from tests.support.cases.early_advice import AdviceRoad
from tests.support.module_fixtures import standing
from timeliness.actions import sweep
from timeliness.models import Clock, Delivery
from timeliness.periods import PERIODS_BY_VERSION, Period

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@standing
def people():
    return cast()


@pytest.fixture
def road(people):
    return AdviceRoad(people, suspects=2)


@pytest.fixture
def settle(monkeypatch):
    """A function that sets an Area's lengths of periods in calendar days."""

    def settled(*rules, area="South West", days=3):
        for rule in rules:
            row = Period(rule, days, "calendar_days", "x", "product setting", "us", area=area)
            monkeypatch.setitem(PERIODS_BY_VERSION, row.version, row)

    return settled


def clock(road, n=0):
    turn = road.suspects[n].turns.unscoped("test").select_related("clock").get(ended_at=None)
    return turn.clock


def charged(road):
    """Authorise a charge of the first suspect."""
    road.allocate()
    charging.charge(road)


def differs(road):
    charged(road)
    charging.otherwise(road)


def queried(road):
    differs(road)
    charging.answer(road, charges.query_charge_report)


def escalated(road, *, at_triage):
    road.turn_down(at_triage=at_triage)
    road.step(advice_escalations.escalate_refusal, "inspector", text="She is at risk.")


OFFICER, SUPERVISOR, TRIAGE = {"Olive Officer"}, {"Sue Supervisor"}, {"Tess Triage"}
MANAGER, ADVICE, PROSECUTOR = {"Mona Manager"}, {"Ade Advice"}, {"Pia Prosecutor"}
# {state: (how to get there, who is chased, who is notified when it is late)}
ROADS = {
    "AWAITING_SIGN_OFF": (lambda road: road.write(), OFFICER | SUPERVISOR, SUPERVISOR),
    "ADVICE_SIGN_OFF": (lambda road: road.ask(), OFFICER | SUPERVISOR, SUPERVISOR),
    "ADVICE_TRIAGE": (lambda road: road.send(), TRIAGE, MANAGER),
    "ADVICE_ESCALATED": (lambda road: escalated(road, at_triage=True), ADVICE, MANAGER),
    "ADVICE_LEGAL_MANAGER": (lambda road: escalated(road, at_triage=False), MANAGER, MANAGER),
    "CHARGE_AUTHORISED": (charged, OFFICER, SUPERVISOR),
    "CHARGE_DIFFERS": (differs, PROSECUTOR, MANAGER),
    "CHARGE_QUERIED": (queried, OFFICER, SUPERVISOR),
}


def test_every_period_without_a_length_has_a_road_here():
    assert set(ROADS) == set(PERIOD_IF_SET)


@pytest.mark.parametrize("state", ROADS)
def test_a_clock_starts_where_the_area_has_settled_a_length_and_nowhere_else(road, settle, state):
    come, chased, told = ROADS[state]
    settle(PERIOD_IF_SET[State(state)], area="North West")
    come(road)
    suspect = road.suspect()
    assert (suspect.state, clock(road), suspect.due_at) == (state, None, None)

    road = AdviceRoad(road.cast, suspects=1)
    settle(PERIOD_IF_SET[State(state)])
    come(road)
    suspect, made = road.suspect(), clock(road)
    assert (suspect.state, made.rule) == (state, PERIOD_IF_SET[State(state)])
    assert made.recipient_unit_id == getattr(road.cast, suspect.holder_side.lower()).pk
    assert suspect.due_at == suspect.listed_at == made.due_at
    assert (made.due_at.date() - suspect.turn_began_at.date()).days == 3
    assert made.confidence == "product setting"
    assert audience(made.pk) == {"before_due": chased, "after_due": chased, "escalated": told}


def test_reminders_follow_and_stop_with_the_turn(road, settle):
    settle("referral_sign_off")
    road.write()
    made = clock(road)
    sweep.sweep_clocks(at=made.overdue_at)
    deliveries = Delivery.objects.filter(reminder__clock=made, notice="after_due")
    assert set(deliveries.values_list("recipient__name", flat=True)) == OFFICER | SUPERVISOR
    road.at = made.overdue_at
    road.do(
        referrals.sign_referral_off, "supervisor", referral=road.referral, supervisor_comments="Go."
    )
    made.refresh_from_db()
    assert made.closed_at
    assert clock(road).rule == "charging_green"


def test_suspects_who_are_referred_together_share_the_clock_that_names_them(road, settle):
    settle("referral_sign_off")
    road.write()
    assert clock(road) == clock(road, 1)
    assert clock(road).subject == f"{road.urn}, suspects 1 and 2"
    assert Clock.objects.filter(rule="referral_sign_off").count() == 1


def test_two_charges_authorised_apart_have_a_clock_each(road, settle):
    settle("charge_report")
    road.allocate()
    charging.charge(road)
    charging.charge(road, 1)
    assert clock(road) != clock(road, 1)
    assert clock(road, 1).subject == f"{road.urn}, suspect 2"


def test_the_time_to_sign_off_does_not_go_back_to_the_officer(road, settle):
    settle("referral_sign_off", "early_advice_sign_off")
    road.write()
    road.do(
        referrals.send_referral_back, "supervisor", referral=road.referral, supervisor_comments="x"
    )
    assert (road.suspect().state, clock(road)) == ("INVESTIGATING", None)
    assert not Clock.objects.filter(closed_at=None, rule="referral_sign_off").exists()
    road.ask().step(early_advice.send_early_advice_back, "supervisor", text="x")
    assert (road.suspect().state, clock(road)) == ("INVESTIGATING", None)


def test_no_settled_length_runs_once_a_referral_is_withdrawn(road, settle):
    settle("referral_sign_off", "early_advice_triage")
    road.submit()
    road.do(
        referrals.withdraw_referral, "officer", referral=road.referral, withdrawal_reason="New."
    )
    assert (road.suspect().state, clock(road)) == ("INVESTIGATING", None)
    assert not Clock.objects.running().filter(about=road.case.pk).exists()


def test_a_reply_that_is_owed_stays_the_date_of_what_is_written(road, settle):
    settle("early_advice_sign_off", "referral_sign_off")
    road.turn_down()
    owed = clock(road)
    road.write()
    assert clock(road) == owed
    assert owed.rule == "reply_by"


def test_no_date_tells_the_cps_what_the_police_write_about_whom_it_knows(road, settle):
    settle("referral_sign_off")
    road.give()
    assert road.suspect().only_side == ""
    road.write()
    assert (road.suspect().state, clock(road)) == ("AWAITING_SIGN_OFF", None)
    assert road.suspect().due_at is None


def test_what_is_closed_and_taken_up_again_has_the_date_that_it_had(road, settle):
    settle("charge_report", days=0)
    charged(road)
    had = clock(road)
    road.at += 3 * DAY
    road.do(
        finalisations.finalise_administratively, "prosecutor", suspect=road.suspects[0],
        reason="OTHER", text="x",
    )  # fmt: skip
    had.refresh_from_db()
    assert had.closed_at
    road.do(finalisations.reopen_suspect, "manager", suspect=road.suspect(), text="x")
    had.refresh_from_db()
    assert clock(road) == had
    assert had.closed_at is None


def test_an_acceptance_runs_the_clock_of_the_advice_and_not_that_of_triage(road, settle):
    settle("early_advice_triage")
    road.send()
    assert clock(road).rule == "early_advice_triage"
    road.step(advice_triage.accept_early_advice, "assistant")
    assert clock(road).rule == "early_advice_response"
