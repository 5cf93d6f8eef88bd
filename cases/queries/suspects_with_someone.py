"""The suspects of cases that are not over: with the police, the CPS or the court."""

from collections.abc import Callable
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet

from cases.models import CourtFact, CourtFactKind, StoppedCount, Suspect, Verdict
from cases.states import State
from cases.statuses import DecisionStatus, StopStatus
from people.access.scopes import Scope
from people.models import AccessControlled

RowsOf = Callable[[type[AccessControlled]], QuerySet[Any]]  # the rows of a model that are asked


def rows_for(scope: Scope) -> RowsOf:
    """Those that a reader may read: what only the other side knows is not asked."""
    return lambda model: model.objects.for_scope(scope)


def suspects_with_someone(rows_of: RowsOf) -> QuerySet[Suspect]:
    """
    Suspects who are with the police, the CPS or the court.

    Whoever is charged is with the court until an outcome is recorded, and a sentence if convicted;
    and while a charge goes on by leave that lay on the file, until an outcome of that day or later;
    and while one has none on which a jury could not agree.
    """
    facts = rows_of(CourtFact).filter(
        suspect=OuterRef("pk"), is_current=True, is_void=False, decision__status="LIVE"
    )
    outcomes = facts.filter(kind=CourtFactKind.OUTCOME)
    is_sentenced = Exists(facts.filter(kind=CourtFactKind.SENTENCE))
    is_over = ~Exists(outcomes.filter(result=Verdict.CONVICTED)) | is_sentenced
    goes_on = Exists(_going_on_by_leave(rows_of))
    juries = facts.filter(awaits_verdict(), kind=CourtFactKind.NO_VERDICT)
    in_court = Q(state=State.CHARGED) & (~(Exists(outcomes) & is_over) | goes_on | Exists(juries))
    return rows_of(Suspect).filter(Q(is_open=True) | in_court)


def awaits_verdict() -> Func:
    """
    Condition, for a query of court facts that a jury could not agree: one of its charges is
    undecided since (cases/sql/court_facts.sql).
    """
    return Func(F("pk"), function="awaits_verdict", output_field=BooleanField())


def _going_on_by_leave(rows_of: RowsOf) -> QuerySet[StoppedCount]:
    """
    The charges of a suspect that go on by leave and have since neither a sentence nor an outcome
    but a conviction.
    """
    is_other = Q(kind=CourtFactKind.OUTCOME) & ~Q(result=Verdict.CONVICTED)
    ends = rows_of(CourtFact).filter(
        is_other | Q(kind=CourtFactKind.SENTENCE),
        Q(about=None) | Q(about__charge=OuterRef("laid")),
        decision=OuterRef("leave__decision"), on__gte=OuterRef("leave__on"),
        is_current=True, is_void=False,
    )  # fmt: skip
    stopped_again = StoppedCount.objects.filter(
        laid=OuterRef("laid"), is_current=True, stop__status=StopStatus.IN_FORCE
    )
    by_leave = StoppedCount.objects.filter(
        leave__suspect=OuterRef("pk"), leave__decision__status=DecisionStatus.LIVE
    )
    return by_leave.filter(~Exists(ends), ~Exists(stopped_again))
