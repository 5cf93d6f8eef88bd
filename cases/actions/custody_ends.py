"""Clocks that remind of the end of bail, detention or a custody time limit."""

import logging
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cases import notices
from cases.models import Case, Custody, Suspect
from cases.states import State
from timeliness.actions import clocks
from timeliness.calendar import london_day
from timeliness.reminder_times import (
    BAIL_ENDS,
    CUSTODY_LIMIT_ENDS,
    DETENTION_ENDS,
    recorded_end_moment,
)

log = logging.getLogger(__name__)
CASES_A_RUN = 100  # cases per run of the task


def start_missing_custody_clocks(*, at: datetime) -> int:
    """
    Start the clocks of future custody ends that have none. Returns the number of cases.

    For rows written by a release without these clocks. Each kind of end has a partial index of rows
    without a clock, so a run with nothing to do reads hardly anything.
    """
    left = Suspect.objects.unscoped("ends of custody without a clock").filter(custody_clock=None)
    left = left.exclude(holder_side="")
    bailed = left.filter(custody=Custody.ON_BAIL, bail_ends_on__gte=london_day(at))
    detained = left.filter(custody=Custody.IN_CUSTODY, detained_until__gt=at)
    found = {
        case
        for rows in (bailed, detained)
        for case in rows.values_list("case", flat=True)[:CASES_A_RUN]
    }
    followed = 0
    for case_id in sorted(found):
        try:
            _update_custody_clocks_of_case(case_id, at=at)
            followed += 1
        except Exception:  # the others do not wait for it
            log.exception("The ends of custody of case %s could not be followed", case_id)
    return followed


@transaction.atomic
def _update_custody_clocks_of_case(case_id: UUID, *, at: datetime) -> None:
    clocks.lock_calendar_shared()
    rows = Case.objects.unscoped("whose ends of custody have no clock")
    case = rows.select_for_update(of=("self",), no_key=True).get(pk=case_id)
    suspects = Suspect.objects.unscoped("the suspects of a locked case").filter(case=case)
    for suspect in suspects.select_related("custody_clock", "police_unit").order_by("pk"):
        suspect.case = case
        update_custody_clock(suspect, at=at)
        suspect.save_without_historical_record(update_fields=["custody_clock"])


def update_custody_clock(suspect: Suspect, *, at: datetime) -> None:
    """
    Start, move or stop the clock of the suspect's custody end, as recorded now.

    Call it on a locked case before the suspect is saved. The clock is against the police unit and
    belongs to no turn: no worklist, board or figure counts it. An end that has passed when it is
    recorded starts none. The CPS is notified of a custody time limit too, which the prosecution
    must keep (cases/sql/audience.sql).
    """
    found = _recorded_end(suspect)
    clock = suspect.custody_clock
    if clock and clock.closed_at is None:
        ends = found and (found[0], recorded_end_moment(found[1], area=clock.recipient_unit.area))
        if ends == (clock.rule, clock.due_at):
            return
        clocks.stop_clock(clock, at=max(at, clock.started_at))
    suspect.custody_clock = None
    if found and not _is_over(found[1], at=at):
        suspect.custody_clock = clocks.start_recorded_end_clock(
            rule=found[0], ends=found[1], about=suspect.case_id,
            subject=notices.notice_subject(suspect.case, [suspect]), unit=suspect.police_unit,
            at=at,
        )  # fmt: skip


def _recorded_end(suspect: Suspect) -> tuple[str, date | datetime] | None:
    """
    (period key, day or moment) of the recorded end; None if there is none.

    Bail and detention count while a side has the turn; a custody time limit starts with a charge,
    and ends with the prosecution.
    """
    is_prosecuted = suspect.state != State.STOPPED
    if suspect.custody == Custody.REMANDED and suspect.first_limit_ends_on and is_prosecuted:
        return CUSTODY_LIMIT_ENDS, suspect.first_limit_ends_on
    if not suspect.holder_side:
        return None
    if suspect.custody == Custody.ON_BAIL and suspect.bail_ends_on:
        return BAIL_ENDS, suspect.bail_ends_on
    if suspect.custody == Custody.IN_CUSTODY and suspect.detained_until:
        return DETENTION_ENDS, suspect.detained_until
    return None


def _is_over(ends: date | datetime, *, at: datetime) -> bool:
    return ends <= at if isinstance(ends, datetime) else ends < london_day(at)
