"""How actions about a panel, or a case referred back, open: lock, read again, check, record."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from cases.actions import base as of_cases
from people import audit
from people.access import Scope, standing
from people.actions.base import keep_units
from people.models import Operation
from people.still_held import still_holds
from pilots import permissions
from pilots.models import LearningAction, Panel, PanelCase, PanelStep, SecondLook
from timeliness.actions import clocks

RULES = {
    Panel: permissions.PANEL,
    PanelCase: permissions.PANEL_CASE,
    LearningAction: permissions.LEARNING_ACTION,
    SecondLook: permissions.SECOND_LOOK,
}

Row = TypeVar("Row", Panel, PanelCase, LearningAction)


def begin(
    verb: str, row: Row, *, by: Scope, at: datetime, operation: str = Operation.ALTERATION
) -> Row:
    """
    Lock the row's panel, read the row again, check that `by` may do this now, and write it down.

    One lock a panel, so that two people on one panel wait for each other. Raises
    people.access.Refused with the reason, and DoesNotExist where the row is out of sight by now.
    """
    panel = lock(row.held_id, by=by)
    model = type(row)
    row = model.objects.for_scope(by).get(pk=row.pk)
    if not isinstance(row, Panel):
        row.panel = panel
    who = standing(by, row)
    RULES[model].check(who, verb, row)
    audit.record(
        operation=operation, verb=verb, by=by, capacities=who.capacities,
        kind=model._meta.label, ids=[row.pk], at=at,
    )  # fmt: skip
    return row


def lock(panel: UUID, *, by: Scope) -> Panel:
    """The panel of this id, ours until the transaction ends, for who still holds what they did."""
    keep_units()
    clocks.keep_calendar()
    rows = Panel.objects.system("lock a panel").select_for_update(of=("self",))
    found = rows.get(pk=panel)
    still_holds(by)
    return found


def begin_on_case(verb: str, look: SecondLook, *, by: Scope, at: datetime) -> SecondLook:
    """As cases.actions.base.begin, about a decision of a case that a panel refers back."""
    return of_cases.begin(verb, look, by=by, at=at, rules=RULES)


def step(
    verb: str,
    panel: Panel,
    *,
    by: Scope | None,
    at: datetime,
    panel_case: PanelCase | None = None,
    note: str = "",
) -> None:
    """One line of what was done about a panel; by is None where it happened by itself."""
    PanelStep.objects.system("what was done about a panel").create(
        panel=panel, panel_case=panel_case, verb=verb, note=note, by_id=by and by.user_id, at=at
    )
