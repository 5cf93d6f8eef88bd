"""How long a case is kept: its last act, holds, reviews, and whether it can be destroyed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import DateTimeField, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import (
    Case,
    DestroyedCase,
    Destruction,
    Event,
    LegalHold,
    RetentionReview,
    Suspect,
)
from cases.permissions import DESTRUCTION, LEGAL_HOLD
from cases.queries.suspects_with_someone import RowsOf, rows_for, suspects_with_someone
from cases.retention.deadlines import RetentionRule, retention_rules
from people.access.scopes import Scope, Standing
from people.identity.capacities import LEADING
from people.models import Side
from timeliness.calendar import end_of_day, london_day

OPEN = _("This case is not closed: a suspect is with the police, the CPS or the court.")
HELD = _("A legal hold keeps this case. It cannot be destroyed until the hold is ended.")
NO_RULE = _("No retention rule is set on this service, so no case can be destroyed.")
KEPT_BY_RULE = _("No retention rule lets this case be destroyed yet.")
KEPT_BY_REVIEW = _("The last review keeps this case longer.")
CASE_SIDES = (Side.POLICE, Side.CPS)
# Acts that do not let a case count as worked on.
OF_RETENTION = (
    "place_legal_hold", "end_legal_hold", "review_retention", "propose_destruction",
    "refuse_destruction", "withdraw_destruction",
)  # fmt: skip


@dataclass(frozen=True)
class Retention:
    """
    What keeps a case today.

    last_act: the day of the last act on it, or of its last day in court. rules: those that no
    longer keep it. because: why it cannot be destroyed today; None if it can.
    """

    last_act: date
    keep_until: date | None
    rules: list[RetentionRule]
    because: str | Promise | None


def retention_of(case: Case, rows_of: RowsOf, *, today: date) -> Retention:
    """What keeps a case on a day, by the rows that are asked."""
    last_act = last_act_on(case, rows_of)
    holds = rows_of(LegalHold).filter(case=case, ended_at=None)
    keep_until = _kept_until(rows_of(RetentionReview).filter(case=case))
    rules = [rule for rule in retention_rules() if rule.ends_on(last_act) <= today]
    because: str | Promise | None = None
    if is_open(case, rows_of):
        because = OPEN
    elif not rules:
        because = KEPT_BY_RULE if retention_rules() else NO_RULE
    elif keep_until and today < keep_until:
        because = KEPT_BY_REVIEW
    elif holds.exists():
        because = HELD
    return Retention(last_act, keep_until, rules, because)


def _kept_until(reviews: QuerySet[RetentionReview]) -> date | None:
    """The later of the days that the last review of each side says; None without a review."""
    last = reviews.order_by("side", "-at", "-pk").distinct("side")
    return max(last.values_list("keep_until", flat=True), default=None)


def is_open(case: Case, rows_of: RowsOf) -> bool:
    """Whether a suspect of the case is with the police, the CPS or the court, or it has none."""
    suspects = rows_of(Suspect).filter(case=case)
    return not suspects.exists() or suspects_with_someone(rows_of).filter(case=case).exists()


def last_act_on(case: Case, rows_of: RowsOf) -> date:
    """The day of the last act on a case, reviews of how long it is kept apart; or in court."""
    acts = rows_of(Event).filter(case=case).exclude(verb__in=OF_RETENTION)
    last = acts.aggregate(at=Max("at"))["at"] or case.opened_at
    in_court = rows_of(Suspect).filter(case=case).aggregate(on=Max("hearings_until"))["on"]
    return max(london_day(last), in_court or date.min)


def cases_to_review(scope: Scope, *, today: date) -> QuerySet[Case]:
    """
    Closed cases that somebody leading a unit looks at: the oldest act first.

    Those that no rule and no review keeps any more, and those whose destruction waits for
    somebody. last_act: the moment of the last act on each. None where no rule is set, but those
    that wait.
    """
    rows_of = rows_for(scope)
    acts = rows_of(Event).filter(case=OuterRef("pk")).exclude(verb__in=OF_RETENTION)
    reviews = rows_of(RetentionReview).filter(case=OuterRef("pk")).order_by("-at", "-pk")
    kept = [Subquery(reviews.filter(side=side).values("keep_until")[:1]) for side in CASE_SIDES]
    waiting = rows_of(Destruction).filter(case=OuterRef("pk"), status=Destruction.Status.WAITING)
    suspects = rows_of(Suspect).filter(case=OuterRef("pk"))
    with_someone = suspects_with_someone(rows_of).filter(case=OuterRef("pk"))
    rows = Case.objects.for_scope(scope).annotate(
        last_act=Coalesce(
            Subquery(acts.order_by("-at").values("at")[:1], output_field=DateTimeField()),
            "opened_at",
        ),
        keep_until=Greatest(*kept),  # of those that are not NULL
        is_asked=Exists(waiting),
        is_over=Exists(suspects) & ~Exists(with_someone),
    )
    days = [rule.last_act_by(today) for rule in retention_rules()]
    due = Q(last_act__lte=end_of_day(max(days))) if days else Q(pk__in=[])
    not_kept = Q(keep_until=None) | Q(keep_until__lte=today)
    rows = rows.filter(Q(is_asked=True) | Q(is_over=True) & due & not_kept)
    return rows.select_related("police_unit", "cps_unit").order_by("last_act", "pk")


def legal_holds(case: Case, scope: Scope) -> list[LegalHold]:
    """Every hold of a case, those that stand first, then the newest."""
    rows = LegalHold.objects.for_scope(scope).filter(case=case).select_related("by", "ended_by")
    return sorted(rows.order_by("-at", "pk"), key=lambda hold: not hold.is_live)


def reviews_of(case: Case, scope: Scope) -> QuerySet[RetentionReview]:
    """Every review of a case, newest first."""
    rows = RetentionReview.objects.for_scope(scope).filter(case=case)
    return rows.select_related("by").order_by("-at", "pk")


def destructions_of(case: Case, scope: Scope) -> list[Destruction]:
    """Every proposal to destroy a case, newest first."""
    rows = Destruction.objects.for_scope(scope).filter(case=case)
    return list(rows.select_related("by", "settled_by").order_by("-at", "pk"))


def verbs_on_rows(who: Standing, rows: Iterable[Any]) -> dict[Any, frozenset[str]]:
    """{key of a hold or a destruction: the verbs that the caller may do on it}."""
    return {
        row.pk: (LEGAL_HOLD if isinstance(row, LegalHold) else DESTRUCTION).allowed_verbs(who, row)
        for row in rows
    }


def destroyed_cases(scope: Scope) -> QuerySet[DestroyedCase]:
    """
    Certificates of the units that the caller leads, newest first.

    Not of a case from which a conflict of interest kept them; of a restricted one only for the two
    who settled it.
    """
    led, side = scope.units_with(*LEADING), scope.side
    if side not in CASE_SIDES:
        return DestroyedCase.objects.none()
    unit = "police_unit" if side == Side.POLICE else "cps_unit"
    of_unit = Q(**{f"{unit}__in": led}) | Q(**{f"{unit}__merged_into__in": led})
    settled = Q(proposed_by__in=scope.account_ids) | Q(approved_by__in=scope.account_ids)
    rows = DestroyedCase.objects.filter(of_unit, Q(is_restricted=False) | settled)
    rows = rows.exclude(kept_out__overlap=scope.conflict_account_ids)
    return rows.select_related("proposed_by", "approved_by").order_by("-approved_at", "pk")
