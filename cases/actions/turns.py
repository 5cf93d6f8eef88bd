"""Handing a suspect on: end the turn, begin the next, run its clock, keep the worklist true."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Max, QuerySet

from cases.actions import custody_ends
from cases.actions.locally_set_clocks import is_clock_carried_over, start_state_clock_if_set
from cases.actions.open_case_action import save_with_history
from cases.actions.resumed_clocks import resume_previous_clock
from cases.deadlines import Urgency
from cases.models import UNDATED, ActionItem, Case, Challenge, Suspect, Turn, Weight, by_age
from cases.states import (
    BACK,
    MOVES,
    NOBODY_WAITS_STATES,
    TURN_SIDE,
    UNDER_PLAN_STATES,
    UNSENT_STATES,
    State,
)
from cases.statuses import CPS_OWES_ANSWER, ChallengeStatus, ItemStatus
from people.access.scopes import Scope
from people.models import Side
from timeliness.actions import clocks
from timeliness.models import Clock

WITHDRAWAL_VERBS = frozenset({"withdraw_referral", "withdraw_early_advice"})


def start_first_turn(suspect: Suspect, *, by: Scope, at: datetime) -> None:
    """A suspect joins the case: the police's turn begins."""
    _start_turn(suspect, state=State(suspect.state), verb="add_suspect", clock=None, by=by, at=at)


def advance_suspect(
    suspect: Suspect, verb: str, *, by: Scope, at: datetime, clock: Clock | None = None
) -> None:
    """
    Take a suspect, on a case already locked, one step along the road.

    clock: the timeliness clock of the new turn; without one, the running clock goes along where
    deadlines say so, and stops where they do not; and where nothing goes along, the clock of the
    state starts if the Area has settled its length. What the police sent and take back before the
    CPS has done anything is theirs by the date that there was. An act that waited for another's
    lock was asked for before the turn that it ends began: that turn then takes no time, and none is
    lost. Where the road had ended, it was nobody's turn until now.
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
    """The suspect's open turn; the last one where the road has ended."""
    rows = Turn.objects.system("the suspect's newest turn").filter(suspect=suspect)
    newest: Any = rows.select_related("clock").order_by(
        F("ended_at").desc(nulls_first=True), "-began_at"
    ).first()  # fmt: skip
    return newest


def state_when_ended(suspect: Suspect) -> State:
    """The state in which a suspect was when the road ended."""
    return State(_newest_turn(suspect).state)


def _end_turn(turn: Turn, following: Clock | None, *, at: datetime) -> None:
    """End a turn, and its clock unless that goes along."""
    turn.ended_at = at
    turn.save(update_fields=["ended_at"])
    if turn.clock and turn.clock != following and not _is_clock_in_use(turn.clock):
        clocks.stop_clock(turn.clock, at=at)


def _state_after(suspect: Suspect, verb: str, turn: Turn) -> State:
    """Where the verb takes the suspect, whose newest turn this is."""
    end = MOVES[verb][State(suspect.state)]
    if end != BACK:
        return State(end)
    return _state_before(turn) if turn.ended_at is None else State(turn.state)


def _state_before(turn: Turn) -> State:
    before = Turn.objects.system("the turn before").filter(
        suspect=turn.suspect_id, ended_at__lte=turn.began_at
    )
    return State(
        before.order_by("ended_at", "began_at").values_list("state", flat=True).last() or ""
    )


def _is_clock_in_use(clock: Clock) -> bool:
    """Suspects referred together share one clock until the last of them has left it."""
    return Turn.objects.system("who shares a clock").filter(clock=clock, ended_at=None).exists()


def _start_turn(
    suspect: Suspect, *, state: State, verb: str, clock: Clock | None, by: Scope, at: datetime
) -> None:
    side = TURN_SIDE[state]
    suspect.holder_side = side or ""
    suspect.turn_began_at = at
    asked = _owed_by_suspect(suspect.case_id).get(suspect.pk, [])
    _set_listing(suspect, clock.due_at if clock else None, asked)
    custody_ends.update_custody_clock(suspect, at=at)
    save_with_history(suspect, verb, by=by, at=at)
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


def refresh_suspect_listing(case: Case, *, by: Scope, at: datetime) -> None:
    """
    When actions of a locked case have changed: who now owes something about each suspect.

    The turn within an action plan goes to the CPS while it owes the police an answer about every
    essential action, and comes back when they have something to answer again.
    """
    turns = Turn.objects.system("the running clocks of a case").filter(case=case, ended_at=None)
    running = dict(turns.values_list("suspect", "clock__due_at"))
    asked = _owed_by_suspect(case.pk)
    for suspect in suspects_in_order(case):
        about = asked.get(suspect.pk, [])
        if verb := _plan_turn_verb(State(suspect.state), about):
            suspect.case = case
            advance_suspect(suspect, verb, by=by, at=at)
            continue
        before = _listing_fields(suspect)
        _set_listing(suspect, running.get(suspect.pk), about)
        if _listing_fields(suspect) != before:
            suspect.save_without_historical_record()


@dataclass(frozen=True)
class OwedAnswer:
    """
    What an open action, or a question of the police about one, asks about a suspect.

    due_at: None while the date of an action stands still. of_police, of_cps: who owes something;
    both do where the police wait for two named people and the action’s date runs. is_essential: an
    action that the prosecutor cannot decide without.
    """

    due_at: datetime | None
    of_police: bool
    of_cps: bool
    is_essential: bool = False


def _plan_turn_verb(state: State, asked: list[OwedAnswer]) -> str:
    """The verb that gives the turn of an action plan to the other side; "" where it stays."""
    essential = [each for each in asked if each.is_essential]
    if not essential or state not in UNDER_PLAN_STATES:
        return ""
    is_for_police = any(each.of_police for each in essential)
    if is_for_police == (TURN_SIDE[state] == Side.POLICE):
        return ""
    return "pass_plan_to_police" if is_for_police else "pass_plan_to_cps"


def _owed_by_suspect(case_id: UUID) -> dict[UUID, list[OwedAnswer]]:
    """{the id of a suspect: what is asked about them}."""
    items = ActionItem.objects.system("the open actions of a case").filter(
        case=case_id, status=ItemStatus.OPEN
    )
    questions = Challenge.objects.system("what the CPS has to answer about actions").filter(
        case=case_id, status=ChallengeStatus.ASKED
    )
    asked: dict[UUID, list[OwedAnswer]] = {}
    facts = "suspects", "clock__due_at", "clock__closed_at", "date_asked_by", "challenge", "weight"
    for suspect, due_at, stands_since, by, challenge, weight in items.values_list(*facts):
        about = OwedAnswer(
            due_at=None if stands_since else due_at,
            of_police=not (by == Side.POLICE or challenge == ChallengeStatus.ASKED),
            of_cps=by == Side.POLICE or challenge in CPS_OWES_ANSWER,
            is_essential=weight == Weight.ESSENTIAL,
        )
        asked.setdefault(suspect, []).append(about)
    for suspect, due_at in questions.values_list("item__suspects", "clock__due_at"):
        asked.setdefault(suspect, []).append(OwedAnswer(due_at, of_police=False, of_cps=True))
    return asked


def _set_listing(suspect: Suspect, clock_due_at: datetime | None, asked: list[OwedAnswer]) -> None:
    """
    Repeat on the suspect who owes something and the earliest date that anybody owes.

    What is owed about an action, beside the turn, is an answer by the police, or one by the CPS
    where the police ask for another date or question the action. Without a date it is listed by
    age, after all that is due; a red suspect comes before all that is due later, because a person
    is in custody.
    """
    if suspect.state in NOBODY_WAITS_STATES:
        asked = []
    # Where the turn itself is for that, it is nothing beside it.
    police = suspect.state != State.ACTION_PLAN and any(each.of_police for each in asked)
    cps = suspect.state != State.PLAN_QUERIED and any(each.of_cps for each in asked)
    sides = (Side.POLICE, police), (Side.CPS, cps)
    suspect.also_waits_for = [side.value for side, owes in sides if owes]
    suspect.is_open = bool(suspect.holder_side or suspect.also_waits_for)
    dates = [clock_due_at, *(each.due_at for each in asked)]
    suspect.due_at = min(filter(None, dates), default=None)
    suspect.listed_at = suspect.due_at or _listed_at_undated(suspect)


def _listed_at_undated(suspect: Suspect) -> datetime:
    """
    Where a suspect whom no date is about is listed.

    Both sides read the same order. What the police do about a suspect of whom the CPS knows, before
    they send it, moves nobody in it: such a suspect waits since the CPS last had a turn, and is
    not red there before the referral that says so is sent.
    """
    if suspect.only_side or suspect.state not in UNSENT_STATES:
        began = suspect.turn_began_at
        return (began or UNDATED) if suspect.urgency == Urgency.RED else by_age(began)
    turns = Turn.objects.system("since when both sides know that the police have a suspect")
    told = turns.filter(suspect=suspect).exclude(state__in=UNSENT_STATES)
    return by_age(told.aggregate(last=Max("ended_at"))["last"] or suspect.turn_began_at)


def _listing_fields(suspect: Suspect) -> tuple[list[str], bool, datetime | None, datetime]:
    return suspect.also_waits_for, suspect.is_open, suspect.due_at, suspect.listed_at


def suspects_in_order(case: Case, **which: Any) -> QuerySet[Suspect]:
    """The suspects of a locked case, always in the same order."""
    rows = Suspect.objects.system("the suspects of a locked case")
    return rows.filter(case=case, **which).order_by("pk")
