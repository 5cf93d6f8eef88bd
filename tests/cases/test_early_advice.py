"""Early advice: what each action moves, stores, notifies and refuses."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.early_advice.actions import advice_escalations, advice_given, advice_triage, early_advice
from cases.models import AdviceStep, CaseGrant, EarlyAdvice, Event, GivenAdvice, Turn
from cases.referrals.actions import referrals
from devtools.case_builder import cast, scope
from devtools.usual_answers import ADVICE, ALL_FOLLOWED, MG3
from people.access.scopes import Refused
from people.models import AuditEntry
from tests.cases.test_audience import audience_of_clock
from tests.support.cases.early_advice import GIVEN, AdviceCaseBuilder
from tests.support.cases.sealed_rows import update_in_sql
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


@module_fixture
def people():
    return cast()


@pytest.fixture
def builder(people):
    return AdviceCaseBuilder(people, suspects=2)


def recipients_of(builder, notice):
    """Names of the recipients of a notice."""
    rows = Delivery.objects.filter(about=builder.case.pk, notice=notice)
    return set(rows.values_list("recipient__name", flat=True))


def running_clock(builder):
    """The running clock of the first suspect, or None."""
    turn = Turn.objects.unscoped("test").select_related("clock").get(
        suspect=builder.suspects[0], ended_at=None
    )  # fmt: skip
    return turn.clock


def visible_to(builder, who):
    rows = EarlyAdvice.objects.for_scope(scope(getattr(builder.cast, who), at=builder.at))
    return rows.filter(pk=builder.advice.pk).exists()


# Requested and sent


def test_nothing_leaves_the_police_before_a_supervisor_signs_it_off(builder):
    builder.ask()
    assert builder.states == ["ADVICE_SIGN_OFF", "ADVICE_SIGN_OFF"]
    assert (visible_to(builder, "supervisor"), visible_to(builder, "assistant")) == (True, False)
    assert recipients_of(builder, "advice_sign_off_wanted") == {"Sue Supervisor"}
    builder.step(early_advice.sign_early_advice_off, "supervisor", text="Worth asking.")
    assert builder.states == ["ADVICE_TRIAGE", "ADVICE_TRIAGE"]
    assert visible_to(builder, "assistant")
    assert recipients_of(builder, "advice_requested") == {"Tess Triage"}
    assert (builder.now.status, builder.now.number, builder.now.only_side) == ("SUBMITTED", 1, "")
    assert AuditEntry.objects.get(verb="sign_early_advice_off").operation == "disclosure"


def test_an_author_of_any_part_does_not_sign_it_off(people):
    builder = AdviceCaseBuilder(people)
    people.officer = people.supervisor
    builder.ask()
    with pytest.raises(Refused, match="another supervisor must sign it off"):
        builder.step(early_advice.sign_early_advice_off, "supervisor", text="Fine.")


def test_the_author_of_the_text_that_it_starts_with_does_not_sign_it_off(people):
    builder = AdviceCaseBuilder(people)
    officer, people.officer = people.officer, people.supervisor
    builder.ask()
    people.officer = officer
    builder.step(early_advice.withdraw_early_advice, "officer", text="Not yet.").ask()
    assert builder.now.writers == sorted([people.supervisor.pk, officer.pk])


def test_a_request_that_is_sent_back_stays_with_the_police_unchanged(builder):
    builder.ask().step(early_advice.send_early_advice_back, "supervisor", text="Ask one thing.")
    assert builder.states == ["INVESTIGATING", "INVESTIGATING"]
    assert recipients_of(builder, "advice_sent_back") == {"Olive Officer"}
    first = builder.now
    builder.send(questions=["One thing."])
    assert (first.questions, builder.now.questions) == (ADVICE["questions"], ["One thing."])
    steps = AdviceStep.objects.for_scope(scope(builder.cast.assistant, at=builder.at))
    assert "send_early_advice_back" not in steps.values_list("verb", flat=True)
    events = Event.objects.for_scope(scope(builder.cast.assistant, at=builder.at)).filter(
        case=builder.case
    )
    verbs = set(events.values_list("verb", flat=True))
    assert "sign_early_advice_off" in verbs
    assert not verbs & {"request_early_advice", "send_early_advice_back"}


def test_no_item_of_a_request_may_be_left_out(builder):
    for name in ADVICE:
        with pytest.raises((TypeError, IntegrityError)), transaction.atomic():
            builder.do(
                early_advice.request_early_advice, "officer", case=builder.case,
                suspects=builder.suspects, **{**ADVICE, name: None},
            )  # fmt: skip
    with pytest.raises(IntegrityError, match="advice_asks_something"), transaction.atomic():
        builder.ask(questions=[])


# Triage and manager


def test_the_clock_runs_from_the_acceptance_for_21_days_and_says_that_this_is_unverified(builder):
    builder.send()
    assert running_clock(builder) is None
    at = builder.at
    builder.step(advice_triage.accept_early_advice, "assistant")
    running = running_clock(builder)
    assert (running.due_at - at).days in (21, 22)  # until the end of the day
    assert running.rule_version.startswith("early_advice_response")
    assert running.confidence == "unverified"
    assert recipients_of(builder, "advice_to_decide") == {"Ade Advice"}
    builder.step(
        advice_triage.name_adviser, "advice_manager", to=builder.cast.prosecutor, method="WRITTEN"
    )
    assert running_clock(builder) == running
    assert builder.states == ["ADVICE_ADVISER", "ADVICE_ADVISER"]
    assert recipients_of(builder, "advice_wanted") == {"Pia Prosecutor"}
    assert recipients_of(builder, "advice_accepted") == {"Olive Officer"}


@pytest.mark.parametrize("at_triage", [True, False])
def test_a_refusal_goes_back_with_its_reason_and_a_date_for_the_reply(builder, at_triage):
    builder.turn_down(at_triage=at_triage)
    state = "ADVICE_RETURNED" if at_triage else "ADVICE_REFUSED"
    assert builder.states == [state, state]
    running = running_clock(builder)
    assert (running.rule_version, running.recipient_unit) == ("agreed", builder.cast.police)
    assert recipients_of(builder, "advice_refused") == {"Olive Officer", "Ines Inspector"}
    [step] = builder.now.steps.unscoped("test").exclude(reply_by=None)
    assert step.text == "Too early."
    by = "Tess Triage" if at_triage else "Ade Advice"
    builder.step(early_advice.reply_to_refusal, "officer", text="We wait for the download.")
    assert builder.states == ["INVESTIGATING", "INVESTIGATING"]
    assert running_clock(builder) is None
    assert recipients_of(builder, "advice_reply") == {by}


def test_a_refusal_may_ask_for_no_reply(builder):
    builder.turn_down(days=None)
    assert running_clock(builder) is None


def test_a_reply_stays_owed_until_something_is_sent(builder):
    builder.turn_down()
    owed = running_clock(builder)
    builder.ask()
    assert (builder.states[0], running_clock(builder)) == ("ADVICE_SIGN_OFF", owed)
    builder.step(early_advice.send_early_advice_back, "supervisor", text="Not like this.")
    assert (builder.states[0], running_clock(builder)) == ("ADVICE_RETURNED", owed)
    builder.write()
    assert (builder.states[0], running_clock(builder)) == ("AWAITING_SIGN_OFF", owed)
    builder.do(
        referrals.send_referral_back, "supervisor", referral=builder.referral,
        supervisor_comments="Nor like this.",
    )  # fmt: skip
    assert (builder.states[0], running_clock(builder)) == ("ADVICE_RETURNED", owed)
    builder.send()
    assert running_clock(builder) is None


def test_an_earlier_request_moves_no_suspect_that_a_later_one_took_along(builder):
    builder.turn_down()
    earlier, both = builder.advice, builder.suspects
    builder.suspects = both[:1]
    builder.turn_down()
    assert builder.states == ["ADVICE_RETURNED", "ADVICE_RETURNED"]
    builder.do(early_advice.reply_to_refusal, "officer", advice=earlier, text="About the second.")
    assert builder.states == ["ADVICE_RETURNED", "INVESTIGATING"]
    builder.suspects = both[1:]
    builder.send()
    builder.suspects = both[:1]
    with pytest.raises(Refused, match="the police have replied"):
        builder.do(early_advice.reply_to_refusal, "officer", advice=earlier, text="Again.")


def test_a_request_all_of_whose_suspects_have_moved_on_is_replied_to_no_more(builder):
    builder.turn_down()
    earlier = builder.advice
    builder.turn_down()
    with pytest.raises(Refused, match="Its suspects have moved on since"):
        builder.do(early_advice.reply_to_refusal, "officer", advice=earlier, text="Late.")


# Escalation


def escalate_to_inspector(builder, *, at_triage):
    builder.turn_down(at_triage=at_triage)
    return builder.step(advice_escalations.escalate_refusal, "inspector", text="She is at risk.")


@pytest.mark.parametrize(
    ("at_triage", "above", "below", "state"),
    [
        (True, "advice_manager", "manager", "ADVICE_ESCALATED"),
        (False, "manager", "advice_manager", "ADVICE_LEGAL_MANAGER"),
    ],
)
def test_a_refusal_goes_once_to_the_person_one_above(builder, at_triage, above, below, state):
    with pytest.raises(Refused, match="Only an inspector"):
        builder.turn_down(at_triage=at_triage).step(
            advice_escalations.escalate_refusal, "supervisor", text="x"
        )
    builder.step(advice_escalations.escalate_refusal, "inspector", text="She is at risk.")
    assert builder.states == [state, state]
    assert recipients_of(builder, "advice_escalated") == {getattr(builder.cast, above).name}
    assert running_clock(builder) is None
    with pytest.raises(Refused, match="answers when a return is escalated"):
        builder.step(advice_escalations.uphold_refusal, below, text="x")
    builder.step(advice_escalations.uphold_refusal, above, text="Too early still.")
    assert (builder.states[0], builder.now.status) == ("INVESTIGATING", "UPHELD")
    assert recipients_of(builder, "advice_answered") == {"Olive Officer", "Ines Inspector"}
    with pytest.raises(Refused, match="was upheld, and that is final"):
        builder.step(advice_escalations.escalate_refusal, "inspector", text="Again.")


@pytest.mark.parametrize("at_triage", [True, False])
def test_an_overturned_refusal_waits_for_an_adviser_and_is_refused_no_more(builder, at_triage):
    escalate_to_inspector(builder, at_triage=at_triage)
    above = "advice_manager" if at_triage else "manager"
    builder.step(advice_escalations.overturn_refusal, above, text="Advice is needed now.")
    assert builder.states == ["ADVICE_MANAGER", "ADVICE_MANAGER"]
    assert running_clock(builder).rule_version.startswith("early_advice_response")
    with pytest.raises(Refused, match="The refusal was overturned"):
        builder.step(advice_triage.refuse_early_advice, "advice_manager", text="No.")
    builder.step(
        advice_triage.name_adviser, "advice_manager", to=builder.cast.prosecutor, method="WRITTEN"
    )
    give_advice(builder)


def test_the_police_take_back_what_is_escalated(builder):
    escalate_to_inspector(builder, at_triage=True)
    builder.step(early_advice.withdraw_early_advice, "officer", text="We will refer.")
    assert recipients_of(builder, "advice_withdrawn") == {"Ade Advice"}


# The adviser


def named_advisers(builder):
    rows = CaseGrant.objects.filter(
        content_object=builder.case, permission__codename="early_adviser"
    )
    return set(rows.values_list("user__name", flat=True))


def test_the_adviser_is_named_on_the_case_until_the_advice_is_given(builder):
    builder.advise()
    assert named_advisers(builder) == {"Pia Prosecutor"}
    builder.case.refresh_from_db()
    assert builder.case.prosecutor is None  # the adviser does not decide
    with pytest.raises(Refused, match="Only the adviser named on this request"):
        give_advice(builder, who="other_prosecutor")
    give_advice(builder)
    assert named_advisers(builder) == set()
    assert builder.states == ["INVESTIGATING", "INVESTIGATING"]
    assert running_clock(builder) is None
    assert recipients_of(builder, "advice_given") == {"Olive Officer"}


def give_advice(builder, who="prosecutor", **parts):
    builder.step(advice_given.give_early_advice, who, **GIVEN | {"other_offence": None} | parts)


def test_another_adviser_takes_over_and_the_clock_goes_on(builder):
    builder.advise()
    before = running_clock(builder)
    builder.step(
        advice_triage.change_adviser,
        "advice_manager",
        to=builder.cast.other_prosecutor,
        text="Leave.",
    )
    assert (named_advisers(builder), running_clock(builder)) == ({"Otto Other"}, before)
    with pytest.raises(Refused, match="is the adviser already"):
        builder.step(
            advice_triage.change_adviser,
            "advice_manager",
            to=builder.cast.other_prosecutor,
            text="x",
        )
    with pytest.raises(Refused, match="Only the adviser named on this request"):
        give_advice(builder)
    give_advice(builder, who="other_prosecutor")


def test_an_adviser_of_two_requests_stays_named_for_the_second(people):
    builder = AdviceCaseBuilder(people, suspects=2)
    both = builder.suspects
    builder.suspects = both[:1]
    builder.advise()
    first = builder.advice
    builder.suspects = both[1:]
    builder.advise()
    builder.do(early_advice.withdraw_early_advice, "officer", advice=first, text="No longer.")
    assert named_advisers(builder) == {"Pia Prosecutor"}
    builder.step(early_advice.withdraw_early_advice, "officer", text="No longer.")
    assert named_advisers(builder) == set()
    assert builder.states == ["INVESTIGATING", "INVESTIGATING"]


def test_only_a_prosecutor_of_the_unit_advises(builder):
    builder.take_on()
    with pytest.raises(Refused, match="Select a prosecutor of the unit"):
        builder.step(
            advice_triage.name_adviser, "advice_manager", to=builder.cast.manager, method="WRITTEN"
        )


def test_the_advice_answers_every_question_and_names_allegations_of_its_suspects(people):
    builder, other = AdviceCaseBuilder(people), AdviceCaseBuilder(people)
    builder.advise()
    for answers in (["Only one."], ["One", ""], ["One", "Two", "Three"]):
        with pytest.raises(Refused, match="Answer each of the questions"):
            give_advice(builder, answers=answers)
    elsewhere = list(other.case.allegations.unscoped("test"))
    with pytest.raises(Refused, match="allegations against the suspects of this request"):
        give_advice(builder, allegations=elsewhere)
    give_advice(builder, allegations=list(builder.case.allegations.unscoped("test")))
    given = GivenAdvice.objects.unscoped("test").get(advice=builder.advice)
    assert given.allegations.unscoped("test").count() == 1
    assert (given.lines, given.by) == (GIVEN["lines"], people.prosecutor)


def test_a_request_and_its_advice_are_never_changed(builder):
    builder.give()
    rows = {
        model: model.objects.unscoped("test").filter(case=builder.case)
        for model in (EarlyAdvice, AdviceStep, GivenAdvice)
    }
    acts = [lambda some=some: some._raw_delete("default") for some in rows.values()] + [
        lambda: update_in_sql(rows[EarlyAdvice], "summary", "x"),
        lambda: update_in_sql(rows[EarlyAdvice], "questions", ["x"]),
        lambda: rows[EarlyAdvice].update(writers=[]),
        lambda: update_in_sql(rows[AdviceStep], "text", "x"),
        lambda: update_in_sql(rows[GivenAdvice], "strategy", "x"),
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
        builder = getattr(AdviceCaseBuilder(people), ask)()
        builder.step(early_advice.withdraw_early_advice, "officer", text="She asks us to wait.")
        assert (builder.states, recipients_of(builder, "advice_withdrawn")) == (
            ["INVESTIGATING"],
            knows,
        )
        assert running_clock(builder) is None


def test_a_suspect_goes_on_to_a_referral_after_the_advice(builder):
    builder.give().allocate()
    assert builder.states == ["WITH_PROSECUTOR", "WITH_PROSECUTOR"]


def test_a_suspect_is_not_referred_while_advice_is_awaited(builder):
    builder.send()
    with pytest.raises(Refused, match="Early advice: with CPS triage"):
        builder.do(
            referrals.write_referral,
            "officer",
            case=builder.case,
            suspects=builder.suspects,
            **MG3 | ALL_FOLLOWED,
        )


def test_a_referral_sent_back_can_be_withdrawn_while_advice_is_awaited(builder):
    builder.write()
    referral = builder.referral
    builder.do(
        referrals.send_referral_back, "supervisor", referral=referral, supervisor_comments="Wait."
    )
    builder.send()
    builder.do(
        referrals.withdraw_referral, "officer", referral=referral, withdrawal_reason="Advice first."
    )
    assert builder.states == ["ADVICE_TRIAGE", "ADVICE_TRIAGE"]


def test_the_case_stays_with_the_unit_that_advises(builder):
    builder.send()
    assert builder.case.suspects.unscoped("test").first().cps_unit == builder.cast.cps
    late = builder.add_suspect()
    builder.suspects = [late]
    builder.submit()  # for another suspect: to the unit that has the case
    builder.case.refresh_from_db()
    assert builder.case.cps_unit == builder.cast.cps
    builder.do(referrals.accept_referral, "assistant", referral=builder.referral)
    builder.give_case([late])
    assert builder.states == ["ADVICE_TRIAGE", "ADVICE_TRIAGE", "WITH_PROSECUTOR"]


# Reminders of its clock


def test_the_manager_then_the_adviser_is_chased_and_both_managers_told(people):
    builder = AdviceCaseBuilder(people).take_on()
    running = running_clock(builder).pk
    assert audience_of_clock(running, builder.at) == {
        "before_due": {"Ade Advice"}, "after_due": {"Ade Advice"},
        "escalated": {"Ade Advice", "Mona Manager"},
    }  # fmt: skip
    builder.step(
        advice_triage.name_adviser, "advice_manager", to=people.prosecutor, method="WRITTEN"
    )
    assert audience_of_clock(running, builder.at) == {
        "before_due": {"Pia Prosecutor"}, "after_due": {"Pia Prosecutor"},
        "escalated": {"Ade Advice", "Mona Manager"},
    }  # fmt: skip
    people.prosecutor.is_active = False
    people.prosecutor.save()
    assert audience_of_clock(running, builder.at)["after_due"] == {"Ade Advice"}


def test_a_reply_is_chased_of_the_officer_and_of_the_author_of_the_next_request(builder):
    builder.turn_down()
    owed = running_clock(builder).pk
    assert audience_of_clock(owed, builder.at)["before_due"] == {"Olive Officer"}
    builder.ask()
    assert audience_of_clock(owed, builder.at) == {
        "before_due": {"Olive Officer", "Sue Supervisor"},
        "after_due": {"Olive Officer", "Sue Supervisor"}, "escalated": {"Sue Supervisor"},
    }  # fmt: skip


def test_two_who_act_at_once_get_one_result(builder):
    builder.send()
    builder.step(advice_triage.accept_early_advice, "assistant")
    with pytest.raises(Refused, match="with the early-advice manager"):
        builder.step(
            advice_triage.return_early_advice, "assistant", text="x",
            reply_by=builder.at.date() + timedelta(days=1),
        )  # fmt: skip
