"""
Whatever people do in whatever order, nobody's lateness improves by their own act.

The oracle reads the clocks of the case by SQL. Its own rules: the first due time of a clock never
changes, and its due time only where each side has named or accepted the date: by an answer to the
other side, or by the second of two named people, one of each side. The clock of a turn at triage is
another one only once its class was corrected: that counts from the same moment, and gives no more
time after the first due time has passed.
"""

from datetime import timedelta
from random import Random

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection

from cases.early_advice.actions import early_advice
from cases.referrals.actions import referrals, urgency
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.support.cases import extensions as steps
from tests.support.cases.early_advice import AdviceCaseBuilder

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
