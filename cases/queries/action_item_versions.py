"""What an action has asked from one time to the next, and any two versions side by side."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases import text_diff
from cases.action_item_fields import AMENDABLE_FIELDS
from cases.models import ActionItem, ActionPlan, ItemVersion
from people.access.scopes import Scope
from people.models import Side


@dataclass(frozen=True)
class ItemVersions:
    """All versions of an action, oldest first, and two of them compared; none where one is all."""

    all: list  # of Version
    was: int
    became: int
    changed: list


@dataclass(frozen=True)
class ItemVersionRow:
    """One version in words: whose wish it was and why, who made it and when."""

    row: ItemVersion
    wished_by: str
    by: str


def item_versions(
    item: ActionItem, scope: Scope, *, was: str = "", became: str = ""
) -> ItemVersions:
    """The versions of an action; by default the last two are compared, else those asked for."""
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
    """What a version asks, as comparing takes it."""
    return {
        **{fact.name: (fact.label, getattr(row, fact.name)) for fact in AMENDABLE_FIELDS},
        "due_on": (_("Due"), date_format(row.due_on, "j F Y")),
    }
