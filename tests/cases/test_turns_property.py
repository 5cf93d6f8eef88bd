"""Whatever people do in whatever order, a suspect's turns have no gap and no overlap."""

from contextlib import contextmanager
from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cases.models import Suspect, Turn
from devtools.case_builder import cast
from tests.support.cases.turn_oracle import (
    check_items,
    check_suspect,
    items_needed_about,
    waits_for_cps,
)
from tests.support.cases.turn_walk import VERBS, Walk
from tests.support.module_fixtures import module_fixture

STEPS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 7), st.booleans()), min_size=1, max_size=14
)

# Verbs of one side that end or renew what the other side was late with.
ACT_OF_POLICE = {
    "answer", "withdraw", "send on", "report", "put charge right", "refer again", "answer time",
}  # fmt: skip
ACT_OF_CPS = {
    "review and plan", "say what is missing", "answer date", "answer question", "charge",
    "meet and propose", "finalise", "reopen", "answer charge", "send on",
}  # fmt: skip


def due_times_owed_by(suspect, side):
    """Due times that run against a side: of the turn's clock, or of each action item."""
    turn = Turn.objects.unscoped("test").filter(suspect=suspect, ended_at=None).first()
    if turn and turn.side == side == "CPS" and turn.state != "PLAN_QUERIED":
        return {"turn": turn.clock and turn.clock.due_at}
    if side == "POLICE":
        dated = [item for item in items_needed_about(suspect) if not waits_for_cps(item)]
        return {item.pk: item.clock.due_at for item in dated}
    return {}


class Late:
    """The due dates that each side had about a suspect, until the other side acts."""

    def __init__(self):
        self.had = {}

    def judge(self, suspect, verb):
        for side, renewed in (("CPS", ACT_OF_POLICE), ("POLICE", ACT_OF_CPS)):
            had = self.had.setdefault((suspect.pk, side), {})
            if verb in renewed:
                had.clear()
            for what, due_at in due_times_owed_by(suspect, side).items():
                before = had.get(what, due_at)
                assert due_at is None or before is None or due_at <= before, (side, verb, what)
                had[what] = due_at


@module_fixture
def unmoved_walk():
    """A walk before its first step."""
    return Walk(cast())


@contextmanager
def one_walk(unmoved_walk):
    """A walk of its own, which is taken back once what holds at a commit held."""
    with transaction.atomic():
        yield deepcopy(unmoved_walk)
        connection.check_constraints()
        transaction.set_rollback(True)


@pytest.mark.django_db
class TestTurns:
    @settings(
        max_examples=45,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # no shrinking: one walk takes half a second
    )
    @given(steps=STEPS)
    def test_turns_have_no_gap_and_no_overlap_and_agree_with_the_suspect(self, unmoved_walk, steps):
        with one_walk(unmoved_walk) as walk:
            for step in [("review and plan", 0, True), *steps]:
                walk.step(*step)
                for suspect in Suspect.objects.unscoped("test").filter(case=walk.builder.case):
                    check_suspect(suspect)
                check_items(walk.builder.case)

    @settings(
        max_examples=30,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(steps=STEPS)
    def test_days_late_never_fall_but_by_an_act_of_the_other_side(self, unmoved_walk, steps):
        first = [("", 0, True), ("review and plan", 0, True), ("cancel", 0, True)]
        late = Late()
        with one_walk(unmoved_walk) as walk:
            for verb, n, yes in [*first, *steps]:
                if not verb or walk.step(verb, n, yes):
                    for index, _suspect in enumerate(walk.builder.suspects):
                        late.judge(walk.builder.suspect(index), verb)
                walk.builder.at += timedelta(days=1 + n)
