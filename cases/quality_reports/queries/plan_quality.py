"""Quality of action plans by unit, counted over the cases that the reader may see.

A proportion counts the action items for which a condition is true, among those it applies to.
The list behind a figure uses the same condition, so that the two cannot differ.
"""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db.models import CharField, Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Concat, TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import (
    ActionItem,
    Challenge,
    ChallengeAnswer,
    ChallengeKind,
    ChallengeOutcome,
    EntryKind,
    ItemEntry,
)
from cases.statuses import ChallengeStatus, ItemStatus
from people.access.row_security import COUNTING_PURPOSE, for_purpose
from people.access.scopes import Scope
from timeliness.calendar import LONDON, add_months, london_day, london_moment

# Groupings of the figures: the lookup from a case to its group, and the label.
PLAN_GROUPINGS = {
    "police": ("case__police_unit", _("By police unit")),
    "cps": ("case__cps_unit", _("By CPS unit")),
    "area": ("case__cps_unit__agency", _("By CPS Area")),
}
ANSWERED_STATUSES = (ItemStatus.ANSWERED, ItemStatus.ACCEPTED)


@dataclass(frozen=True)
class PlanMeasure:
    """One proportion: its name in the URL, its texts, and the annotations that count items."""

    name: str
    label: str | Promise
    hint: str | Promise
    among: str  # annotation of items_with_measures: items it applies to
    true: str  # annotation: items for which it is true


PLAN_MEASURES = (
    PlanMeasure(
        "first-date", _("Answered by the date first asked for"),
        _("Of actions that have been answered once, or whose first date has passed"),
        "was_due_first", "in_time_first",
    ),
    PlanMeasure(
        "agreed-date", _("Answered by the date last agreed"),
        _("Of actions whose answer has not been returned, or whose agreed date has passed"),
        "was_due", "in_time",
    ),
    PlanMeasure(
        "challenged", _("Challenged by the police"), _("Of all actions"), "is_one", "challenged",
    ),
    PlanMeasure(
        "upheld", _("Challenge upheld, in whole or in part"),
        _("Of challenged actions whose challenge has been decided"), "decided", "upheld",
    ),
    PlanMeasure(
        "victim", _("Asks for the victim’s private material"), _("Of all actions"),
        "is_one", "reaches",
    ),
)  # fmt: skip
MEASURE_BY_NAME = {figure.name: figure for figure in PLAN_MEASURES}


@dataclass(frozen=True)
class MonthFilter:
    """One month; all time if `first` is None."""

    first: date | None

    def within(self, field: str) -> Q:
        """Filter for rows whose `field`, a datetime, is in the month."""
        if self.first is None:
            return Q()
        start, end = (
            london_moment(day, time.min) for day in (self.first, add_months(self.first, 1))
        )
        return Q(**{f"{field}__gte": start, f"{field}__lt": end})


def month_filter_from_text(text: str) -> MonthFilter:
    """The month in the URL ("2026-03"); all time if missing or malformed."""
    try:
        year, month = text.split("-")
        return MonthFilter(date(int(year), int(month), 1))
    except ValueError:
        return MonthFilter(None)


def items_with_measures(scope: Scope, period: MonthFilter) -> QuerySet[ActionItem]:
    """Action items of plans set in a period, annotated with what PLAN_MEASURES count."""
    rows = ActionItem.objects.for_scope(scope).filter(period.within("plan__set_at"))
    today = london_day(scope.at)
    asked, over = ~Q(status=ItemStatus.CANCELLED), Q(status=ItemStatus.OPEN)
    stands = Q(status__in=ANSWERED_STATUSES)
    return rows.annotate(
        first_on=_answer_day(scope, Min), last_on=_answer_day(scope, Max),
        is_one=Q(pk__isnull=False),
    ).annotate(
        was_due_first=asked & (Q(first_on__isnull=False) | over & Q(first_due_on__lt=today)),
        in_time_first=asked & Q(first_on__isnull=False, first_on__lte=F("first_due_on")),
        was_due=stands | over & Q(due_on__lt=today),
        in_time=stands & Q(last_on__lte=F("due_on")),
        challenged=_has_challenge(scope),
        decided=_has_challenge(scope, _decided_challenge()),
        upheld=_has_challenge(scope, _decided_challenge() & _upheld_challenge()),
        reaches=Q(victim_request__isnull=False),
    )  # fmt: skip


def _answer_day(scope: Scope, which: type[Min] | type[Max]) -> Subquery:
    """The London day of the first or last answer to an action item."""
    kinds = [EntryKind.ANSWERED, EntryKind.PARTLY, EntryKind.CANNOT]
    rows = ItemEntry.objects.for_scope(scope).filter(item=OuterRef("pk"), kind__in=kinds)
    day = rows.order_by().values("item").annotate(day=TruncDate(which("at"), tzinfo=LONDON))
    return Subquery(day.values("day"))


def _has_challenge(scope: Scope, *more: Q) -> Exists:
    rows = Challenge.objects.for_scope(scope).filter(
        *more, item=OuterRef("pk"), kind=ChallengeKind.CHALLENGE
    )
    return Exists(rows)


def _decided_challenge() -> Q:
    """Filter for challenges that were decided.

    Answered by the prosecutor, resolved by two named people, or accepted by the police after the
    prosecutor kept the action. A challenge withdrawn before an answer is not decided.
    """
    condition = Q(status=ChallengeStatus.WITHDRAWN, answer=ChallengeAnswer.HOLD)
    return Q(status__in=[ChallengeStatus.ANSWERED, ChallengeStatus.SETTLED]) | condition


def _upheld_challenge() -> Q:
    """Filter for challenges upheld, in whole or in part."""
    settled = Q(
        status=ChallengeStatus.SETTLED, outcome__in=[ChallengeOutcome.UPHELD, ChallengeOutcome.PART]
    )
    return settled | Q(answer__in=[ChallengeAnswer.CANCEL, ChallengeAnswer.AMEND])


@for_purpose(COUNTING_PURPOSE)
def item_counts_by_group(
    scope: Scope, period: MonthFilter, by: str
) -> dict[int | None, dict[str, Any]]:
    """{group: {annotation: count}} of action items and plans. One query."""
    group, _label = PLAN_GROUPINGS[by]
    asked = {name for figure in PLAN_MEASURES for name in (figure.among, figure.true)}
    rows = items_with_measures(scope, period).values(group).order_by()
    found = rows.annotate(
        actions=Count("pk"), plans=Count("plan", distinct=True),
        cancelled=Count("pk", filter=Q(status=ItemStatus.CANCELLED)),
        **{f"n_{name}": Count("pk", filter=Q(**{name: True})) for name in sorted(asked)},
    )  # fmt: skip
    return {row[group]: row for row in found}


@for_purpose(COUNTING_PURPOSE)
def suspect_counts_by_group(
    scope: Scope, period: MonthFilter, by: str
) -> dict[int | None, tuple[int, int]]:
    """{group: (suspects with a plan, plans of those suspects in all)}. One query."""
    group, _label = PLAN_GROUPINGS[by]
    named = ActionItem.suspects.through.objects.filter(
        actionitem__in=ActionItem.objects.for_scope(scope).filter(period.within("plan__set_at"))
    )
    pair = Concat(Cast("actionitem__plan", CharField()), Cast("suspect", CharField()))
    rows = named.values(f"actionitem__{group}").order_by()
    found = rows.annotate(people=Count("suspect", distinct=True), pairs=Count(pair, distinct=True))
    return {row[f"actionitem__{group}"]: (row["people"], row["pairs"]) for row in found}


@for_purpose(COUNTING_PURPOSE)
def months_with_plans(scope: Scope) -> list[date]:
    """Months in which plans were set, latest first. One query."""
    rows = ActionItem.objects.for_scope(scope)
    span = rows.aggregate(first=Min("plan__set_at"), last=Max("plan__set_at"))
    if span["first"] is None:
        return []
    month, first = (london_day(span[each]).replace(day=1) for each in ("last", "first"))
    found = [month]
    while found[-1] > first:
        found.append(add_months(found[-1], -1))
    return found
