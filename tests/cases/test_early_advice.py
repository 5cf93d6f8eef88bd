"""Early advice: what each action moves, stores, notifies and refuses."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.early_advice.actions import advice_escalations, advice_given, advice_triage, early_advice
from cases.models import AdviceStep, CaseGrant, EarlyAdvice, Event, GivenAdvice, Turn
from cases.referrals.actions import referrals
from devtools.case_builder import ADVICE, MG3, cast, scope
from people.access.scopes import Refused
from people.models import AuditEntry
from tests.cases.test_audience import audience
from tests.support.cases.early_advice import GIVEN, AdviceRoad
from tests.support.module_fixtures import standing
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


@standing
def people():
    return cast()


@pytest.fixture
def road(people):
    return AdviceRoad(people, suspects=2)


def told(road, notice):
    """Names of the recipients of a notice."""
    rows = Delivery.objects.filter(about=road.case.pk, notice=notice)
    return set(rows.values_list("recipient__name", flat=True))


def clock(road):
    """The running clock of the first suspect, or None."""
    turn = Turn.objects.unscoped("test").select_related("clock").get(
        suspect=road.suspects[0], ended_at=None
    )  # fmt: skip
    return turn.clock


def seen_by(road, who):
    rows = EarlyAdvice.objects.for_scope(scope(getattr(road.cast, who), at=road.at))
    return rows.filter(pk=road.advice.pk).exists()


# Requested and sent


def test_nothing_leaves_the_police_before_a_supervisor_signs_it_off(road):
    road.ask()
    assert road.states == ["ADVICE_SIGN_OFF", "ADVICE_SIGN_OFF"]
    assert (seen_by(road, "supervisor"), seen_by(road, "assistant")) == (True, False)
    assert told(road, "advice_sign_off_wanted") == {"Sue Supervisor"}
    road.step(early_advice.sign_early_advice_off, "supervisor", text="Worth asking.")
    assert road.states == ["ADVICE_TRIAGE", "ADVICE_TRIAGE"]
    assert seen_by(road, "assistant")
    assert told(road, "advice_requested") == {"Tess Triage"}
    assert (road.now.status, road.now.number, road.now.only_side) == ("SUBMITTED", 1, "")
    assert AuditEntry.objects.get(verb="sign_early_advice_off").operation == "disclosure"


def test_whoever_wrote_any_of_it_does_not_sign_it_off(people):
    road = AdviceRoad(people)
    people.officer = people.supervisor
    road.ask()
    with pytest.raises(Refused, match="another supervisor must sign it off"):
        road.step(early_advice.sign_early_advice_off, "supervisor", text="Fine.")


def test_whoever_wrote_what_it_starts_with_does_not_either(people):
    road = AdviceRoad(people)
    officer, people.officer = people.officer, people.supervisor
    road.ask()
    people.officer = officer
    road.step(early_advice.withdraw_early_advice, "officer", text="Not yet.").ask()
    assert road.now.writers == sorted([people.supervisor.pk, officer.pk])


def test_what_is_sent_back_stays_as_it_was_and_with_the_police(road):
    road.ask().step(early_advice.send_early_advice_back, "supervisor", text="Ask one thing.")
    assert road.states == ["INVESTIGATING", "INVESTIGATING"]
    assert told(road, "advice_sent_back") == {"Olive Officer"}
    first = road.now
    road.send(questions=["One thing."])
    assert (first.questions, road.now.questions) == (ADVICE["questions"], ["One thing."])
    steps = AdviceStep.objects.for_scope(scope(road.cast.assistant, at=road.at))
    assert "send_early_advice_back" not in steps.values_list("verb", flat=True)
    events = Event.objects.for_scope(scope(road.cast.assistant, at=road.at)).filter(case=road.case)
    verbs = set(events.values_list("verb", flat=True))
    assert "sign_early_advice_off" in verbs
    assert not verbs & {"request_early_advice", "send_early_advice_back"}


def test_no_item_of_a_request_may_be_left_out(road):
    for name in ADVICE:
        with pytest.raises((TypeError, IntegrityError)), transaction.atomic():
            road.do(
                early_advice.request_early_advice, "officer", case=road.case,
                suspects=road.suspects, **{**ADVICE, name: None},
            )  # fmt: skip
    with pytest.raises(IntegrityError, match="advice_asks_something"), transaction.atomic():
        road.ask(questions=[])


# Triage and manager


def test_the_clock_runs_from_the_acceptance_for_21_days_and_says_that_this_is_unverified(road):
    road.send()
    assert clock(road) is None
    at = road.at
    road.step(advice_triage.accept_early_advice, "assistant")
    running = clock(road)
    assert (running.due_at - at).days in (21, 22)  # until the end of the day
    assert running.rule_version.startswith("early_advice_response")
    assert running.confidence == "unverified"
    assert told(road, "advice_to_decide") == {"Ade Advice"}
    road.step(advice_triage.name_adviser, "advice_manager", to=road.cast.prosecutor)
    assert clock(road) == running
    assert road.states == ["ADVICE_ADVISER", "ADVICE_ADVISER"]
    assert told(road, "advice_wanted") == {"Pia Prosecutor"}
    assert told(road, "advice_accepted") == {"Olive Officer"}


@pytest.mark.parametrize("at_triage", [True, False])
def test_a_refusal_goes_back_with_its_reason_and_a_date_for_the_reply(road, at_triage):
    road.turn_down(at_triage=at_triage)
    state = "ADVICE_RETURNED" if at_triage else "ADVICE_REFUSED"
    assert road.states == [state, state]
    running = clock(road)
    assert (running.rule_version, running.recipient_unit) == ("agreed", road.cast.police)
    assert told(road, "advice_refused") == {"Olive Officer", "Ines Inspector"}
    [step] = road.now.steps.unscoped("test").exclude(reply_by=None)
    assert step.text == "Too early."
    by = "Tess Triage" if at_triage else "Ade Advice"
    road.step(early_advice.reply_to_refusal, "officer", text="We wait for the download.")
    assert road.states == ["INVESTIGATING", "INVESTIGATING"]
    assert clock(road) is None
    assert told(road, "advice_reply") == {by}


def test_a_refusal_may_ask_for_no_reply(road):
    road.turn_down(days=None)
    assert clock(road) is None


def test_a_reply_stays_owed_until_something_is_sent(road):
    road.turn_down()
    owed = clock(road)
    road.ask()
    assert (road.states[0], clock(road)) == ("ADVICE_SIGN_OFF", owed)
    road.step(early_advice.send_early_advice_back, "supervisor", text="Not like this.")
    assert (road.states[0], clock(road)) == ("ADVICE_RETURNED", owed)
    road.write()
    assert (road.states[0], clock(road)) == ("AWAITING_SIGN_OFF", owed)
    road.do(
        referrals.send_referral_back, "supervisor", referral=road.referral,
        supervisor_comments="Nor like this.",
    )  # fmt: skip
    assert (road.states[0], clock(road)) == ("ADVICE_RETURNED", owed)
    road.send()
    assert clock(road) is None


def test_an_earlier_request_moves_nobody_whom_a_later_one_took_along(road):
    road.turn_down()
    earlier, both = road.advice, road.suspects
    road.suspects = both[:1]
    road.turn_down()
    assert road.states == ["ADVICE_RETURNED", "ADVICE_RETURNED"]
    road.do(early_advice.reply_to_refusal, "officer", advice=earlier, text="About the second.")
    assert road.states == ["ADVICE_RETURNED", "INVESTIGATING"]
    road.suspects = both[1:]
    road.send()
    road.suspects = both[:1]
    with pytest.raises(Refused, match="the police have replied"):
        road.do(early_advice.reply_to_refusal, "officer", advice=earlier, text="Again.")


def test_a_request_all_of_whose_suspects_have_moved_on_is_replied_to_no_more(road):
    road.turn_down()
    earlier = road.advice
    road.turn_down()
    with pytest.raises(Refused, match="Its suspects have moved on since"):
        road.do(early_advice.reply_to_refusal, "officer", advice=earlier, text="Late.")


# Escalation


def escalated(road, *, at_triage):
    road.turn_down(at_triage=at_triage)
    return road.step(advice_escalations.escalate_refusal, "inspector", text="She is at risk.")


@pytest.mark.parametrize(
    ("at_triage", "above", "below", "state"),
    [
        (True, "advice_manager", "manager", "ADVICE_ESCALATED"),
        (False, "manager", "advice_manager", "ADVICE_LEGAL_MANAGER"),
    ],
)
def test_a_refusal_goes_once_to_whoever_is_one_above(road, at_triage, above, below, state):
    with pytest.raises(Refused, match="Only an inspector"):
        road.turn_down(at_triage=at_triage).step(
            advice_escalations.escalate_refusal, "supervisor", text="x"
        )
    road.step(advice_escalations.escalate_refusal, "inspector", text="She is at risk.")
    assert road.states == [state, state]
    assert told(road, "advice_escalated") == {getattr(road.cast, above).name}
    assert clock(road) is None
    with pytest.raises(Refused, match="answers when a return is escalated"):
        road.step(advice_escalations.uphold_refusal, below, text="x")
    road.step(advice_escalations.uphold_refusal, above, text="Too early still.")
    assert (road.states[0], road.now.status) == ("INVESTIGATING", "UPHELD")
    assert told(road, "advice_answered") == {"Olive Officer", "Ines Inspector"}
    with pytest.raises(Refused, match="was upheld, and that is final"):
        road.step(advice_escalations.escalate_refusal, "inspector", text="Again.")


@pytest.mark.parametrize("at_triage", [True, False])
def test_what_is_overturned_waits_for_an_adviser_and_is_refused_no_more(road, at_triage):
    escalated(road, at_triage=at_triage)
    above = "advice_manager" if at_triage else "manager"
    road.step(advice_escalations.overturn_refusal, above, text="Advice is needed now.")
    assert road.states == ["ADVICE_MANAGER", "ADVICE_MANAGER"]
    assert clock(road).rule_version.startswith("early_advice_response")
    with pytest.raises(Refused, match="The refusal was overturned"):
        road.step(advice_triage.refuse_early_advice, "advice_manager", text="No.")
    road.step(advice_triage.name_adviser, "advice_manager", to=road.cast.prosecutor)
    give(road)


def test_the_police_take_back_what_is_escalated(road):
    escalated(road, at_triage=True)
    road.step(early_advice.withdraw_early_advice, "officer", text="We will refer.")
    assert told(road, "advice_withdrawn") == {"Ade Advice"}


# The adviser


def named(road):
    rows = CaseGrant.objects.filter(content_object=road.case, permission__codename="early_adviser")
    return set(rows.values_list("user__name", flat=True))


def test_the_adviser_is_named_on_the_case_until_the_advice_is_given(road):
    road.advise()
    assert named(road) == {"Pia Prosecutor"}
    road.case.refresh_from_db()
    assert road.case.prosecutor is None  # the adviser does not decide
    with pytest.raises(Refused, match="Only the adviser named on this request"):
        give(road, who="other_prosecutor")
    give(road)
    assert named(road) == set()
    assert road.states == ["INVESTIGATING", "INVESTIGATING"]
    assert clock(road) is None
    assert told(road, "advice_given") == {"Olive Officer"}


def give(road, who="prosecutor", **parts):
    road.step(advice_given.give_early_advice, who, **GIVEN | {"other_offence": None} | parts)


def test_another_adviser_takes_over_and_the_clock_goes_on(road):
    road.advise()
    before = clock(road)
    road.step(
        advice_triage.change_adviser, "advice_manager", to=road.cast.other_prosecutor, text="Leave."
    )
    assert (named(road), clock(road)) == ({"Otto Other"}, before)
    with pytest.raises(Refused, match="is the adviser already"):
        road.step(
            advice_triage.change_adviser, "advice_manager", to=road.cast.other_prosecutor, text="x"
        )
    with pytest.raises(Refused, match="Only the adviser named on this request"):
        give(road)
    give(road, who="other_prosecutor")


def test_an_adviser_of_two_requests_stays_named_for_the_second(people):
    road = AdviceRoad(people, suspects=2)
    both = road.suspects
    road.suspects = both[:1]
    road.advise()
    first = road.advice
    road.suspects = both[1:]
    road.advise()
    road.do(early_advice.withdraw_early_advice, "officer", advice=first, text="No longer.")
    assert named(road) == {"Pia Prosecutor"}
    road.step(early_advice.withdraw_early_advice, "officer", text="No longer.")
    assert named(road) == set()
    assert road.states == ["INVESTIGATING", "INVESTIGATING"]


def test_only_a_prosecutor_of_the_unit_advises(road):
    road.take_on()
    with pytest.raises(Refused, match="Select a prosecutor of the unit"):
        road.step(advice_triage.name_adviser, "advice_manager", to=road.cast.manager)


def test_the_advice_answers_every_question_and_names_allegations_of_its_suspects(people):
    road, other = AdviceRoad(people), AdviceRoad(people)
    road.advise()
    for answers in (["Only one."], ["One", ""], ["One", "Two", "Three"]):
        with pytest.raises(Refused, match="Answer each of the questions"):
            give(road, answers=answers)
    elsewhere = list(other.case.allegations.unscoped("test"))
    with pytest.raises(Refused, match="allegations against the suspects of this request"):
        give(road, allegations=elsewhere)
    give(road, allegations=list(road.case.allegations.unscoped("test")))
    given = GivenAdvice.objects.unscoped("test").get(advice=road.advice)
    assert given.allegations.unscoped("test").count() == 1
    assert (given.lines, given.by) == (GIVEN["lines"], people.prosecutor)


def test_what_was_asked_said_and_advised_is_never_changed(road):
    road.give()
    rows = {
        model: model.objects.unscoped("test").filter(case=road.case)
        for model in (EarlyAdvice, AdviceStep, GivenAdvice)
    }
    acts = [lambda some=some: some._raw_delete("default") for some in rows.values()] + [
        lambda: rows[EarlyAdvice].update(summary="x"),
        lambda: rows[EarlyAdvice].update(questions=["x"]),
        lambda: rows[EarlyAdvice].update(writers=[]),
        lambda: rows[AdviceStep].update(text="x"),
        lambda: rows[GivenAdvice].update(strategy="x"),
        lambda: GivenAdvice.allegations.through.objects.all().delete(),
    ]
    for act in acts:
        refused = pytest.raises(DatabaseError, match="permission denied|only ever grows")
        with refused, transaction.atomic():
            act()


# Together with the rest of the case


def test_the_police_take_a_request_back_from_each_of_its_stages(people):
    for ask, knows in (("ask", set()), ("send", {"Tess Triage"}), ("take_on", {"Ade Advice"}),
                       ("advise", {"Pia Prosecutor"})):  # fmt: skip
        road = getattr(AdviceRoad(people), ask)()
        road.step(early_advice.withdraw_early_advice, "officer", text="She asks us to wait.")
        assert (road.states, told(road, "advice_withdrawn")) == (["INVESTIGATING"], knows)
        assert clock(road) is None


def test_a_suspect_goes_on_to_a_referral_after_the_advice(road):
    road.give().allocate()
    assert road.states == ["WITH_PROSECUTOR", "WITH_PROSECUTOR"]


def test_a_suspect_is_not_referred_while_advice_is_awaited(road):
    road.send()
    with pytest.raises(Refused, match="Early advice: with CPS triage"):
        road.do(referrals.write_referral, "officer", case=road.case, suspects=road.suspects, **MG3)


def test_a_referral_sent_back_can_be_withdrawn_while_advice_is_awaited(road):
    road.write()
    referral = road.referral
    road.do(
        referrals.send_referral_back, "supervisor", referral=referral, supervisor_comments="Wait."
    )
    road.send()
    road.do(
        referrals.withdraw_referral, "officer", referral=referral, withdrawal_reason="Advice first."
    )
    assert road.states == ["ADVICE_TRIAGE", "ADVICE_TRIAGE"]


def test_the_case_stays_with_the_unit_that_advises(road):
    road.send()
    assert road.case.suspects.unscoped("test").first().cps_unit == road.cast.cps
    late = road.add_suspect()
    road.suspects = [late]
    road.submit()  # for another suspect: to the unit that has the case
    road.case.refresh_from_db()
    assert road.case.cps_unit == road.cast.cps
    road.do(referrals.accept_referral, "assistant", referral=road.referral)
    road.give_case([late])
    assert road.states == ["ADVICE_TRIAGE", "ADVICE_TRIAGE", "WITH_PROSECUTOR"]


# Reminders of its clock


def test_the_manager_then_the_adviser_is_chased_and_both_managers_told(people):
    road = AdviceRoad(people).take_on()
    running = clock(road).pk
    assert audience(running, road.at) == {
        "before_due": {"Ade Advice"}, "after_due": {"Ade Advice"},
        "escalated": {"Ade Advice", "Mona Manager"},
    }  # fmt: skip
    road.step(advice_triage.name_adviser, "advice_manager", to=people.prosecutor)
    assert audience(running, road.at) == {
        "before_due": {"Pia Prosecutor"}, "after_due": {"Pia Prosecutor"},
        "escalated": {"Ade Advice", "Mona Manager"},
    }  # fmt: skip
    people.prosecutor.is_active = False
    people.prosecutor.save()
    assert audience(running, road.at)["after_due"] == {"Ade Advice"}


def test_a_reply_is_chased_of_the_officer_and_of_whoever_has_the_next_request(road):
    road.turn_down()
    owed = clock(road).pk
    assert audience(owed, road.at)["before_due"] == {"Olive Officer"}
    road.ask()
    assert audience(owed, road.at) == {
        "before_due": {"Olive Officer", "Sue Supervisor"},
        "after_due": {"Olive Officer", "Sue Supervisor"}, "escalated": {"Sue Supervisor"},
    }  # fmt: skip


def test_two_who_act_at_once_get_one_result(road):
    road.send()
    road.step(advice_triage.accept_early_advice, "assistant")
    with pytest.raises(Refused, match="with the early-advice manager"):
        road.step(
            advice_triage.return_early_advice, "assistant", text="x",
            reply_by=road.at.date() + timedelta(days=1),
        )  # fmt: skip
