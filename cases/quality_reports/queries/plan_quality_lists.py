"""The rows behind each figure about action plans."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases.models import ActionItem, ActionPlan, Referral, Suspect
from cases.quality_reports.queries import plan_quality as q
from cases.quality_reports.queries.plan_quality_report import triaged_submissions
from cases.referral_checks import REFERRAL_CHECKS
from people.access.scopes import Scope
from people.text.dates import format_day
from people.web.pagination import numbered_page
from timeliness.calendar import london_day


@dataclass(frozen=True)
class PlanQualityRow:
    """One row: the page it links to, the row's id, and its texts."""

    to: str
    pk: UUID
    text: str
    note: str


@dataclass(frozen=True)
class PlanQualityList:
    """A page of the rows behind a figure; `following` is the next page's number or None."""

    label: str
    model: type
    ids: list[UUID]
    lines: list[PlanQualityRow]
    total: int
    following: int | None


def rows_behind_plan_figure(
    scope: Scope, *, name: str, page: int = 1, **asked: Any
) -> PlanQualityList | None:
    """The rows behind a figure; None for an unknown figure. Two queries.

    Args:
        by, group, month: as in the report.
        among: True for all rows the proportion is of, False for those for which it is true.
        reason: code of a return reason.
    """
    find = OTHER_LISTS.get(name) or (_items_of_measure if name in q.MEASURE_BY_NAME else None)
    if find is None:
        return None
    label, rows, line = find(scope, name=name, **asked)
    total, (shown, following) = rows.count(), numbered_page(rows, page)
    lines = [line(row) for row in shown]
    return PlanQualityList(label, rows.model, [row.pk for row in shown], lines, total, following)


def _items_in_group(scope: Scope, by: str, group: str | None, month: str) -> QuerySet[ActionItem]:
    lookup, _label = q.PLAN_GROUPINGS[by]
    return q.items_with_measures(scope, q.month_filter_from_text(month)).filter(**{lookup: group})


def _items_of_measure(
    scope: Scope, *, name: str, by: str, group: str | None, month: str, among: bool, reason: str
) -> tuple[Any, QuerySet[Any], Callable[[Any], PlanQualityRow]]:
    figure = q.MEASURE_BY_NAME[name]
    true = figure.among if among else figure.true
    rows = _items_in_group(scope, by, group, month).filter(**{true: True})
    return figure.label, _newest_plan_first(rows), _item_row


def _all_items(
    scope: Scope, *, name: str, by: str, group: str | None, month: str, among: bool, reason: str
) -> tuple[Any, QuerySet[Any], Callable[[Any], PlanQualityRow]]:
    return _("Actions"), _newest_plan_first(_items_in_group(scope, by, group, month)), _item_row


def _newest_plan_first(rows: QuerySet[ActionItem]) -> QuerySet[ActionItem]:
    return rows.select_related("case", "plan").order_by("-plan__set_at", "number", "pk")


def _item_row(row: ActionItem) -> PlanQualityRow:
    values = {"urn": row.case.urn, "n": row.number, "plan": row.plan.number}
    text = _("%(urn)s: action %(n)s of plan %(plan)s") % values
    note = [row.get_category_display(), _("due %(day)s") % {"day": format_day(row.due_on)}]
    return PlanQualityRow("see-item", row.pk, text, ", ".join([*note, row.get_status_display()]))


def _plans_in_group(
    scope: Scope, *, name: str, by: str, group: str | None, month: str, among: bool, reason: str
) -> tuple[Any, QuerySet[Any], Callable[[Any], PlanQualityRow]]:
    plans = _items_in_group(scope, by, group, month).order_by().values("plan")
    rows = ActionPlan.objects.for_scope(scope).filter(pk__in=plans)
    return _("Plans"), rows.select_related("case").order_by("-set_at", "pk"), _plan_row


def _plan_row(row: ActionPlan) -> PlanQualityRow:
    text = _("%(urn)s: action plan %(n)s") % {"urn": row.case.urn, "n": row.number}
    note = _("Set on %(day)s") % {"day": format_day(london_day(row.set_at))}
    return PlanQualityRow("see-plan-versions", row.pk, text, note)


def _suspects_in_group(
    scope: Scope, *, name: str, by: str, group: str | None, month: str, among: bool, reason: str
) -> tuple[Any, QuerySet[Any], Callable[[Any], PlanQualityRow]]:
    named = ActionItem.suspects.through.objects.filter(
        actionitem__in=_items_in_group(scope, by, group, month).order_by().values("pk")
    )
    rows = Suspect.objects.for_scope(scope).filter(pk__in=named.values("suspect"))
    order = "case__urn", "number", "pk"
    return (
        _("Suspects who have a plan"),
        rows.select_related("case").order_by(*order),
        _plan_suspect_row,
    )


def _plan_suspect_row(row: Suspect) -> PlanQualityRow:
    text = _("%(urn)s: suspect %(n)s") % {"urn": row.case.urn, "n": row.number}
    return PlanQualityRow("see-case", row.case_id, text, row.name)


def _submissions_in_group(
    scope: Scope, *, name: str, by: str, group: str | None, month: str, among: bool, reason: str
) -> tuple[Any, QuerySet[Any], Callable[[Any], PlanQualityRow]]:
    lookup, _label = q.PLAN_GROUPINGS[by]
    rows = triaged_submissions(scope, q.month_filter_from_text(month)).filter(**{lookup: group})
    rows = rows if among else rows.filter(returned__isnull=False)
    rows = rows.filter(returned__reasons__code=reason) if reason else rows
    label = REFERRAL_CHECKS[reason].words if reason in REFERRAL_CHECKS else _("Returned at triage")
    return label, rows.select_related("case").order_by("-triaged_at", "pk"), _triaged_submission_row


def _triaged_submission_row(row: Referral) -> PlanQualityRow:
    assert row.triaged_at is not None
    text = _("%(urn)s: submission %(n)s") % {"urn": row.case.urn, "n": row.number}
    note = _("Checked on %(day)s") % {"day": format_day(london_day(row.triaged_at))}
    return PlanQualityRow("see-referral", row.pk, text, note)


OTHER_LISTS = {
    "actions": _all_items, "plans": _plans_in_group, "suspects": _suspects_in_group,
    "returned": _submissions_in_group,
}  # fmt: skip
