"""A state whose period no source sets has a clock if the Area has set its length."""

from datetime import timedelta

import pytest

from cases.deadlines import PERIOD_IF_SET
from cases.decisions.actions import charges, finalisations
from cases.early_advice.actions import advice_escalations, advice_triage, early_advice
from cases.referrals.actions import referrals
from cases.states import State
from devtools.case_builder import cast
from people.models import Unit
from tests.cases.test_audience import audience_of_clock
from tests.support.cases import charges as charging
from tests.support.cases.charge_stops import stop_charges_of
from tests.support.cases.closing import propose_closing
from tests.support.cases.decisions import countersign_no_charge, no_further_action
from tests.support.cases.disposals import authorise_disposal
from tests.support.cases.early_advice import AdviceCaseBuilder
from tests.support.cases.reversals import (
    propose_reversal,
    withdraw_charge_of,
    withdraw_disposal_of,
)
from tests.support.module_fixtures import module_fixture
from timeliness.actions import sweep
from timeliness.models import Clock, Delivery
from timeliness.periods import PERIODS_BY_VERSION, Period

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@module_fixture
def people():
    return cast()


@pytest.fixture
def builder(people):
    return AdviceCaseBuilder(people, suspects=2)


@pytest.fixture
def set_period_lengths(monkeypatch):
    """A function that sets an Area's lengths of periods in calendar days."""

    def settled(*rules, area="South West", days=3):
        for rule in rules:
            row = Period(rule, days, "calendar_days", "x", "product setting", "us", area=area)
            monkeypatch.setitem(PERIODS_BY_VERSION, row.version, row)

    return settled


def running_clock(builder, n=0):
    turn = builder.suspects[n].turns.unscoped("test").select_related("clock").get(ended_at=None)
    return turn.clock


def authorise_charge_of(builder):
    """Authorise a charge of the first suspect."""
    builder.allocate()
    charging.authorise_charge_of(builder)


def report_different_charge(builder):
    authorise_charge_of(builder)
    charging.report_unauthorised_charge(builder)


def query_charge(builder):
    report_different_charge(builder)
    charging.answer_report(builder, charges.query_charge_report)


def propose_to_reconsider(builder):
    """No further action on the first suspect, and a proposal to reconsider it."""
    builder.allocate()
    no_further_action(builder, builder.suspects[0])
    propose_reversal(builder)


def authorise_charge_read_twice(builder):
    """A charge of the first suspect that was read twice."""
    Unit.objects.filter(pk=builder.cast.cps.pk).update(charges_are_read_twice=True)
    authorise_charge_of(builder)
    countersign_no_charge(builder, builder.suspects[0])
    Unit.objects.filter(pk=builder.cast.cps.pk).update(charges_are_read_twice=False)


def authorise_caution(builder):
    """An out-of-court disposal of the first suspect."""
    builder.allocate()
    authorise_disposal(builder)


def propose_to_withdraw_charge(builder):
    """The same, and a proposal to withdraw it."""
    authorise_charge_read_twice(builder)
    withdraw_charge_of(builder)


def propose_to_withdraw_caution(builder):
    """The same, and a proposal to withdraw it."""
    authorise_caution(builder)
    withdraw_disposal_of(builder)


def propose_to_stop_charge(builder):
    """The same reported, and a proposal to stop it."""
    authorise_charge_read_twice(builder)
    charging.report_charge_of(builder)
    stop_charges_of(builder)


def escalate_to_inspector(builder, *, at_triage):
    builder.turn_down(at_triage=at_triage)
    builder.step(advice_escalations.escalate_refusal, "inspector", text="She is at risk.")


OFFICER, SUPERVISOR, TRIAGE = {"Olive Officer"}, {"Sue Supervisor"}, {"Tess Triage"}
MANAGER, ADVICE, PROSECUTOR = {"Mona Manager"}, {"Ade Advice"}, {"Pia Prosecutor"}
# {state: (how to get there, who is chased, who is notified when it is late)}
ROADS = {
    "AWAITING_SIGN_OFF": (lambda builder: builder.write(), OFFICER | SUPERVISOR, SUPERVISOR),
    "CLOSING_SIGN_OFF": (propose_closing, OFFICER | SUPERVISOR, SUPERVISOR),
    "ADVICE_SIGN_OFF": (lambda builder: builder.ask(), OFFICER | SUPERVISOR, SUPERVISOR),
    "ADVICE_TRIAGE": (lambda builder: builder.send(), TRIAGE, MANAGER),
    "ADVICE_ESCALATED": (
        lambda builder: escalate_to_inspector(builder, at_triage=True),
        ADVICE,
        MANAGER,
    ),
    "ADVICE_LEGAL_MANAGER": (
        lambda builder: escalate_to_inspector(builder, at_triage=False),
        MANAGER,
        MANAGER,
    ),
    "NFA_REVERSAL": (propose_to_reconsider, MANAGER, MANAGER),
    "CHARGE_REVERSAL": (propose_to_withdraw_charge, MANAGER, MANAGER),
    "DISPOSAL_REVERSAL": (propose_to_withdraw_caution, MANAGER, MANAGER),
    "CHARGE_STOP": (propose_to_stop_charge, MANAGER, MANAGER),
    "CHARGE_AUTHORISED": (authorise_charge_of, OFFICER, SUPERVISOR),
    "DISPOSAL_AUTHORISED": (authorise_caution, OFFICER, SUPERVISOR),
    "CHARGE_DIFFERS": (report_different_charge, PROSECUTOR, MANAGER),
    "CHARGE_QUERIED": (query_charge, OFFICER, SUPERVISOR),
}


@pytest.mark.register
def test_every_period_without_a_length_has_a_case_here():
    assert set(ROADS) == set(PERIOD_IF_SET)


@pytest.mark.parametrize("state", ROADS)
def test_a_clock_starts_where_the_area_has_settled_a_length_and_nowhere_else(
    builder, set_period_lengths, state
):
    come, chased, told = ROADS[state]
    set_period_lengths(PERIOD_IF_SET[State(state)], area="North West")
    come(builder)
    suspect = builder.suspect()
    assert (suspect.state, running_clock(builder), suspect.due_at) == (state, None, None)

    builder = AdviceCaseBuilder(builder.cast, suspects=1)
    set_period_lengths(PERIOD_IF_SET[State(state)])
    come(builder)
    suspect, made = builder.suspect(), running_clock(builder)
    assert (suspect.state, made.rule) == (state, PERIOD_IF_SET[State(state)])
    assert made.recipient_unit_id == getattr(builder.cast, suspect.holder_side.lower()).pk
    assert suspect.due_at == suspect.listed_at == made.due_at
    assert (made.due_at.date() - suspect.turn_began_at.date()).days == 3
    assert made.confidence == "product setting"
    assert audience_of_clock(made.pk) == {
        "before_due": chased,
        "after_due": chased,
        "escalated": told,
    }


def test_reminders_follow_and_stop_with_the_turn(builder, set_period_lengths):
    set_period_lengths("referral_sign_off")
    builder.write()
    made = running_clock(builder)
    sweep.sweep_clocks(at=made.overdue_at)
    deliveries = Delivery.objects.filter(reminder__clock=made, notice="after_due")
    assert set(deliveries.values_list("recipient__name", flat=True)) == OFFICER | SUPERVISOR
    builder.at = made.overdue_at
    builder.do(
        referrals.sign_referral_off,
        "supervisor",
        referral=builder.referral,
        supervisor_comments="Go.",
    )
    made.refresh_from_db()
    assert made.closed_at
    assert running_clock(builder).rule == "charging_green"


def test_suspects_who_are_referred_together_share_the_clock_that_names_them(
    builder, set_period_lengths
):
    set_period_lengths("referral_sign_off")
    builder.write()
    assert running_clock(builder) == running_clock(builder, 1)
    assert running_clock(builder).subject == f"{builder.urn}, suspects 1 and 2"
    assert Clock.objects.filter(rule="referral_sign_off").count() == 1


def test_two_charges_authorised_apart_have_a_clock_each(builder, set_period_lengths):
    set_period_lengths("charge_report")
    builder.allocate()
    charging.authorise_charge_of(builder)
    charging.authorise_charge_of(builder, 1)
    assert running_clock(builder) != running_clock(builder, 1)
    assert running_clock(builder, 1).subject == f"{builder.urn}, suspect 2"


def test_the_time_to_sign_off_does_not_go_back_to_the_officer(builder, set_period_lengths):
    set_period_lengths("referral_sign_off", "early_advice_sign_off")
    builder.write()
    builder.do(
        referrals.send_referral_back,
        "supervisor",
        referral=builder.referral,
        supervisor_comments="x",
    )
    assert (builder.suspect().state, running_clock(builder)) == ("INVESTIGATING", None)
    assert not Clock.objects.filter(closed_at=None, rule="referral_sign_off").exists()
    builder.ask().step(early_advice.send_early_advice_back, "supervisor", text="x")
    assert (builder.suspect().state, running_clock(builder)) == ("INVESTIGATING", None)


def test_no_settled_length_runs_once_a_referral_is_withdrawn(builder, set_period_lengths):
    set_period_lengths("referral_sign_off", "early_advice_triage")
    builder.submit()
    builder.do(
        referrals.withdraw_referral, "officer", referral=builder.referral, withdrawal_reason="New."
    )
    assert (builder.suspect().state, running_clock(builder)) == ("INVESTIGATING", None)
    assert not Clock.objects.running().filter(about=builder.case.pk).exists()


def test_a_reply_that_is_owed_stays_the_date_of_what_is_written(builder, set_period_lengths):
    set_period_lengths("early_advice_sign_off", "referral_sign_off")
    builder.turn_down()
    owed = running_clock(builder)
    builder.write()
    assert running_clock(builder) == owed
    assert owed.rule == "reply_by"


def test_no_date_tells_the_cps_what_the_police_write_about_whom_it_knows(
    builder, set_period_lengths
):
    set_period_lengths("referral_sign_off")
    builder.give()
    assert builder.suspect().only_side == ""
    builder.write()
    assert (builder.suspect().state, running_clock(builder)) == ("AWAITING_SIGN_OFF", None)
    assert builder.suspect().due_at is None


def test_a_reopened_suspect_has_the_date_of_before(builder, set_period_lengths):
    set_period_lengths("charge_report", days=0)
    authorise_charge_of(builder)
    had = running_clock(builder)
    builder.at += 3 * DAY
    builder.do(
        finalisations.finalise_administratively, "prosecutor", suspect=builder.suspects[0],
        reason="OTHER", text="x",
    )  # fmt: skip
    had.refresh_from_db()
    assert had.closed_at
    builder.do(finalisations.reopen_suspect, "manager", suspect=builder.suspect(), text="x")
    had.refresh_from_db()
    assert running_clock(builder) == had
    assert had.closed_at is None


def test_an_acceptance_runs_the_clock_of_the_advice_and_not_that_of_triage(
    builder, set_period_lengths
):
    set_period_lengths("early_advice_triage")
    builder.send()
    assert running_clock(builder).rule == "early_advice_triage"
    builder.step(advice_triage.accept_early_advice, "assistant")
    assert running_clock(builder).rule == "early_advice_response"
