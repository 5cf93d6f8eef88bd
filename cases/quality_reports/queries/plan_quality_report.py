"""Report on action plans: each unit's proportions, with numerator and denominator."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.models import Referral, ReturnReason
from cases.quality_reports.queries import plan_quality as q
from cases.referral_checks import REFERRAL_CHECKS
from people.access.scopes import Scope
from people.models import Agency, Unit


@dataclass(frozen=True)
class PlanProportion:
    """`true` of `among`; per_cent is None if `among` is 0, and is never shown without both."""

    name: str
    label: str | Promise
    hint: str | Promise
    true: int
    among: int

    @property
    def per_cent(self) -> int | None:
        return round(100 * self.true / self.among) if self.among else None


@dataclass(frozen=True)
class PlanQualityGroup:
    """The figures of one unit or Area."""

    pk: int
    name: str
    plans: int
    actions: int
    people: int
    pairs: int  # pairs of a plan and a suspect it names
    cancelled: int
    shares: list[PlanProportion]
    returned: PlanProportion
    reasons: list[tuple[str, str | Promise, int]]  # (code, label, count), by count

    @property
    def actions_a_plan(self) -> float | None:
        return round(self.actions / self.plans, 1) if self.plans else None

    @property
    def plans_a_suspect(self) -> float | None:
        return round(self.pairs / self.people, 1) if self.people else None


@dataclass(frozen=True)
class PlanQualityReport:
    """The report of one period, in one grouping."""

    by: str
    period: q.MonthFilter
    months: list[date]
    groups: list[PlanQualityGroup]


def plan_quality_report(scope: Scope, *, by: str, month: str) -> PlanQualityReport:
    """Figures of every group with cases the reader may see. Six queries."""
    period = q.month_filter_from_text(month)
    items, people = (
        q.item_counts_by_group(scope, period, by),
        q.suspect_counts_by_group(scope, period, by),
    )
    triaged, reasons = _triage_counts(scope, period, by), _return_reason_counts(scope, period, by)
    names = _group_names(by, {*items, *triaged} - {None})
    groups = [
        _plan_quality_group(
            pk,
            names[pk],
            items.get(pk),
            people.get(pk, (0, 0)),
            triaged.get(pk, (0, 0)),
            reasons[pk],
        )
        for pk in sorted(names, key=lambda pk: names[pk])
    ]
    return PlanQualityReport(by, period, q.months_with_plans(scope), groups)


def _plan_quality_group(
    pk: int,
    name: str,
    row: Mapping[str, Any] | None,
    people: tuple[int, int],
    triaged: tuple[int, int],
    reasons: Mapping[str, int],
) -> PlanQualityGroup:
    row = row or defaultdict(int)
    shares = [
        PlanProportion(
            each.name, each.label, each.hint, row[f"n_{each.true}"], row[f"n_{each.among}"]
        )
        for each in q.PLAN_MEASURES
    ]
    returned = PlanProportion(
        "returned", _("Returned at triage"), _("Of submissions checked at triage"), *triaged
    )
    common = sorted(reasons.items(), key=lambda each: (-each[1], each[0]))
    words = [
        (code, REFERRAL_CHECKS[code].words if code in REFERRAL_CHECKS else code, n)
        for code, n in common
    ]
    suspects, pairs = people
    return PlanQualityGroup(
        pk=pk, name=name, plans=row["plans"], actions=row["actions"], people=suspects, pairs=pairs,
        cancelled=row["cancelled"], shares=shares, returned=returned, reasons=words,
    )  # fmt: skip


def _group_names(by: str, keys: set[Any]) -> dict[int, str]:
    """{key: name of the group}. One query."""
    if by == "area":
        return dict(Agency.objects.filter(pk__in=keys).values_list("pk", "name"))
    rows = Unit.objects.filter(pk__in=keys).values_list("pk", "agency__name", "name")
    return {pk: f"{agency}: {name}" for pk, agency, name in rows}


def triaged_submissions(scope: Scope, period: q.MonthFilter) -> QuerySet[Referral]:
    """Submissions that triage accepted or returned in a period."""
    rows = Referral.objects.for_scope(scope)
    return rows.filter(period.within("triaged_at"), triaged_at__isnull=False)


def _triage_counts(
    scope: Scope, period: q.MonthFilter, by: str
) -> dict[int | None, tuple[int, int]]:
    """{group: (returned, triaged)}. One query."""
    group, _label = q.PLAN_GROUPINGS[by]
    rows = triaged_submissions(scope, period).values(group).order_by()
    returned = Count("pk", filter=Q(returned__isnull=False))
    found = rows.annotate(back=returned, checked=Count("pk"))
    return {row[group]: (row["back"], row["checked"]) for row in found}


def _return_reason_counts(
    scope: Scope, period: q.MonthFilter, by: str
) -> dict[int | None, dict[str, int]]:
    """{group: {reason: count}}. One query."""
    group, _label = q.PLAN_GROUPINGS[by]
    rows = ReturnReason.objects.filter(of__referral__in=triaged_submissions(scope, period))
    counted = rows.values_list(f"of__referral__{group}", "code").annotate(n=Count("pk"))
    found: defaultdict[int | None, dict[str, int]] = defaultdict(dict)
    for pk, code, n in counted.order_by():
        found[pk][code] = n
    return found
