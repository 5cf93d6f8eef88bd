"""Handing a suspect on: end the turn, begin the next, run its clock, keep the worklist true."""

from cases.actions.base import keep
from cases.deadlines import CLOCK_GOES_ALONG
from cases.models import UNDATED, ActionItem, Suspect, Turn
from cases.states import BACK, MOVES, OPEN, TURN, ItemStatus, State
from people.models import Side
from timeliness.actions import clocks


def begin_first(suspect, *, by, at):
    """A suspect joins the case: the police's turn begins."""
    _begin(suspect, state=suspect.state, verb="add_suspect", clock=None, by=by, at=at)


def move(suspect, verb, *, by, at, clock=None):
    """
    Take a suspect, on a case already locked, one step along the road.

    clock: the timeliness clock of the new turn; without one, the running clock goes along where
    deadlines say so, and stops where they do not. An act that waited for another's lock was asked
    for before the turn that it ends began: that turn then takes no time, and none is lost.
    """
    turn = (
        Turn.objects.system("the suspect's open turn")
        .select_related("clock")
        .get(suspect=suspect, ended_at=None)
    )
    start, end = suspect.state, MOVES[verb][suspect.state]
    if end == BACK:
        end = _state_before(turn)
    if clock is None and (start, end) in CLOCK_GOES_ALONG:
        clock = turn.clock
    at = max(at, turn.began_at)
    turn.ended_at = at
    turn.save(update_fields=["ended_at"])
    if turn.clock and turn.clock != clock and not _still_used(turn.clock):
        clocks.stop(turn.clock, at=at)
    suspect.state = end
    suspect.version += 1
    _begin(suspect, state=end, verb=verb, clock=clock, by=by, at=at)


def _state_before(turn):
    before = Turn.objects.system("the turn before").filter(
        suspect=turn.suspect_id, ended_at__lte=turn.began_at
    )
    return State(before.order_by("ended_at", "began_at").values_list("state", flat=True).last())


def _still_used(clock):
    """Suspects referred together share one clock until the last of them has left it."""
    return Turn.objects.system("who shares a clock").filter(clock=clock, ended_at=None).exists()


def _begin(suspect, *, state, verb, clock, by, at):
    side = TURN[state]
    suspect.is_open = state in OPEN
    suspect.holder_side = side or ""
    suspect.turn_began_at = at
    suspect.due_at = clock.due_at if clock else None
    suspect.listed_at = suspect.due_at or UNDATED
    keep(suspect, verb, by=by, at=at)
    if side:
        Turn.objects.system("a turn begins").create(
            case_id=suspect.case_id,
            suspect=suspect,
            state=state,
            side=side,
            holder_id=suspect.police_unit_id if side == Side.POLICE else suspect.cps_unit_id,
            verb=verb,
            began_at=at,
            clock=clock,
        )


def show_due_of_plan(case):
    """While the police answer a plan, a suspect is due when the first open essential item is."""
    waiting = ActionItem.objects.system("the dates of a plan").filter(
        case=case, status=ItemStatus.OPEN
    )
    due = {}
    for suspect_id, weight, due_at in waiting.values_list("suspects", "weight", "clock__due_at"):
        due.setdefault(suspect_id, []).append((weight != "ESSENTIAL", due_at))
    for suspect in in_order(case, state=State.ACTION_PLAN):
        _, due_at = min(due.get(suspect.pk, [(True, None)]))
        if due_at != suspect.due_at:
            suspect.due_at, suspect.listed_at = due_at, due_at or UNDATED
            suspect.save_without_historical_record()


def in_order(case, **which):
    """The suspects of a locked case, always in the same order."""
    rows = Suspect.objects.system("the suspects of a locked case")
    return rows.filter(case=case, **which).order_by("pk")
