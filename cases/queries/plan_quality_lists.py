"""The list behind each figure about action plans: what was counted, each to be opened."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.completeness import RULES
from cases.models import ActionItem, ActionPlan, Referral, Suspect
from cases.queries import plan_quality as q
from cases.queries.plan_quality_report import submissions
from people.access import Scope
from timeliness.calendar import london_day

PAGE_SIZE = 50


@dataclass(frozen=True)
class Line:
    """One row: the page that it leads to, of which row, and its words."""

    to: str
    pk: UUID
    text: str
    note: str


@dataclass(frozen=True)
class Listed:
    """Some of the rows behind a figure, and where there are more, the number of the next page."""

    label: str
    model: type
    ids: list
    lines: list
    total: int
    following: int | None


def listed(scope: Scope, *, name: str, page: int = 1, **asked: Any) -> Listed | None:
    """
    The rows behind a figure; None where there is no such figure. Two queries.

    asked: by, group and month, as the report's; among: all that the figure is of, and not only
    those of which it is true; reason: of a return, by its code.
    """
    find = OTHERS.get(name) or (_of_figure if name in q.BY_NAME else None)
    if find is None:
        return None
    label, rows, line = find(scope, name=name, **asked)
    total, start = rows.count(), PAGE_SIZE * (page - 1)
    shown = list(rows[start : start + PAGE_SIZE])
    following = page + 1 if start + len(shown) < total else None
    lines = [line(row) for row in shown]
    return Listed(label, rows.model, [row.pk for row in shown], lines, total, following)


def _actions(scope: Scope, by: str, group: str | None, month: str) -> QuerySet[ActionItem]:
    lookup, _label = q.GROUPS[by]
    return q.actions(scope, q.period_of(month)).filter(**{lookup: group})


def _of_figure(
    scope: Scope, *, name: str, by: str, group: str | None, month: str, among: bool, reason: str
) -> tuple[Any, QuerySet[Any], Callable[[Any], Line]]:
    figure = q.BY_NAME[name]
    true = figure.among if among else figure.true
    rows = _actions(scope, by, group, month).filter(**{true: True})
    return figure.label, _in_order(rows), _action


def _every_action(
    scope: Scope, *, name: str, by: str, group: str | None, month: str, among: bool, reason: str
) -> tuple[Any, QuerySet[Any], Callable[[Any], Line]]:
    return _("Actions"), _in_order(_actions(scope, by, group, month)), _action


def _in_order(rows: QuerySet[ActionItem]) -> QuerySet[ActionItem]:
    return rows.select_related("case", "plan").order_by("-plan__set_at", "number", "pk")


def _action(row: ActionItem) -> Line:
    told = {"urn": row.case.urn, "n": row.number, "plan": row.plan.number}
    text = _("%(urn)s: action %(n)s of plan %(plan)s") % told
    note = [row.get_category_display(), _("due %(day)s") % {"day": _day(row.due_on)}]
    return Line("see-item", row.pk, text, ", ".join([*note, row.get_status_display()]))


def _plans(
    scope: Scope, *, name: str, by: str, group: str | None, month: str, among: bool, reason: str
) -> tuple[Any, QuerySet[Any], Callable[[Any], Line]]:
    plans = _actions(scope, by, group, month).order_by().values("plan")
    rows = ActionPlan.objects.for_scope(scope).filter(pk__in=plans)
    return _("Plans"), rows.select_related("case").order_by("-set_at", "pk"), _plan


def _plan(row: ActionPlan) -> Line:
    text = _("%(urn)s: action plan %(n)s") % {"urn": row.case.urn, "n": row.number}
    note = _("Set on %(day)s") % {"day": _day(london_day(row.set_at))}
    return Line("see-plan-versions", row.pk, text, note)


def _suspects(
    scope: Scope, *, name: str, by: str, group: str | None, month: str, among: bool, reason: str
) -> tuple[Any, QuerySet[Any], Callable[[Any], Line]]:
    named = ActionItem.suspects.through.objects.filter(
        actionitem__in=_actions(scope, by, group, month).order_by().values("pk")
    )
    rows = Suspect.objects.for_scope(scope).filter(pk__in=named.values("suspect"))
    order = "case__urn", "number", "pk"
    return _("Suspects who have a plan"), rows.select_related("case").order_by(*order), _suspect


def _suspect(row: Suspect) -> Line:
    text = _("%(urn)s: suspect %(n)s") % {"urn": row.case.urn, "n": row.number}
    return Line("see-case", row.case_id, text, row.name)


def _submissions(
    scope: Scope, *, name: str, by: str, group: str | None, month: str, among: bool, reason: str
) -> tuple[Any, QuerySet[Any], Callable[[Any], Line]]:
    lookup, _label = q.GROUPS[by]
    rows = submissions(scope, q.period_of(month)).filter(**{lookup: group})
    rows = rows if among else rows.filter(returned__isnull=False)
    rows = rows.filter(returned__reasons__code=reason) if reason else rows
    label = RULES[reason].words if reason in RULES else _("Returned at triage")
    return label, rows.select_related("case").order_by("-triaged_at", "pk"), _submission


def _submission(row: Referral) -> Line:
    text = _("%(urn)s: submission %(n)s") % {"urn": row.case.urn, "n": row.number}
    note = _("Checked on %(day)s") % {"day": _day(london_day(row.triaged_at))}
    return Line("see-referral", row.pk, text, note)


def _day(day: date) -> str:
    return date_format(day, "j F Y")


OTHERS = {
    "actions": _every_action, "plans": _plans, "suspects": _suspects, "returned": _submissions,
}  # fmt: skip
