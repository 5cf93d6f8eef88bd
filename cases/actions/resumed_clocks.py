"""Resume the clock of a side's last turn when it gets a suspect back by its own action."""

from datetime import datetime

from django.db.models import F

from cases.deadlines import CLASS_RUNS_IN, PERIOD_IF_SET
from cases.models import EntryKind, ItemEntry, Suspect, Turn, Weight
from cases.states import UNSENT_STATES, State
from people.models import Side
from timeliness.actions import clocks
from timeliness.models import Clock

# Verbs that pass a turn on within a side, or resume it, and so answer nothing.
VERBS_ANSWERING_NOTHING = frozenset(
    {
        "accept_transfer",
        "reopen_suspect",
        "pass_plan_to_cps",
        "pass_plan_to_police",
        "pass_plan_to_others",
    }
)
ANSWERS_OF_POLICE = (EntryKind.ANSWERED, EntryKind.PARTLY, EntryKind.CANNOT)


def resume_previous_clock(suspect: Suspect, side: Side, *, at: datetime) -> Clock | None:
    """
    Resume the clock of the side's last turn with its old due time, days late included.

    None if the other side has answered since, if that turn had no clock, or if the clock was for a
    sign-off. suspect: on a locked case, before the move that gives the turn back.
    """
    given: list[Turn] = []
    rows = Turn.objects.unscoped("the turns of a suspect").filter(suspect=suspect)
    newest = F("ended_at").desc(nulls_first=True)
    rows = rows.exclude(state=State.PLAN_QUERIED)  # challenges have their own clocks
    for turn in rows.select_related("clock__recipient_unit").order_by(newest, "-began_at"):
        if turn.side == side:
            was_answered = given and _was_answered(suspect, given)
            if was_answered or turn.clock is None or _was_for_sign_off(turn):
                return None
            return _resume_clock(suspect, turn.side, turn.clock, at=at)
        given.append(turn)
    return None


def resume_clock_of_decision(suspect: Suspect, *, at: datetime) -> Clock | None:
    """
    Resume the clock within which the CPS made the decision that it takes back itself, with its old
    due time, days late included.

    What the police did meanwhile, and the turn of a second reader of the withdrawal, answer nothing
    that was asked of the CPS, so unlike resume_previous_clock it asks for neither. None if no clock
    ran. suspect: as there.
    """
    rows = Turn.objects.unscoped("the turn in which it was decided").filter(suspect=suspect)
    turn = rows.filter(state__in=CLASS_RUNS_IN).order_by("began_at").select_related("clock").last()
    if turn is None or turn.clock is None:
        return None
    return _resume_clock(suspect, turn.side, turn.clock, at=at)


def _was_for_sign_off(turn: Turn) -> bool:
    """Whether the turn's clock ran only for a sign-off, which has been given."""
    state = State(turn.state)
    return (
        turn.clock is not None
        and state in UNSENT_STATES
        and turn.clock.rule == PERIOD_IF_SET.get(state)
    )


def _was_answered(suspect: Suspect, given: list[Turn]) -> bool:
    """
    Whether the other side acted in its turns. given: those turns, newest first.

    The oldest of them began with the verb that gave it; every other with an act of its holder.
    """
    if {turn.verb for turn in given[:-1]} - VERBS_ANSWERING_NOTHING:
        return True
    answers = ItemEntry.objects.unscoped("what the police have answered").filter(
        item__suspects=suspect, item__weight=Weight.ESSENTIAL, kind__in=ANSWERS_OF_POLICE,
        at__gte=given[-1].began_at,
    )  # fmt: skip
    return answers.exists()


def _resume_clock(suspect: Suspect, side: str, clock: Clock, *, at: datetime) -> Clock:
    """Resume the clock against the unit of the side that has the suspect now."""
    if clock.closed_at:
        unit = suspect.cps_unit if side == Side.CPS else suspect.police_unit
        clock.recipient_unit_id = unit.pk if unit else clock.recipient_unit_id
        clocks.resume_clock(clock, at=at)
    return clock
