"""Clocks towards the last day on which a prosecution may begin (ADR 107)."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from cases import notices
from cases.actions.after_commit import follow_after_commit
from cases.models import Allegation, AuthorisedCharge, Case, Offence, ProsecutionLimit, Suspect
from cases.offences.actions.limited_acts import (
    DECIDED_STATES,
    ActOfSuspect,
    limited_acts,
    limited_offences,
)
from cases.offences.alleged_days import ActDays
from cases.offences.prosecution_conditions import TimeLimit, time_limit_of
from cases.offences.queries.offence_table import all_offences, dated_offence_of
from cases.statuses import DecisionStatus
from people.access.advisory_locks import lock_units_shared
from people.access.row_security import for_purpose
from people.access.scopes import Scope
from people.models import Side, Unit
from timeliness.actions import clocks
from timeliness.calendar import london_day
from timeliness.models import Clock
from timeliness.reminder_times import TIME_LIMIT_ENDS, recorded_end_moment

log = logging.getLogger(__name__)
CASES_A_RUN = 100  # cases per run of the task
WHY = "the time for beginning a prosecution"
_End = tuple[UUID, str, date | None]  # the suspect, the side, the last day to begin


def follow_limits_after_commit(*, case_id: UUID, by: Scope, at: datetime) -> None:
    """Follow the time limits of a case when the transaction commits, once for all its actions."""
    follow_after_commit(follow_limits_of_case, of="time limits", case_id=case_id, by=by, at=at)


@for_purpose(WHY)
def follow_left_limits(*, at: datetime) -> int:
    """
    Follow the time limits of cases that lack a row or whose rows are out of date. Returns how many.

    For allegations of an earlier release or a newer list of offences, for acts of several days of
    which the first time limit has ended, and for what an interrupted process left.
    """
    return _follow_each(_cases_left(london_day(at)), at=at)


@for_purpose(WHY)
def follow_limits_in_turn(*, at: datetime) -> int:
    """
    Follow the time limits of a sixtieth of the cases whose time runs, another sixtieth each minute.

    Whatever an interrupted process left is right within the hour, also what no column shows: a
    clock that was not started again, or that is at the unit of before. Returns how many.
    """
    today = london_day(at)
    rows = ProsecutionLimit.objects.unscoped(WHY).filter(case__is_destroyed=False)
    runs = rows.filter(Q(last_ends_on__gte=today) | Q(last_ends_on=None))
    cases = set(runs.values_list("case", flat=True))
    return _follow_each(sorted(each for each in cases if each.int % 60 == at.minute), at=at)


def _follow_each(cases: Iterable[UUID], *, at: datetime) -> int:
    followed = 0
    for case_id in cases:
        try:
            follow_limits_of_case(case_id, at=at)
            followed += 1
        except Exception:  # the others do not wait for it
            log.exception("The time limits of case %s could not be followed", case_id)
    return followed


def _cases_left(today: date) -> list[UUID]:
    rows = ProsecutionLimit.objects.unscoped(WHY)
    known = rows.filter(
        suspect=OuterRef("suspect"), offence=OuterRef("offence"), from_on=OuterRef("from_on"),
        only_side=Side.POLICE,
    )  # fmt: skip
    alleged = Allegation.objects.unscoped(WHY).filter(
        ~Exists(known), is_current=True, offence__in=limited_offences(), case__is_destroyed=False
    )
    over = Q(suspect__state__in=DECIDED_STATES) | Q(ends_on__lt=today, last_ends_on__gte=today)
    outdated = rows.filter(over, is_running=True)
    found = [
        case
        for kind in (alleged, outdated)
        for case in kind.values_list("case", flat=True).distinct()[:CASES_A_RUN]
    ]
    return sorted(set(found))


@for_purpose(WHY)
@transaction.atomic
def follow_limits_of_case(case_id: UUID, *, at: datetime) -> None:
    """
    Write the time limits of a case as it is now, and start, move or stop their clocks.

    Each side has its own, from what it reads. Most cases have none: one query says so.
    """
    if not _has_limits(case_id):
        return
    lock_units_shared()
    clocks.lock_calendar_shared()
    rows = Case.objects.unscoped(WHY).select_for_update(of=("self",), no_key=True)
    case = rows.select_related("police_unit", "cps_unit").get(pk=case_id)
    suspects = list(Suspect.objects.unscoped(WHY).filter(case=case).order_by("pk"))
    known = {
        (row.suspect_id, row.only_side, row.offence_id, row.from_on, row.last_on): row
        for row in ProsecutionLimit.objects.unscoped(WHY)
        .filter(case=case).select_related("clock__recipient_unit").order_by("pk")
    }  # fmt: skip
    today, dated = london_day(at), []
    for act in limited_acts(case, suspects):
        row = known.pop(act.key, None) or _new_limit(case, act)
        dated.append(_dated(row, is_running=act.is_running, today=today))
    # Those of an allegation that was corrected, or that the side has not.
    dated += [_dated(row, is_running=False, today=today) for row in known.values()]
    _move_clocks(dated, case, suspects, at=at)
    for row in dated:
        row.save()


def _has_limits(case_id: UUID) -> bool:
    of_case, codes = {"case": OuterRef("pk")}, limited_offences()
    alleged = Allegation.objects.unscoped(WHY).filter(**of_case, offence__in=codes)
    stated = AuthorisedCharge.objects.filter(
        decision__case=OuterRef("pk"), decision__status=DecisionStatus.LIVE, offence__in=codes
    )
    known = ProsecutionLimit.objects.unscoped(WHY).filter(**of_case)
    rows = Case.objects.unscoped(WHY).filter(pk=case_id)
    return rows.filter(Exists(alleged) | Exists(stated) | Exists(known)).exists()


def _new_limit(case: Case, act: ActOfSuspect) -> ProsecutionLimit:
    return ProsecutionLimit(
        case=case, suspect_id=act.suspect_id, only_side=act.side, offence_id=act.offence_id,
        from_on=act.from_on, last_on=act.last_on,
    )  # fmt: skip


def _dated(row: ProsecutionLimit, *, is_running: bool, today: date) -> ProsecutionLimit:
    """The row with the ends of its time as they are known on a day, and whether it runs."""
    limit = _time_limit(row)
    row.first_ends_on = limit.first_ends_on if limit else None
    row.last_ends_on = limit.last_ends_on if limit else None
    row.ends_on = row.last_ends_on
    if row.first_ends_on and row.first_ends_on >= today:
        row.ends_on = row.first_ends_on
    row.is_confirmed = bool(limit and limit.is_confirmed)
    row.is_running = is_running and row.ends_on is not None
    return row


def _time_limit(row: ProsecutionLimit) -> TimeLimit | None:
    offence: Offence = all_offences()[row.offence_id]
    days = ActDays(row.from_on, row.last_on)
    return time_limit_of(dated_offence_of(row.offence_id), offence.mode_of_trial, days)


def _move_clocks(
    rows: Iterable[ProsecutionLimit], case: Case, suspects: Iterable[Suspect], *, at: datetime
) -> None:
    """
    Give every limit that runs the clock of its end, and stop the clocks that are left.

    The limits of one suspect and side that end on one day share one, so that nobody is reminded
    twice of that day. A clock of the right end stays, and goes to the unit that has the case now.
    """
    held = {row.clock.pk: row.clock for row in rows if row.clock}
    by_number = {each.pk: each for each in suspects}
    for (suspect, side, ends_on), same_end in _by_end(rows).items():
        unit = case.police_unit if side == Side.POLICE else case.cps_unit
        clock = _clock_of_end(same_end, unit, ends_on)
        if clock and unit:
            held.pop(clock.pk, None)
            _give_clock(clock, unit)
        elif ends_on and unit and ends_on >= london_day(at):
            clock = clocks.start_recorded_end_clock(
                rule=TIME_LIMIT_ENDS, ends=ends_on, about=case.pk, unit=unit, at=at,
                subject=notices.notice_subject(case, [by_number[suspect]]),
            )  # fmt: skip
        for row in same_end:
            row.clock = clock
    for clock in held.values():
        clocks.stop_clock(clock, at=max(at, clock.started_at))


def _by_end(rows: Iterable[ProsecutionLimit]) -> dict[_End, list[ProsecutionLimit]]:
    """The rows by whose they are and when they end; None of those that do not run."""
    found = defaultdict[_End, list[ProsecutionLimit]](list)
    for row in rows:
        found[row.suspect_id, row.only_side, row.ends_on if row.is_running else None].append(row)
    return found


def _clock_of_end(
    rows: Iterable[ProsecutionLimit], unit: Unit | None, ends_on: date | None
) -> Clock | None:
    """The clock that one of these rows has and that is of this end, if any."""
    if unit is None or ends_on is None:
        return None
    due_at = recorded_end_moment(ends_on, area=unit.area)
    return next((row.clock for row in rows if row.clock and row.clock.due_at == due_at), None)


def _give_clock(clock: Clock, unit: Unit) -> None:
    """Hand a running clock to a unit, with its times, where it is another's."""
    if clock.recipient_unit_id != unit.pk:
        clock.recipient_unit = unit
        clock.save(update_fields=["recipient_unit"])
