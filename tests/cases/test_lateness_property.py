"""
Whatever people do in whatever order, nobody's lateness improves by their own act.

The oracle reads the clocks of the case by SQL. Its own rules: the first due time of a clock never
changes, and its due time only where each side has named or accepted the date: by an answer to the
other side, or by the second of two named people, one of each side.
"""

from datetime import timedelta
from random import Random

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection

from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.support.cases import extensions as steps

SIDE_OF = {
    "officer": "POLICE", "supervisor": "POLICE", "inspector": "POLICE", "prosecutor": "CPS",
    "manager": "CPS", "assistant": "CPS",
}  # fmt: skip
# What fits each status of the newest extension; nine steps of ten are one of these.
FITTING = {
    "": ["ask"],
    **{status: ["agree", "counter", "refuse"] for status in ("ASKED", "COUNTERED")},
    "REFUSED": ["up", "up", "withdraw"], "UP": ["propose"], "UNSETTLED": ["up", "propose"],
    "PROPOSED": ["settle", "unsettle"],
}  # fmt: skip
ANY = ["ask", "agree", "counter", "settle", "propose", "withdraw", "send on", "take back", "wait"]


def clocks(builder):
    """{clock: (first due time, due time)} of the case, as the tables have them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, coalesce(first_due_at, due_at), due_at FROM timeliness_clock"
            " WHERE about = %s",
            [builder.case.pk],
        )
        return {row[0]: row[1:] for row in cursor}


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
    elif verb == "take back":
        facts = {"referral": builder.referral, "withdrawal_reason": "x"}
        builder.do(referrals.withdraw_referral, "officer", **facts)


@pytest.mark.django_db
@pytest.mark.parametrize("owed", ["reply", "decision"])
def test_nobody_s_lateness_improves_by_their_own_act(owed):
    people, moved = cast(), []
    for seed in range(5):
        builder = CaseBuilder(people)
        builder = builder.allocate() if owed == "decision" else builder.submit().send_back()
        moved += walk(builder, Random(seed))
    assert {"agree", "settle"} <= set(moved)


def walk(builder, chance):
    """Sixty random steps. Returns the verbs by which a due time moved."""
    moved = []
    for _ in range(60):
        before, (status, named_by, proposed_by) = clocks(builder), newest_extension(builder.case)
        verb = chance.choice(FITTING[status] if chance.random() < 0.9 else ANY)
        who = chance.choice(sorted(SIDE_OF))
        try:
            take(builder, verb, who, chance.randint(-1, 12))
        except (Refused, ObjectDoesNotExist):
            continue
        after = clocks(builder)
        assert {clock: after[clock][0] for clock in before} == {
            clock: first for clock, (first, _due) in before.items()
        }
        if any(after[clock] != before[clock] for clock in before):
            moved.append(verb)
            is_second = verb == "settle" and proposed_by != getattr(builder.cast, who).pk
            assert is_second or (verb == "agree" and named_by != SIDE_OF[who])
    return moved
