"""
Whatever people do in whatever order, nobody's lateness improves by their own act.

The oracle reads the clocks of the case by SQL. Its own rules: the first due time of a clock never
changes, and its due time only where each side has named or accepted the date: by an answer to the
other side, or by the second of two named people, one of each side. The clock of a turn at triage is
another one only once its class was corrected: that counts from the same moment, and gives no more
time after the first due time has passed. By when the CPS is to decide on a suspect never becomes
later by what the CPS does: only once the police have answered a plan, is there another time.
"""

from datetime import timedelta
from random import Random

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction

from cases.action_plans.actions import action_items, action_plans
from cases.decisions.actions import decisions
from cases.early_advice.actions import early_advice
from cases.models import ActionItem
from cases.referrals.actions import referrals, urgency
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from people.models import Unit
from tests.support.cases import extensions as steps
from tests.support.cases.charges import authorise_charge_of
from tests.support.cases.decisions import countersign_no_charge, decline_countersignature
from tests.support.cases.early_advice import AdviceCaseBuilder
from tests.support.cases.reversals import (
    countersign_reversal_of,
    decline_reversal_of,
    withdraw_charge_of,
)

SIDE_OF = {
    "officer": "POLICE", "supervisor": "POLICE", "inspector": "POLICE", "prosecutor": "CPS",
    "manager": "CPS", "assistant": "CPS", "advice_manager": "CPS",
}  # fmt: skip
# What fits each status of the newest extension; nine steps of ten are one of these.
FITTING = {
    "": ["ask"],
    **{status: ["agree", "counter", "refuse"] for status in ("ASKED", "COUNTERED")},
    "REFUSED": ["up", "up", "withdraw"], "UP": ["propose"], "UNSETTLED": ["up", "propose"],
    "PROPOSED": ["settle", "unsettle"],
}  # fmt: skip
ANY = ["ask", "agree", "counter", "settle", "propose", "withdraw", "send on", "take back", "wait"]
CLASSES = ("RED", "GREEN_PRIORITY", "GREEN")


def clocks(builder):
    """{clock: (first due time, due time)} of the case, as the tables have them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, coalesce(first_due_at, due_at), due_at FROM timeliness_clock"
            " WHERE about = %s",
            [builder.case.pk],
        )
        return {row[0]: row[1:] for row in cursor}


def triage_clock(case):
    """(start, first due time) of the clock of the suspect's turn at triage; None elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT clock.started_at, coalesce(clock.first_due_at, clock.due_at)
            FROM cases_turn turn
            JOIN timeliness_clock clock ON clock.id = turn.clock_id
            WHERE turn.case_id = %s AND turn.ended_at IS NULL AND turn.state = 'TRIAGE'
            """,
            [case.pk],
        )
        return cursor.fetchone()


def newest_extension(case):
    """
    (status, side that named the date, who proposed its outcome) of the newest extension.

    The status is "" if none is open.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT CASE WHEN ended_at IS NULL THEN status ELSE '' END,
                (SELECT said.side FROM cases_extensionstep said
                WHERE said.extension_id = extension.id AND said.kind IN ('ASKED', 'COUNTERED')
                ORDER BY said.at DESC LIMIT 1), outcome_by_id
            FROM cases_extension extension WHERE case_id = %s ORDER BY at DESC LIMIT 1
            """,
            [case.pk],
        )
        return cursor.fetchone() or ("", None, None)


def decision_due(case):
    """First due time of the open turn in which the CPS is to decide; None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(clock.first_due_at, clock.due_at)
            FROM cases_turn turn
            JOIN timeliness_clock clock ON clock.id = turn.clock_id
            WHERE turn.case_id = %s AND turn.ended_at IS NULL
                AND turn.state IN ('WITH_PROSECUTOR', 'READY_TO_ALLOCATE', 'SECOND_READER')
            """,
            [case.pk],
        )
        return (cursor.fetchone() or [None])[0]


def take(builder, verb, who, n):
    """One step, as one person; it may be refused."""
    if verb == "wait":
        builder.at += timedelta(days=max(n, 0))
    elif verb == "ask":
        steps.ask_to_extend(builder, who, days=n)
    elif verb == "agree":
        steps.answer_extension_of(builder, who, "AGREE")
    elif verb == "counter":
        on = steps.due_day(builder) + timedelta(days=n)
        steps.answer_extension_of(builder, who, "COUNTER", new_date=on)
    elif verb == "refuse":
        steps.answer_extension_of(builder, who, "REFUSE")
    elif verb == "withdraw":
        steps.withdraw_extension_of(builder, who)
    elif verb == "up":
        steps.send_extension_up_of(builder, who)
    elif verb == "propose":
        steps.propose_due_date_of(builder, who, days=n or None)
    elif verb in ("settle", "unsettle"):
        steps.answer_due_date_of(builder, who, is_agreed=verb == "settle", text="No.")
    elif verb == "send on":
        builder.submit()
    elif verb == "correct":
        facts = {"referral": builder.referral, "urgency": CLASSES[n % 3], "reason": "It is wrong."}
        builder.do(urgency.correct_urgency, who, **facts)
    elif verb == "take back" and hasattr(builder, "advice"):
        builder.do(early_advice.withdraw_early_advice, "officer", advice=builder.advice, text="x")
    elif verb == "take back":
        facts = {"referral": builder.referral, "withdrawal_reason": "x"}
        builder.do(referrals.withdraw_referral, "officer", **facts)


def owing(owed, people):
    """A case in which the police owe a reply, or the CPS a decision or early advice."""
    if owed == "advice":
        return AdviceCaseBuilder(people).advise()
    if owed == "reply":
        return CaseBuilder(people).submit().send_back()
    return CaseBuilder(people).allocate()


@pytest.mark.django_db
@pytest.mark.parametrize("owed", ["reply", "decision", "advice"])
def test_nobody_s_lateness_improves_by_their_own_act(owed):
    people, moved = cast(), []
    for seed in range(5):
        moved += walk(owing(owed, people), Random(seed))
    assert {"agree", "settle"} <= set(moved)


# What the two sides do around a decision: (verb, who).
DECIDING = [
    ("plan", "prosecutor"), ("answer", "officer"), ("back", "prosecutor"), ("review", "prosecutor"),
    ("charge", "prosecutor"), ("charge", "prosecutor"), ("read", "other_prosecutor"),
    ("decline", "other_prosecutor"), ("unpropose", "prosecutor"), ("withdraw", "prosecutor"),
    ("withdraw", "prosecutor"), ("reread", "other_prosecutor"), ("unread", "other_prosecutor"),
]  # fmt: skip


def decide(builder, verb, who):
    """One step around a decision; it may be refused."""
    suspect = builder.suspects[0]
    if verb == "plan":
        builder.plan()
    elif verb == "answer":
        item = ActionItem.objects.unscoped("test").filter(case=builder.case, status="OPEN").first()
        if item is None:
            raise ObjectDoesNotExist
        builder.do(action_items.answer_item, who, item=item, answer="DONE", text="Here.")
    elif verb == "back":
        builder.do(action_plans.take_suspect_back, who, suspect=suspect, reason="Clear by now.")
    elif verb == "review":
        builder.review()
    elif verb == "charge":
        authorise_charge_of(builder)
    elif verb == "read":
        countersign_no_charge(builder, suspect)
    elif verb == "decline":
        decline_countersignature(builder, suspect)
    elif verb == "unpropose":
        builder.do(decisions.withdraw_decision, who, suspect=suspect, text="Not yet.")
    elif verb == "withdraw":
        withdraw_charge_of(builder)
    elif verb == "reread":
        countersign_reversal_of(builder)
    elif verb == "unread":
        decline_reversal_of(builder)


@pytest.mark.django_db
@pytest.mark.parametrize("is_read_twice", [False, True])
def test_nor_by_deciding_and_taking_it_back(is_read_twice):
    people, seen = cast(), set()
    Unit.objects.filter(pk=people.cps.pk).update(charges_are_read_twice=is_read_twice)
    for seed in range(8):
        builder, chance = CaseBuilder(people).allocate(), Random(seed)
        due, has_answered = decision_due(builder.case), False
        for _ in range(40):
            builder.at += timedelta(days=chance.choice([0, 0, 1, 9]))
            verb, who = chance.choice(DECIDING)
            try:
                with transaction.atomic():
                    decide(builder, verb, who)
            except (Refused, ObjectDoesNotExist, AttributeError):
                continue
            seen.add(verb)
            has_answered |= verb == "answer"
            now = decision_due(builder.case)
            if now is not None:
                assert now <= due or has_answered, f"{verb} gave the CPS more time"
                due, has_answered = now, False
    wanted = {"plan", "answer", "back", "review", "charge", "withdraw"}
    assert seen >= wanted | ({"read", "reread"} if is_read_twice else set())


@pytest.mark.django_db
def test_nor_by_correcting_the_class_at_triage():
    people, seen = cast(), set()
    for seed in range(12):
        builder = CaseBuilder(people).submit(urgency=CLASSES[seed % 3])
        walk(builder, Random(seed), 30, more=["correct", "correct", "correct", "wait"], seen=seen)
    assert seen == {("longer", "in time"), ("shorter", "in time"), ("shorter", "late")}


def walk(builder, chance, length=60, more=(), seen=None):
    """
    So many random steps. Returns the verbs by which a due time moved.

    more: what is tried besides, as often as what fits. seen: is given how classes were corrected.
    """
    moved = []
    for _ in range(length):
        before, (status, named_by, proposed_by) = clocks(builder), newest_extension(builder.case)
        at, was = builder.at, triage_clock(builder.case)
        fits = [*FITTING[status], *more]
        verb = chance.choice(fits if chance.random() < 0.9 else ANY)
        who = chance.choice([*sorted(SIDE_OF), *["assistant"] * 5 * (verb == "correct")])
        try:
            take(builder, verb, who, chance.randint(-1, 12))
        except (Refused, ObjectDoesNotExist):
            continue
        check_class(verb, at, was, triage_clock(builder.case), seen)
        after = clocks(builder)
        assert {clock: after[clock][0] for clock in before} == {
            clock: first for clock, (first, _due) in before.items()
        }
        if any(after[clock] != before[clock] for clock in before):
            moved.append(verb)
            is_second = verb == "settle" and proposed_by != getattr(builder.cast, who).pk
            assert is_second or (verb == "agree" and named_by != SIDE_OF[who])
    return moved


def check_class(verb, at, was, now, seen):
    """
    Assert that only a correction changes when a turn at triage is first due, and how.

    was, now: (start, first due time) before and after the verb, or None.
    """
    if not (was and now) or was == now:
        return
    (began, due), (begins, is_due) = was, now
    assert verb == "correct" and begins == began, "another time counts, or from another moment"
    is_late = at > due
    assert not (is_late and is_due > due), "lateness ended by a correction"
    seen.add(("longer" if is_due > due else "shorter", "late" if is_late else "in time"))
