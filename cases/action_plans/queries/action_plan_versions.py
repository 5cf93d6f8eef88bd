"""Versions of an action plan, and any two of them compared."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import text_diff
from cases.action_plans.action_item_fields import amendable_values
from cases.action_plans.queries.action_item_versions import item_version_fields
from cases.models import ActionItem, ActionPlan, ItemEntry, ItemVersion
from cases.statuses import ItemStatus
from cases.text_diff import FieldDiff
from people.access.scopes import Scope
from people.models import Side, User


class ItemChange(TextChoices):
    """How an action item changed between two versions of its plan."""

    ADDED = "ADDED", gettext_lazy("Added")
    CANCELLED = "CANCELLED", gettext_lazy("Cancelled")
    REWORDED = "REWORDED", gettext_lazy("Reworded")
    MOVED = "MOVED", gettext_lazy("Date moved")
    SAME = "SAME", gettext_lazy("The same")


ITEM_CHANGE_COLOURS = {
    ItemChange.ADDED: "green",
    ItemChange.CANCELLED: "orange",
    ItemChange.REWORDED: "yellow",
    ItemChange.MOVED: "light-blue",
    ItemChange.SAME: "grey",
}


@dataclass(frozen=True)
class PlanStep:
    """One change of one action item: when, how, which side wanted it, why and by whom."""

    at: datetime
    number: int
    became: ItemChange
    wished_by: str | Promise
    why: str
    by: str
    row: ItemVersion | None  # the wording from then on; None if cancelled

    @property
    def label(self) -> str | Promise:
        return self.became.label


@dataclass(frozen=True)
class PlanVersion:
    """The plan after all changes made at one moment."""

    number: int
    at: datetime
    steps: list[PlanStep]


@dataclass(frozen=True)
class PlanItemComparison:
    """One action item in a comparison: its change, the fields that differ, and each step."""

    number: int
    became: ItemChange
    changed: list[FieldDiff]
    steps: list[PlanStep]

    @property
    def label(self) -> str | Promise:
        return self.became.label

    @property
    def colour(self) -> str:
        return ITEM_CHANGE_COLOURS[self.became]


@dataclass(frozen=True)
class PlanComparison:
    """All versions of a plan, oldest first, and two of them compared."""

    versions: list[PlanVersion]
    was: int
    became: int
    changed: list[PlanItemComparison]
    same: list[int]  # the numbers of unchanged items


def compare_plan_versions(
    plan: ActionPlan, scope: Scope, *, was: str = "", became: str = ""
) -> PlanComparison:
    """The versions of a plan, two of them compared.

    Args: was, became: numbers of the versions to compare; by default the last two.
    """
    versions = _plan_versions(_plan_steps(plan, scope))
    numbers = {str(each.number): each for each in versions}
    new = numbers.get(became) or versions[-1]
    old = numbers.get(was) or numbers.get(str(new.number - 1)) or new
    old, new = sorted((old, new), key=lambda each: each.number)
    actions = list(_item_comparisons(versions, old, new))
    return PlanComparison(
        versions, old.number, new.number,
        [each for each in actions if each.became != ItemChange.SAME],
        [each.number for each in actions if each.became == ItemChange.SAME],
    )  # fmt: skip


def _plan_steps(plan: ActionPlan, scope: Scope) -> Iterator[PlanStep]:
    """Every change of every action item of a plan. Four queries."""
    items = {row.pk: row for row in ActionItem.objects.for_scope(scope).filter(plan=plan)}
    rows = ItemVersion.objects.for_scope(scope).filter(item__plan=plan)
    before: dict[UUID, ItemVersion] = {}
    for row in rows.select_related("by__agency").order_by("item", "number"):
        yield _changed_step(items[row.item_id], before.get(row.item_id), row)
        before[row.item_id] = row
    yield from _cancelled_steps(plan, items, scope)


def _changed_step(item: ActionItem, before: ItemVersion | None, row: ItemVersion) -> PlanStep:
    if before is None:
        became = ItemChange.ADDED
    elif amendable_values(before) == amendable_values(row):
        became = ItemChange.MOVED
    else:
        became = ItemChange.REWORDED
    wished_by = Side(row.side).label
    return PlanStep(
        row.at, item.number, became, wished_by, row.reason, _author_of_version(row.by), row
    )


def _cancelled_steps(
    plan: ActionPlan, items: dict[UUID, ActionItem], scope: Scope
) -> Iterator[PlanStep]:
    """The cancellation of each cancelled action item: when, by whom and why."""
    over = [row for row in items.values() if row.status == ItemStatus.CANCELLED]
    said: defaultdict[tuple[UUID, datetime], str] = defaultdict(str)
    for entry in ItemEntry.objects.for_scope(scope).filter(item__in=over).order_by("at", "pk"):
        said[entry.item_id, entry.at] = entry.text or said[entry.item_id, entry.at]
    records = ActionItem.history.of_rows(over).filter(status=ItemStatus.CANCELLED)
    records = records.select_related("history_user__agency").order_by("-history_date")
    first = {record.id: record for record in records}
    for pk, record in first.items():
        who, at = record.history_user, record.history_date
        side = Side(who.agency.side).label if who else ""
        by = _author_of_version(who) if who else _("Automatic")
        yield PlanStep(at, items[pk].number, ItemChange.CANCELLED, side, said[pk, at], by, None)


def _author_of_version(person: User) -> str:
    return f"{person.name}, {person.agency.name}"


def _plan_versions(steps: Iterable[PlanStep]) -> list[PlanVersion]:
    """A version for each moment at which anything changed, oldest first."""
    at = defaultdict(list)
    for step in sorted(steps, key=lambda step: (step.at, step.number)):
        at[step.at].append(step)
    return [PlanVersion(n, *each) for n, each in enumerate(at.items(), start=1)]


def _item_comparisons(
    versions: list[PlanVersion], old: PlanVersion, new: PlanVersion
) -> Iterator[PlanItemComparison]:
    """A comparison of each action item that is in either version."""
    then, now = _items_at_version(versions, old), _items_at_version(versions, new)
    between = [step for each in versions if old.number < each.number <= new.number
               for step in each.steps]  # fmt: skip
    for number in sorted(then.keys() | now.keys()):
        steps = [step for step in between if step.number == number]
        was, became = then.get(number), now.get(number)
        if was is None and became is None:
            continue  # cancelled before the earlier version
        yield PlanItemComparison(
            number, _item_change(was, became), _changed_answers(was, became), steps
        )


def _items_at_version(
    versions: list[PlanVersion], until: PlanVersion
) -> dict[int, ItemVersion | None]:
    """{number of an action item: its version then, None once cancelled}."""
    asked: dict[int, ItemVersion | None] = {}
    for version in versions[: until.number]:
        for step in version.steps:
            asked[step.number] = step.row
    return asked


def _item_change(was: ItemVersion | None, became: ItemVersion | None) -> ItemChange:
    if was is None:
        return ItemChange.ADDED
    if became is None:
        return ItemChange.CANCELLED
    if amendable_values(was) != amendable_values(became):
        return ItemChange.REWORDED
    return ItemChange.MOVED if was.due_on != became.due_on else ItemChange.SAME


def _changed_answers(was: ItemVersion | None, became: ItemVersion | None) -> list[FieldDiff]:
    """The fields of an action item that differ; all of them if it was added or cancelled."""
    fields = text_diff.diff_fields(
        *(item_version_fields(row) if row else {} for row in (was, became))
    )
    return [each for each in fields if not each.is_same]
