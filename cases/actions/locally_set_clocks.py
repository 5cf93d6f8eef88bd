"""Clocks of states whose length no source gives: they start if an Area has set one."""

from datetime import datetime

from cases import notices
from cases.deadlines import CLOCK_GOES_ALONG, PERIOD_IF_SET
from cases.models import Suspect, Turn
from cases.states import TURN_SIDE, UNSENT_STATES, State
from people.models import Side
from people.models.nullable import not_null
from timeliness import periods
from timeliness.actions import clocks
from timeliness.calendar import london_day
from timeliness.models import Clock


def is_clock_carried_over(clock: Clock | None, start: State, end: State) -> bool:
    """Whether a running clock continues into the next state. A state's own clock does not."""
    own = clock and clock.rule in PERIOD_IF_SET.values() and clock.rule != PERIOD_IF_SET.get(end)
    return (start, end) in CLOCK_GOES_ALONG and not own


def start_state_clock_if_set(suspect: Suspect, state: State, *, at: datetime) -> Clock | None:
    """
    Start the clock of a suspect's new state against the holder's unit; suspects may share one.

    None if the unit's Area has set no length. None for a sign-off about a suspect known to the CPS:
    its due date would tell the CPS what the police have written and not sent.
    """
    rule = PERIOD_IF_SET.get(state)
    if rule is None or (state in UNSENT_STATES and not suspect.only_side):
        return None
    unit = suspect.police_unit if TURN_SIDE[state] == Side.POLICE else suspect.cps_unit
    if not unit or periods.period_if_set(rule, on=london_day(at), area=unit.area) is None:
        return None
    return _shared_clock(suspect, state, rule, at=at) or clocks.start_clock_if_set(
        rule=rule, about=suspect.case_id, subject=notices.notice_subject(suspect.case, [suspect]),
        unit=unit, at=at,
    )  # fmt: skip


def _shared_clock(suspect: Suspect, state: State, rule: str, *, at: datetime) -> Clock | None:
    """The clock of suspects moved by the same action; this suspect is added to its subject."""
    turns = Turn.objects.unscoped("who came into a state in the same act").filter(
        case=suspect.case_id, state=state, began_at=at, ended_at=None, clock__rule=rule
    )
    others = list(turns.select_related("clock", "suspect"))
    if not others:
        return None
    clock = not_null(others[0].clock)
    together = [*(each.suspect for each in others if each.clock_id == clock.pk), suspect]
    clock.subject = notices.notice_subject(suspect.case, together)
    clock.save(update_fields=["subject"])
    return clock
