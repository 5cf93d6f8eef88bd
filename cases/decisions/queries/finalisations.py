"""Finalisations of suspects, and when practice offers one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.deadlines import OFFER_FINALISATION
from cases.models import Case, Finalisation, FinalisationReason, Suspect
from cases.models.sealed_json import JSONFacts
from people.access.scopes import Scope
from people.models.nullable import not_null
from people.text.dates import format_day
from timeliness import periods
from timeliness.calendar import london_day
from timeliness.models import Confidence


@dataclass(frozen=True)
class FinalisationPractice:
    """When practice offers to finalise, counted from the newest plan; for information only."""

    sent_at: datetime
    offered_at: datetime
    authority: str
    confidence: str | Promise


def finalisation_practice(suspect: Suspect, scope: Scope) -> FinalisationPractice | None:
    """The practice for a suspect of an action plan, or None."""
    sent_at = suspect.action_items.for_scope(scope).aggregate(at=Max("plan__set_at"))["at"]
    if sent_at is None:
        return None
    area = not_null(suspect.case.cps_unit).area
    period = periods.period_in_force(OFFER_FINALISATION, on=london_day(sent_at), area=area)
    offered_at = periods.explain_due_time(period, event_at=sent_at, extra={}).due_at
    return FinalisationPractice(
        sent_at, offered_at, period.authority, Confidence(period.confidence).label
    )


def finalisations_of_case(case: Case, scope: Scope) -> list[Finalisation]:
    """Every finalisation of a suspect of a case, newest first."""
    rows = Finalisation.objects.for_scope(scope).filter(case=case)
    return list(rows.select_related("suspect", "by", "reopened_by").order_by("-at"))


def newest_finalisation(suspect: Suspect, scope: Scope) -> Finalisation | None:
    """The newest finalisation of a suspect, or None."""
    rows = suspect.finalisations.for_scope(scope).select_related("by")
    return rows.order_by("-at").first()


def open_finalisation(scope: Scope) -> QuerySet[Finalisation, Any]:  # a subquery
    """Subquery: the finalisation not reopened, for a query of suspects."""
    rows = Finalisation.objects.for_scope(scope).filter(suspect=OuterRef("pk"), reopened_at=None)
    return rows.values(facts=JSONFacts(reason="reason", by="by__name", at="at", text="text"))[:1]


def describe_finalisation(finalisation: dict[str, str] | None) -> Iterator[tuple[str, str, str]]:
    """(label, value, second line) rows of a finalisation for the case page."""
    if finalisation:
        day = format_day(datetime.fromisoformat(finalisation["at"]))
        by = _("%(by)s, %(day)s") % {"by": finalisation["by"], "day": day}
        reason = FinalisationReason(finalisation["reason"]).label
        yield _("Finalised"), _("%(reason)s. This is not a decision.") % {"reason": reason}, by
        yield _("What was tried"), finalisation["text"], ""
