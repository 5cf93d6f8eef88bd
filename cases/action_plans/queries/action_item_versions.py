"""Versions of an action item, and any two of them compared."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases import text_diff
from cases.action_plans.action_item_fields import AMENDABLE_FIELDS
from cases.models import ActionItem, ActionPlan, ItemVersion
from cases.text_diff import FieldDiff
from people.access.scopes import Scope
from people.models import Side
from people.text.dates import format_day


@dataclass(frozen=True)
class ItemVersions:
    """All versions of an action item, oldest first, and two of them compared."""

    all: "list[ItemVersionRow]"
    was: int
    became: int
    changed: list[FieldDiff]


@dataclass(frozen=True)
class ItemVersionRow:
    """One version as text: which side wanted it and why, who made it and when."""

    row: ItemVersion
    wished_by: str | Promise
    by: str


def item_versions(
    item: ActionItem, scope: Scope, *, was: str = "", became: str = ""
) -> ItemVersions:
    """The versions of an action item, two of them compared.

    Args: was, became: numbers of the versions to compare; by default the last two.
    """
    item.plan = ActionPlan.objects.for_scope(scope).get(pk=item.plan_id)
    rows = item.versions.for_scope(scope).select_related("by__agency").order_by("number")
    found = list(rows)
    numbers = {str(row.number): row for row in found}
    new = numbers.get(became) or found[-1]
    old = numbers.get(was) or numbers.get(str(new.number - 1)) or new
    changed = [
        each
        for each in text_diff.diff_fields(item_version_fields(old), item_version_fields(new))
        if not each.is_same
    ]
    return ItemVersions([_item_version_row(row) for row in found], old.number, new.number, changed)


def _item_version_row(row: ItemVersion) -> ItemVersionRow:
    wished_by = Side(row.side).label
    return ItemVersionRow(row=row, wished_by=wished_by, by=f"{row.by.name}, {row.by.agency.name}")


def item_version_fields(row: ItemVersion) -> dict[str, tuple[str | Promise, str]]:
    """{field: (label, text)} of a version, in the shape text_diff takes."""
    return {
        **{fact.name: (fact.label, getattr(row, fact.name)) for fact in AMENDABLE_FIELDS},
        "due_on": (_("Due"), format_day(row.due_on)),
    }
