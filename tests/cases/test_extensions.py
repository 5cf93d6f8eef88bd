"""A side that owes something asks for a later due date, and only the other side can move it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from cases.decisions.actions import finalisations
from cases.extensions.actions import extensions
from cases.models import Extension, Suspect
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from people.models import Human, User
from tests.support.cases.early_advice import AdviceCaseBuilder
from tests.support.cases.extensions import (
    answer_extension_of,
    ask_to_extend,
    clock_of,
    due_day,
    extension_of,
    step_kinds,
    withdraw_extension_of,
)
from tests.support.module_fixtures import module_fixture
from timeliness.models import Clock, Delivery

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@module_fixture
def people():
    return cast()


@pytest.fixture
def decision(people):
    """With the prosecutor, who owes a decision in 28 days."""
    return CaseBuilder(people, suspects=2).allocate()


@pytest.fixture
def reply(people):
    """Returned at triage: the police owe a reply."""
    return CaseBuilder(people, suspects=2).submit().send_back()


@pytest.fixture
def advice(people):
    """With the adviser, who owes early advice."""
    return AdviceCaseBuilder(people, suspects=2).advise()


def recipients_of(builder, notice):
    rows = Delivery.objects.filter(notice=notice, about=builder.case.pk)
    return set(rows.values_list("recipient__name", flat=True))


def refusal_text(stage, call, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        call(*args, **kwargs)
    assert refusal.value.is_stage is stage
    return str(refusal.value)


# What can be asked for

ASKED = {  # what is owed: who asks, who answers, whom the request reaches
    "decision": ("prosecutor", "officer", {"Olive Officer"}),
    "advice": ("prosecutor", "officer", {"Olive Officer"}),
    "reply": ("officer", "assistant", {"Tess Triage"}),
}


@pytest.mark.parametrize("owed", ASKED)
def test_the_date_moves_only_when_the_other_side_agrees(decision, advice, reply, owed):
    builder = {"decision": decision, "advice": advice, "reply": reply}[owed]
    who, other, reached = ASKED[owed]
    before = clock_of(builder)
    ask_to_extend(builder, who)
    assert clock_of(builder).due_at == before.due_at
    assert recipients_of(builder, "date_change_asked") == reached
    answer_extension_of(builder, other, "AGREE")
    clock = clock_of(builder)
    assert clock.due_at.date() == before.due_at.date() + 7 * DAY
    assert (clock.first_due_at, clock.first_rule_version) == (before.due_at, before.rule_version)
    assert clock.confidence == "agreed" and clock.first_confidence == before.confidence
    assert [builder.suspect(n).due_at for n in (0, 1)] == [clock.due_at] * 2
    assert (extension_of(builder).status, step_kinds(builder)) == ("AGREED", ["ASKED", "AGREED"])


def test_a_request_reaches_the_manager_who_refused_the_advice(people):
    builder = AdviceCaseBuilder(people).turn_down(at_triage=False)
    ask_to_extend(builder, "officer")
    assert recipients_of(builder, "date_change_asked") == {people.advice_manager.name}


def test_reminders_follow_the_new_date(decision):
    before = clock_of(decision)
    ask_to_extend(decision, "prosecutor")
    answer_extension_of(decision, "officer", "AGREE")
    after = clock_of(decision)
    assert after.remind_at > before.remind_at and after.escalate_at > before.escalate_at
    assert after.look_at == after.remind_at and after.closed_at is None


@pytest.mark.parametrize("who", ["officer", "supervisor"])
def test_the_side_that_is_owed_something_cannot_ask(decision, who):
    words = "Your side owes nothing here by a date that the other side can agree to move."
    assert refusal_text(True, ask_to_extend, decision, who) == words


def test_a_date_that_is_counted_in_hours_is_not_moved(people):
    builder = CaseBuilder(people).allocate(urgency="RED")
    assert refusal_text(True, ask_to_extend, builder, "prosecutor").startswith("Your side owes")


def test_the_dates_of_actions_have_their_own_verb(people):
    builder = CaseBuilder(people).allocate().plan({})
    facts = {"suspect": builder.suspects[0], "proposed_on": builder.at.date() + 90 * DAY}
    for who in ("officer", "prosecutor"):
        with pytest.raises(Refused):
            builder.do(extensions.ask_for_extension, who, text="x", **facts)


@pytest.mark.parametrize("days", [0, -1])
def test_a_date_that_is_not_later_is_refused(decision, days):
    day = due_day(decision)
    words = f"Enter a date after {day.day} {day:%B %Y}, the due date now."
    assert refusal_text(True, ask_to_extend, decision, "prosecutor", days=days) == words


def test_one_extension_of_a_date_at_a_time(decision):
    ask_to_extend(decision, "prosecutor")
    words = "An extension of this date has been asked for already. Open that one."
    assert refusal_text(True, ask_to_extend, decision, "prosecutor", n=1) == words
    withdraw_extension_of(decision, "prosecutor")
    assert ask_to_extend(decision, "prosecutor", n=1).status == "ASKED"


# Answers


def test_another_date_is_offered_and_the_side_that_asked_answers_it(reply):
    before = due_day(reply)
    ask_to_extend(reply, "officer", days=20)
    answer_extension_of(reply, "assistant", "COUNTER", new_date=before + 10 * DAY)
    assert (extension_of(reply).status, extension_of(reply).awaits) == ("COUNTERED", ["POLICE"])
    assert refusal_text(True, answer_extension_of, reply, "assistant", "AGREE") == (
        "The other side answers this."
    )
    assert due_day(reply) == before
    answer_extension_of(reply, "officer", "AGREE")
    assert due_day(reply) == before + 10 * DAY
    assert step_kinds(reply) == ["ASKED", "COUNTERED", "AGREED"]


def test_the_side_that_asks_cannot_agree_with_itself(decision):
    ask_to_extend(decision, "prosecutor")
    for who in ("prosecutor", "manager", "assistant"):
        words = refusal_text(True, answer_extension_of, decision, who, "AGREE")
        assert words == "The other side answers this."


def test_one_human_being_with_two_accounts_cannot_agree_with_themselves(decision):
    ask_to_extend(decision, "prosecutor")
    human = Human.objects.create()
    two = decision.cast.prosecutor, decision.cast.officer
    User.objects.filter(pk__in=[each.pk for each in two]).update(human=human)
    words = refusal_text(False, answer_extension_of, decision, "officer", "AGREE")
    assert words.startswith("You named this date under another account")


def test_an_offer_of_the_same_date_is_an_agreement(decision):
    ask_to_extend(decision, "prosecutor")
    on = extension_of(decision).proposed_on
    refused = refusal_text(True, answer_extension_of, decision, "officer", "COUNTER", new_date=on)
    assert refused == "This is the date that the other side wants. Agree to it instead."


def test_a_date_that_has_passed_is_not_agreed_any_more(decision):
    ask_to_extend(decision, "prosecutor", days=1)
    decision.at += 40 * DAY
    refused = refusal_text(True, answer_extension_of, decision, "officer", "AGREE")
    assert refused == "That date has passed. Offer another date, or do not agree."


def test_what_is_not_agreed_leaves_the_date_as_it_is(decision):
    before = clock_of(decision)
    ask_to_extend(decision, "prosecutor")
    answer_extension_of(decision, "officer", "REFUSE")
    assert (extension_of(decision).status, extension_of(decision).ended_at) == ("REFUSED", None)
    assert (clock_of(decision).due_at, clock_of(decision).first_due_at) == (before.due_at, None)
    assert recipients_of(decision, "date_change_answered") == {decision.cast.prosecutor.name}
    withdraw_extension_of(decision, "prosecutor")
    assert extension_of(decision).status == "WITHDRAWN"


# Lists


def test_the_side_that_has_to_answer_has_it_on_its_list(decision):
    ask_to_extend(decision, "prosecutor")
    assert [decision.suspect(n).also_waits_for for n in (0, 1)] == [["POLICE"]] * 2
    answer_extension_of(
        decision, "officer", "COUNTER", new_date=due_day(decision) + 3 * DAY
    )  # fmt: skip
    assert decision.suspect().also_waits_for == ["CPS"]
    answer_extension_of(decision, "prosecutor", "REFUSE")
    assert decision.suspect().also_waits_for == []


def test_so_it_has_of_early_advice_and_of_a_reply(advice, reply):
    ask_to_extend(advice, "prosecutor")
    ask_to_extend(reply, "officer")
    assert advice.suspect().also_waits_for == ["POLICE"]
    assert reply.suspect().also_waits_for == ["CPS"]


# The end


def test_what_is_done_meanwhile_ends_the_request(reply):
    ask_to_extend(reply, "officer")
    reply.write()
    assert extension_of(reply).ended_at is None  # written and not sent: the reply is still owed
    assert reply.suspect().also_waits_for == ["CPS"]
    reply.do(
        referrals.sign_referral_off, "supervisor", referral=reply.referral,
        supervisor_comments="Ready to go.",
    )  # fmt: skip
    found = extension_of(reply)
    assert (found.status, found.awaits) == ("OVERTAKEN", [])
    assert reply.suspect().also_waits_for == []


def test_it_lasts_while_one_of_its_suspects_is_still_waited_for(decision):
    ask_to_extend(decision, "prosecutor")
    for n, status in enumerate(("ASKED", "OVERTAKEN")):
        decision.do(
            finalisations.finalise_administratively, "prosecutor", suspect=decision.suspects[n],
            reason="OTHER", text="x",
        )  # fmt: skip
        assert extension_of(decision).status == status


# The first due date


def test_a_second_extension_keeps_the_first_due_date(decision):
    first = clock_of(decision).due_at
    for n in (1, 2):
        ask_to_extend(decision, "prosecutor")
        answer_extension_of(decision, "officer", "AGREE")
        assert (clock_of(decision).first_due_at, clock_of(decision).due_at) == (
            first, first + n * 7 * DAY,
        )  # fmt: skip


def test_the_database_keeps_the_first_due_date(decision):
    ask_to_extend(decision, "prosecutor")
    answer_extension_of(decision, "officer", "AGREE")
    rows = Clock.objects.filter(pk=clock_of(decision).pk)
    for other in (None, clock_of(decision).due_at):
        with pytest.raises(DatabaseError, match="first due time"), transaction.atomic():
            rows.update(first_due_at=other)


def test_a_date_agreed_is_kept_when_a_side_gets_the_suspect_back(reply):
    ask_to_extend(reply, "officer")
    answer_extension_of(reply, "assistant", "AGREE")
    before = clock_of(reply)
    reply.submit()
    reply.do(
        referrals.withdraw_referral, "officer", referral=reply.referral, withdrawal_reason="x"
    )  # fmt: skip
    after = clock_of(reply)
    assert (after.pk, after.due_at, after.first_due_at) == (
        before.pk, before.due_at, before.first_due_at,
    )  # fmt: skip


def test_only_clocks_of_turns_have_extensions(decision):
    ask_to_extend(decision, "prosecutor")
    rules = set(Extension.objects.unscoped("test").values_list("clock__rule", flat=True))
    assert rules == {"charging_green"}
    assert Suspect.objects.unscoped("test").filter(turns__clock__extensions__isnull=False).exists()
