"""How actions on a panel or a reconsideration open: lock, read again, check, log."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from cases.actions import open_case_action as of_cases
from people.access import audit_log
from people.access.advisory_locks import lock_units_shared
from people.access.recheck import check_grants_unchanged
from people.access.scopes import Scope, standing_on
from people.models import Operation
from pilots import permissions
from pilots.models import LearningAction, Panel, PanelCase, PanelStep, SecondLook
from timeliness.actions import clocks

RULES_BY_MODEL = {
    Panel: permissions.PANEL,
    PanelCase: permissions.PANEL_CASE,
    LearningAction: permissions.LEARNING_ACTION,
    SecondLook: permissions.SECOND_LOOK,
}

PanelRow = TypeVar("PanelRow", Panel, PanelCase, LearningAction)


def open_panel_action(
    verb: str, row: PanelRow, *, by: Scope, at: datetime, operation: str = Operation.ALTERATION
) -> PanelRow:
    """
    Lock the row's panel, read the row again, check the permission and write the audit entry.

    There is one row lock a panel, so that two people on one panel wait for each other. Raises
    people.access.scopes.Refused with the reason, and DoesNotExist where the row is out of scope by
    now.
    """
    panel = lock_panel(row.access_root_id, by=by)
    model = type(row)
    row = model.objects.for_scope(by).get(pk=row.pk)
    if not isinstance(row, Panel):
        row.panel = panel
    who = standing_on(by, row)
    RULES_BY_MODEL[model].check(who, verb, row)
    audit_log.record_entry(
        operation=operation, verb=verb, by=by, capacities=who.capacities,
        kind=model._meta.label, ids=[row.pk], at=at,
    )  # fmt: skip
    return row


def lock_panel(panel: UUID, *, by: Scope) -> Panel:
    """
    The panel of this id, locked until the transaction ends, with the caller's grants rechecked.
    """
    lock_units_shared()
    clocks.lock_calendar_shared()
    rows = Panel.objects.unscoped("lock a panel").select_for_update(of=("self",))
    found = rows.get(pk=panel)
    check_grants_unchanged(by)
    return found


def open_reconsideration_action(
    verb: str, look: SecondLook, *, by: Scope, at: datetime
) -> SecondLook:
    """
    cases.actions.open_case_action.open_case_action for a reconsideration of a decision of the case.
    """
    return of_cases.open_case_action(verb, look, by=by, at=at, rules=RULES_BY_MODEL)


def add_panel_step(
    verb: str,
    panel: Panel,
    *,
    by: Scope | None,
    at: datetime,
    panel_case: PanelCase | None = None,
    note: str = "",
) -> None:
    """Add a step of a panel. by: None for a step without a user. note: of a step of one case."""
    PanelStep.objects.unscoped("what was done about a panel").create(
        panel=panel,
        panel_case=panel_case,
        verb=verb,
        note=note,
        by_id=by.user_id if by else None,
        at=at,
    )
