"""Move a unit's cases to the unit it is merged into; called by people/administration/actions."""

from collections.abc import Collection
from datetime import datetime

from cases.allocation.actions.transfers import end_offers_within_unit
from cases.models import Case, Event, Transfer, Turn
from cases.models.case_key_of_text import note_if_key_is_there
from people.access import audit_log
from people.access.scopes import UNIT_COLUMN_OF_SIDE, Scope
from people.administration.actions.open_admin_action import save_all_next_version
from people.models import Operation, Unit
from timeliness.actions import clocks

VERB = "merge_unit"
PURPOSE = "a unit is merged into another"


def move_cases_to_unit(*, unit: Unit, into: Unit, by: Scope, at: datetime) -> None:
    """
    Move every case of a unit, with clocks, open turns and offers, to another unit.

    Named roles, turns and dates do not change. Ended turns stay with the old unit. The caller holds
    the units lock, so no other action on a case runs meanwhile.
    """
    side = UNIT_COLUMN_OF_SIDE.get(unit.agency.side)
    if side is None:
        return
    clocks.lock_calendar_shared()
    clocks.move_clocks_to_unit(of=unit, to=into)
    theirs = Case.objects.unscoped(PURPOSE).filter(**{side: unit}).order_by("pk")
    cases = save_all_next_version(VERB, theirs, by=by, at=at, **{side: into})
    Turn.objects.unscoped(PURPOSE).filter(holder=unit, ended_at=None).update(holder=into)
    _move_offers_to_unit(unit, into, by=by, at=at)
    _log_merged_cases(cases, unit, into, by=by, at=at)


def _move_offers_to_unit(unit: Unit, into: Unit, *, by: Scope, at: datetime) -> None:
    """Move offers of cases to the new unit, and end those between the two units."""
    offered = Case.objects.unscoped(PURPOSE).filter(offered_to=unit)
    offered.update(offered_to=into)
    # A trigger follows merged units (unit_now in cases/sql/copies.sql).
    Transfer.objects.unscoped(PURPOSE).filter(cps_unit=unit).update(cps_unit=into)
    end_offers_within_unit(into, by=by, at=at)


def _log_merged_cases(
    cases: Collection[Case], unit: Unit, into: Unit, *, by: Scope, at: datetime
) -> None:
    """Add a timeline event and an audit entry to each case."""
    facts, note = {"verb": VERB, "by_id": by.user_id, "at": at}, f"{unit.name}\n{into.name}"
    events = [Event(case=case, note=note_if_key_is_there(note, case.pk), **facts) for case in cases]
    Event.objects.unscoped(PURPOSE).bulk_create(events, batch_size=1000)
    audit_log.record_entries_of_cases(
        [case.pk for case in cases], operation=Operation.ALTERATION, verb=VERB, by=by,
        kind=Case._meta.label, at=at,
    )  # fmt: skip
