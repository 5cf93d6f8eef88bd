"""Early advice, decisions and referrals are counted as people act, and as days pass."""

from datetime import timedelta

import pytest

from cases.decisions.actions import decisions
from cases.early_advice.actions import advice_escalations, advice_given, advice_triage
from cases.early_advice.actions.early_advice import withdraw_early_advice
from cases.models import AdviceStep, EarlyAdvice, GivenAdvice
from cases.referrals.actions import referrals
from devtools.case_builder import cast
from pilots.actions import measure_refresh
from pilots.models import Occasion, Touched
from tests.support.cases.early_advice import GIVEN, AdviceCaseBuilder
from tests.support.cases.extensions import answer_extension_of, ask_to_extend
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
GIVE = advice_given.give_early_advice, "prosecutor"
DAY = timedelta(days=1)


@module_fixture
def people():
    return cast()


@pytest.fixture
def builder(people):
    return AdviceCaseBuilder(people, suspects=1)


def answers_of(builder, *, later=0):
    """{question: answer} of the request this many days later; empty if it is not counted."""
    measure_refresh.refresh_measures(at=builder.at + later * DAY)
    row = Occasion.objects.filter(measure="advice", about=builder.advice.pk).first()
    return dict(each.split(":") for each in row.answers.split()) if row else {}


def answer_of(builder, *, later=0):
    """Whether the request is counted as in time this many days later; None if it is not."""
    return answers_of(builder, later=later).get("advice-in-time")


def test_advice_is_in_time_until_its_period_has_run_out(builder):
    builder.send()
    assert answer_of(builder) is None  # the CPS has not taken it on
    builder.step(advice_triage.accept_early_advice, "assistant")
    assert answer_of(builder) == "OPEN"
    assert answer_of(builder, later=20) == "OPEN"
    builder.step(
        advice_triage.name_adviser, "advice_manager", to=builder.cast.prosecutor, method="WRITTEN"
    )
    builder.step(*GIVE, **GIVEN | {"other_offence": None})
    assert not builder.now.steps.unscoped("test").filter(verb="refuse_early_advice").exists()
    assert answer_of(builder) == "KEPT"
    assert answer_of(builder, later=40) == "KEPT"


def test_advice_is_counted_by_the_way_planned_until_it_is_given_in_another(builder):
    builder.take_on()
    assert answers_of(builder) == {"advice-in-time": "OPEN"}  # no way has been planned
    builder.step(
        advice_triage.name_adviser, "advice_manager", to=builder.cast.prosecutor, method="SURGERY"
    )
    assert answers_of(builder, later=30) == {
        "advice-in-time": "BREACHED", "advice-in-time-surgery": "BREACHED",
        "advice-as-planned": "OPEN",
    }  # fmt: skip
    builder.step(*GIVE, **GIVEN | {"other_offence": None, "method": "JOINT_CONFERENCE"})
    assert answers_of(builder) == {
        "advice-in-time": "KEPT", "advice-in-time-joint-conference": "KEPT",
        "advice-as-planned": "NO",
    }  # fmt: skip


def test_advice_given_in_the_way_planned_is_counted_so(builder):
    builder.advise(method="EMBEDDED_LAWYER")
    builder.step(*GIVE, **GIVEN | {"other_offence": None, "method": "EMBEDDED_LAWYER"})
    assert answers_of(builder) == {
        "advice-in-time": "KEPT", "advice-in-time-embedded-lawyer": "KEPT",
        "advice-as-planned": "YES",
    }  # fmt: skip


def test_without_advice_it_becomes_overdue_by_the_day_alone(builder):
    builder.advise()
    assert answer_of(builder) == "OPEN"
    assert answer_of(builder, later=30) == "BREACHED"
    builder.at += 30 * DAY
    builder.step(*GIVE, **GIVEN | {"other_offence": None})
    assert answer_of(builder) == "LATE"


def test_an_extension_that_the_police_agreed_to_leaves_it_as_late_as_it_was(builder):
    builder.advise()
    ask_to_extend(builder, "prosecutor", days=20)
    answer_extension_of(builder, "officer", "AGREE")
    assert builder.suspect().due_at > builder.at + 40 * DAY
    assert answer_of(builder, later=30) == "BREACHED"
    builder.at += 30 * DAY
    builder.step(*GIVE, **GIVEN | {"other_offence": None})
    assert answer_of(builder) == "LATE"


def test_a_refusal_before_then_ends_it_and_one_that_is_overturned_gives_no_more_time(builder):
    builder.turn_down(at_triage=False)
    assert answer_of(builder, later=40) == "ENDED"
    builder.at += 15 * DAY
    builder.step(advice_escalations.escalate_refusal, "inspector", text="It is needed.")
    builder.step(advice_escalations.overturn_refusal, "manager", text="Agreed.")
    assert answer_of(builder) == "OPEN"
    assert answer_of(builder, later=10) == "BREACHED"  # a second clock runs for 11 days more


def test_a_request_taken_back_once_it_is_overdue_stays_overdue(builder):
    builder.take_on()
    builder.at += 30 * DAY
    builder.step(withdraw_early_advice, "officer", text="We know by now.")
    assert answer_of(builder) == "BREACHED"


def test_advice_and_steps_are_counted_by_their_own_rows_alone(builder):
    """Not only because a turn ends with them."""
    builder.take_on()
    assert answer_of(builder) == "OPEN"
    facts = {"case": builder.case, "advice": builder.advice, "by": builder.cast.prosecutor,
             "at": builder.at}  # fmt: skip
    AdviceStep.objects.unscoped("test").create(verb="refuse_early_advice", side="CPS", **facts)
    EarlyAdvice.objects.unscoped("test").filter(pk=builder.advice.pk).update(status="REFUSED")
    assert answer_of(builder) == "ENDED"
    GivenAdvice.objects.unscoped("test").create(
        answers=["x"], lines=["x"], evidence="x", strategy="x", third_party="x", **facts
    )
    assert answer_of(builder) == "KEPT"


def test_a_case_its_referrals_and_a_decision_are_counted_in_their_months(builder):
    def counted(measure):
        measure_refresh.refresh_measures(at=builder.at)
        rows = Occasion.objects.filter(measure=measure, case=builder.case).order_by("answers")
        return list(rows.values_list("answers", flat=True))

    assert (counted("cases"), counted("referrals")) == (["case-referred:NO"], [])
    builder.allocate()
    assert (counted("cases"), counted("referrals")) == (["case-referred:YES"], [""])
    assert counted("decisions") == []
    builder.do(
        decisions.authorise_charge, "prosecutor", suspect=builder.suspect(), rationale="Met.",
        allegations=list(builder.suspect().allegations.unscoped("test")),
    )  # fmt: skip
    assert counted("decisions") == ["decision-charge:CHARGE"]
    assert not Touched.objects.exists()


@pytest.mark.parametrize("said", ["FOLLOWED", "PARTLY", "NOT"])
def test_a_referral_after_advice_is_counted_by_what_the_police_say_of_it(builder, said):
    def counted():
        measure_refresh.refresh_measures(at=builder.at)
        rows = Occasion.objects.filter(measure="referrals", case=builder.case)
        return list(rows.values_list("answers", flat=True))

    builder.give()
    builder.write(no_advice_because="", advice_followed=said, advice_followed_because="No time.")
    assert counted() == []  # nobody has sent it
    builder.do(
        referrals.sign_referral_off, "supervisor", referral=builder.referral,
        supervisor_comments="Go.",
    )  # fmt: skip
    assert counted() == [f"advice-followed:{said}"]
    assert not Touched.objects.exists()
