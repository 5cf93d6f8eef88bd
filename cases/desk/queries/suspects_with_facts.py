"""The suspects of a case's page, with what its cards say of them."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from cases.closing.queries.closing_in_effect import closing_in_effect
from cases.decisions.queries import (
    consents,
    court_facts,
    finalisations,
    reversals,
    waiting_stops,
)
from cases.decisions.queries.charge_rows import counts_in_force, newest_charge_report
from cases.decisions.queries.disposals import disposal_of_decision
from cases.desk.queries.json_rows import as_json
from cases.extensions.queries.extension_rows import extension_of_turn
from cases.models import Challenge, Decision, Suspect, Turn, TurnHolder
from cases.queries.time_limits import running_time_limits
from cases.states import State
from cases.statuses import ChallengeStatus, DecisionStatus, ItemStatus
from people.access.kept_statements import kept_statement
from people.access.scopes import Scope
from people.models import Side

if TYPE_CHECKING:
    from cases.desk.queries.case_page_rows import SuspectWithFacts


@kept_statement
def suspects_with_facts(
    scope: Scope, case: UUID, ids: Collection[UUID]
) -> "QuerySet[SuspectWithFacts]":
    """These suspects with their turn's clock, live decision, charge report and time by side."""
    turns = Turn.objects.for_scope(scope).filter(suspect=OuterRef("pk"))
    decided = [DecisionStatus.PROPOSED, DecisionStatus.LIVE]
    decisions = Decision.objects.for_scope(scope).filter(suspect=OuterRef("pk"), status__in=decided)
    decision = as_json(
        decisions, kind="kind", reason="reason", rationale="rationale", by="by__name", at="at",
        public_interest_rationale="public_interest_rationale", disposal=disposal_of_decision(scope),
        consents=consents.consents_of_decision(), met_on="consultation__held_on", consent="consent",
        number=Case(When(status=DecisionStatus.PROPOSED, then="number")), status="status",
        read_by="read_by__name", read_at="read_at", test="review__test",
    )  # fmt: skip
    suspects = Suspect.objects.for_scope(scope).filter(case=case, pk__among=ids)
    return suspects.annotate(
        clock=_turn_clock(turns, scope),
        extension=Subquery(extension_of_turn(scope)),
        decision=Subquery(decision[:1]),
        report=Subquery(newest_charge_report(scope)),
        counts=ArraySubquery(counts_in_force()),
        court=court_facts.court_facts_in_order(scope),
        finalised=Subquery(finalisations.open_finalisation(scope)),
        closing=Subquery(closing_in_effect(scope)),
        reversal=Subquery(reversals.waiting_reversal(scope)),
        stop=Subquery(waiting_stops.waiting_stop(scope)),
        time_limits=running_time_limits(scope),
        with_police=_time_with_side(turns, Side.POLICE, scope.at),
        with_cps=_time_with_side(turns, Side.CPS, scope.at),
        with_others=_time_with_side(turns, TurnHolder.OTHERS, scope.at),
    )


def _turn_clock(turns: QuerySet[Turn], scope: Scope) -> Coalesce:
    """The clock of a suspect's turn as JSON: {version, confidence, due_at}.

    While a plan is queried, that of the challenge the CPS must answer first. None if neither runs.
    """
    running = turns.filter(ended_at=None, clock__isnull=False)
    challenges = Challenge.objects.for_scope(scope).filter(
        item__suspects=OuterRef("pk"), item__suspects__state=State.PLAN_QUERIED,
        item__status=ItemStatus.OPEN, status=ChallengeStatus.ASKED,
    )  # fmt: skip
    facts = {"version": "clock__rule_version", "confidence": "clock__confidence"}
    facts["due_at"] = "clock__due_at"
    of_question = as_json(challenges.order_by("clock__due_at"), **facts)
    return Coalesce(Subquery(as_json(running, **facts)[:1]), Subquery(of_question[:1]))


def _time_with_side(turns: QuerySet[Turn], side: str, at: datetime) -> Coalesce:
    """Total length of the turns of one side so far."""
    lasted = ExpressionWrapper(
        Coalesce("ended_at", at) - F("began_at"), output_field=DurationField()
    )
    summed = turns.filter(side=side).order_by().values("suspect").annotate(time=Sum(lasted))
    return Coalesce(Subquery(summed.values("time")), Value(timedelta(0)))
