"""Turns: end one, start the next, run its clock, and keep the suspect's worklist fields current."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Max, QuerySet

from cases.actions import custody_ends
from cases.actions.locally_set_clocks import is_clock_carried_over, start_state_clock_if_set
from cases.actions.open_case_action import save_with_history
from cases.actions.open_extensions import end_overtaken_extension, sides_asked_to_extend
from cases.actions.owed_answers import OwedAnswer, owed_by_suspect
from cases.actions.resumed_clocks import resume_previous_clock
from cases.deadlines import Urgency
from cases.models import (
    UNDATED,
    Case,
    Suspect,
    Turn,
    TurnHolder,
    by_age,
)
from cases.states import (
    BACK,
    MOVES,
    NOBODY_WAITS_STATES,
    OTHERS_HOLD_STATES,
    TURN_SIDE,
    UNDER_PLAN_STATES,
    UNSENT_STATES,
    State,
)
from people.access.kept_statements import kept_statement, only_row
from people.access.scopes import Scope
from people.models import Side
from people.models.nullable import not_null
from timeliness.actions import clocks
from timeliness.models import Clock

WITHDRAWAL_VERBS = frozenset({"withdraw_referral", "withdraw_early_advice"})


def start_first_turn(suspect: Suspect, *, by: Scope, at: datetime) -> None:
    """Start the police's turn when a suspect is added to a case."""
    _start_turn(suspect, state=State(suspect.state), verb="add_suspect", clock=None, by=by, at=at)


def advance_suspect(
    suspect: Suspect, verb: str, *, by: Scope, at: datetime, clock: Clock | None = None
) -> None:
    """
    End the suspect's turn, start the next and save the suspect.

    Args:
        suspect: on a locked case.
        clock: of the new turn. Without one, the running clock continues where
            CLOCK_GOES_ALONG says so; else the clock of the state starts if the Area has set its
            length. A withdrawal before the CPS has acted resumes the police's last clock.
        at: if before the turn began (`by` waited for a lock), the turn gets zero length.
    """
    turn = _newest_turn(suspect)
    start, end = State(suspect.state), _state_after(suspect, verb, turn)
    if clock is None and verb in WITHDRAWAL_VERBS and TURN_SIDE[start] == Side.CPS:
        clock = resume_previous_clock(suspect, Side.POLICE, at=at)
    elif clock is None and is_clock_carried_over(turn.clock, start, end):
        clock = turn.clock
    at = max(at, turn.ended_at or turn.began_at)
    clock = clock or start_state_clock_if_set(suspect, end, at=at)
    if turn.ended_at is None:
        _end_turn(turn, clock, at=at)
    suspect.state = end
    suspect.version += 1
    _start_turn(suspect, state=end, verb=verb, clock=clock, by=by, at=at)


def _newest_turn(suspect: Suspect) -> Turn:
    """The suspect's open turn, or the last one if none is open."""
    return only_row(_newest_turns(suspect.pk), Turn)


@kept_statement
def _newest_turns(suspect: UUID) -> QuerySet[Turn]:
    rows = Turn.objects.unscoped("the suspect's newest turn").filter(suspect=suspect)
    newest_first = F("ended_at").desc(nulls_first=True), "-began_at"
    return rows.select_related("clock").order_by(*newest_first)[:1]


def state_when_ended(suspect: Suspect) -> State:
    """State of the suspect's newest turn, once all turns have ended."""
    return State(_newest_turn(suspect).state)


def _end_turn(turn: Turn, following: Clock | None, *, at: datetime) -> None:
    """End a turn, and stop its clock unless it continues or another suspect uses it."""
    turn.ended_at = at
    turn.save(update_fields=["ended_at"])
    if turn.clock and turn.clock != following and not _is_clock_in_use(turn.clock):
        clocks.stop_clock(turn.clock, at=at)
        end_overtaken_extension(turn.clock, at=at)


def _state_after(suspect: Suspect, verb: str, turn: Turn) -> State:
    """State to which the verb moves the suspect. turn: the suspect's newest."""
    end = MOVES[verb][State(suspect.state)]
    if end != BACK:
        return State(end)
    return _state_before(turn) if turn.ended_at is None else State(turn.state)


def _state_before(turn: Turn) -> State:
    before = Turn.objects.unscoped("the turn before").filter(
        suspect=turn.suspect_id, ended_at__lte=turn.began_at
    )
    return State(
        before.order_by("ended_at", "began_at").values_list("state", flat=True).last() or ""
    )


def _is_clock_in_use(clock: Clock) -> bool:
    """Whether an open turn uses the clock: suspects referred together share one."""
    return Turn.objects.unscoped("who shares a clock").filter(clock=clock, ended_at=None).exists()


def _start_turn(
    suspect: Suspect, *, state: State, verb: str, clock: Clock | None, by: Scope, at: datetime
) -> None:
    side = TURN_SIDE[state]
    suspect.holder_side = side or ""
    suspect.turn_began_at = at
    owed = owed_by_suspect(suspect.case_id).get(suspect.pk, [])
    asked = sides_asked_to_extend(suspect.case_id).get(clock.pk, []) if clock else []
    _set_listing(suspect, clock.due_at if clock else None, owed, asked)
    custody_ends.update_custody_clock(suspect, at=at)
    save_with_history(suspect, verb, by=by, at=at)
    if side:
        Turn.objects.unscoped("a turn begins").create(
            case_id=suspect.case_id,
            suspect=suspect,
            state=state,
            side=TurnHolder.OTHERS if state in OTHERS_HOLD_STATES else side,
            holder_id=not_null(
                suspect.police_unit_id if side == Side.POLICE else suspect.cps_unit_id
            ),
            verb=verb,
            began_at=at,
            clock=clock,
        )


def refresh_suspect_listing(case: Case, *, by: Scope, at: datetime) -> None:
    """
    Recompute the worklist fields of a locked case's suspects after its action items changed.

    The turn of an action plan moves to the CPS while it owes an answer about every essential item,
    to others while holders have still to reply about every one, and back once the police have
    something to answer.
    """
    turns = Turn.objects.unscoped("the running clocks of a case").filter(case=case, ended_at=None)
    running = {row[0]: row[1:] for row in turns.values_list("suspect", "clock__due_at", "clock")}
    owed, extensions = owed_by_suspect(case.pk), sides_asked_to_extend(case.pk)
    for suspect in suspects_in_order(case):
        about = owed.get(suspect.pk, [])
        if verb := _plan_turn_verb(State(suspect.state), about):
            suspect.case = case
            advance_suspect(suspect, verb, by=by, at=at)
            continue
        before = _listing_fields(suspect)
        due_at, clock = running.get(suspect.pk, (None, None))
        _set_listing(suspect, due_at, about, extensions.get(clock, []))
        if _listing_fields(suspect) != before:
            suspect.save_without_historical_record()


def _plan_turn_verb(state: State, owed: list[OwedAnswer]) -> str:
    """Verb that moves the turn of an action plan to the other side; "" if it stays."""
    essential = [each for each in owed if each.is_essential]
    if not essential or state not in UNDER_PLAN_STATES:
        return ""
    verb, end = "pass_plan_to_cps", State.PLAN_QUERIED
    if any(each.of_police and not each.of_others for each in essential):
        verb, end = "pass_plan_to_police", State.ACTION_PLAN
    elif all(each.of_others for each in essential):
        verb, end = "pass_plan_to_others", State.WITH_HOLDER
    return "" if state == end else verb


def _set_listing(
    suspect: Suspect,
    clock_due_at: datetime | None,
    owed: list[OwedAnswer],
    asked_to_extend: Collection[str],
) -> None:
    """
    Set on the suspect which sides owe something besides the turn, and the earliest due date.

    asked_to_extend: sides that have to answer about an extension of the turn's due date.

    A suspect without a date is listed by age after all that are due; a red one before those due
    later, because a person is in custody. Does not save.
    """
    if suspect.state in NOBODY_WAITS_STATES:
        owed = []
    # An answer for which a side has the turn is not counted again.
    of_plan = suspect.state in (State.ACTION_PLAN, State.WITH_HOLDER)
    police = not of_plan and any(each.of_police for each in owed)
    cps = suspect.state != State.PLAN_QUERIED and any(each.of_cps for each in owed)
    sides = (Side.POLICE, police), (Side.CPS, cps)
    suspect.also_waits_for = [side.value for side, owes in sides if owes or side in asked_to_extend]
    suspect.is_open = bool(suspect.holder_side or suspect.also_waits_for)
    dates = [clock_due_at, *(each.due_at for each in owed)]
    suspect.due_at = min(filter(None, dates), default=None)
    suspect.listed_at = suspect.due_at or _listed_at_undated(suspect)


def _listed_at_undated(suspect: Suspect) -> datetime:
    """
    Worklist position of a suspect without a due date.

    Both sides read the same order, so unsent police work must not change it: a suspect known to the
    CPS is placed by the end of the last turn both sides know of, and counts as red only once the
    referral is sent.
    """
    if suspect.only_side or suspect.state not in UNSENT_STATES:
        began = suspect.turn_began_at
        return (began or UNDATED) if suspect.urgency == Urgency.RED else by_age(began)
    turns = Turn.objects.unscoped("since when both sides know that the police have a suspect")
    told = turns.filter(suspect=suspect).exclude(state__in=UNSENT_STATES)
    return by_age(told.aggregate(last=Max("ended_at"))["last"] or suspect.turn_began_at)


def _listing_fields(suspect: Suspect) -> tuple[list[str], bool, datetime | None, datetime]:
    return suspect.also_waits_for, suspect.is_open, suspect.due_at, suspect.listed_at


def suspects_in_order(case: Case, **which: Any) -> QuerySet[Suspect]:
    """Suspects of a locked case in key order. which: further filters."""
    rows = Suspect.objects.unscoped("the suspects of a locked case")
    return rows.filter(case=case, **which).order_by("pk")
