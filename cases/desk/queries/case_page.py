"""Everything on the page of a case, for one reader."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    DurationField,
    ExpressionWrapper,
    F,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
)  # fmt: skip
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from cases.case_details.queries.linked_cases import linked_cases_subquery
from cases.closing.queries.closing_in_effect import closing_in_effect
from cases.correspondence.queries.message_threads import unread_message_count
from cases.decisions.queries import charge_stops, consents, court_facts, finalisations, reversals
from cases.decisions.queries.charge_rows import counts_in_force, newest_charge_report
from cases.decisions.queries.disposals import disposal_of_decision
from cases.decisions.queries.uncharged import allegations_with_outcomes
from cases.desk.queries.case_page_rows import ReviewFacts
from cases.desk.queries.victim_rows import victims_json
from cases.documents.queries.documents import DOCUMENT_COLUMNS, DocumentRow, document_rows
from cases.early_advice.queries.advice_rows import AdviceRow
from cases.extensions.queries.extension_rows import extension_of_turn
from cases.mg3_sections import ALL_SECTIONS
from cases.models import (
    ActionItem,
    Case,
    CaseGrant,
    Challenge,
    DateRequest,
    Decision,
    Document,
    EarlyAdvice,
    Proposal,
    ProposedPlan,
    Referral,
    RestrictionChange,
    ReturnReason,
    Review,
    Suspect,
    Turn,
    TurnHolder,
)  # fmt: skip
from cases.models.sealed_json import JSONFacts
from cases.queries.circumstances import circumstances_json
from cases.queries.time_limits import running_time_limits
from cases.states import State
from cases.statuses import ChallengeStatus, DecisionStatus, ItemStatus
from people.access.expiry import live_at
from people.access.kept_statements import kept_statement, only_row
from people.access.scopes import Scope, Standing
from people.models import Side

if TYPE_CHECKING:
    from cases.decisions.queries.uncharged import AllegationWithFacts
    from cases.desk.queries.case_page_rows import (
        CaseWithFacts,
        ItemWithFacts,
        ReferralWithFacts,
        SuspectWithFacts,
    )

M = TypeVar("M", bound=Model)

MAX_DOCUMENTS = 5  # documents on the page


@dataclass(frozen=True)
class CasePage:
    """The rows of a case's page, all of them visible to the reader."""

    scope: Scope
    who: Standing
    case: "CaseWithFacts"
    suspects: "list[SuspectWithFacts]"
    allegations: "list[AllegationWithFacts]"
    items: "list[ItemWithFacts]"
    referrals: "list[ReferralWithFacts]"
    documents: list[DocumentRow]
    reviews: "list[ReviewRow]"
    advice: list[AdviceRow]  # newest first
    covering: list[tuple[str, datetime | None]]  # (covering prosecutor, until when)
    offered_to: str  # CPS unit the case is offered to; CPS readers only

    def allegations_of(self, suspect: Suspect) -> "list[AllegationWithFacts]":
        return [each for each in self.allegations if each.suspect_id == suspect.pk]


def case_page_for(case: Case, scope: Scope, capacities: frozenset[str]) -> CasePage:
    """The page of a case; the guard has checked that the reader may see it. Six queries."""
    found: CaseWithFacts = only_row(_case_with_names(scope, case.pk), Case)
    return CasePage(
        scope=scope,
        who=scope.standing_with(capacities),
        case=found,
        suspects=_suspects_with_facts(scope, case.pk),
        allegations=allegations_with_outcomes(scope, case.pk),
        items=_items_with_dates(scope, case.pk),
        referrals=_referrals_with_reasons(scope, case.pk),
        documents=document_rows(_newest_documents(scope, case.pk)),
        reviews=[ReviewRow.from_values(row) for row in found.review_rows],
        advice=[AdviceRow.from_values(row) for row in found.advice_rows],
        covering=[(row["name"], _parse_moment(row["until"])) for row in found.covering],
        offered_to=found.offered_to.name if found.offered_to and scope.side == Side.CPS else "",
    )


@dataclass(frozen=True)
class ReviewRow:
    """A review as a row of the case page."""

    pk: str
    by: str
    at: datetime
    has_plan: bool
    second_since: datetime | None
    suspects: list[int]  # their numbers

    @classmethod
    def from_values(cls, row: ReviewFacts) -> "ReviewRow":
        at, has_plan = datetime.fromisoformat(row["at"]), row["has_plan"]
        second_since = _parse_moment(row["second_since"])
        return cls(row["pk"], row["by"], at, has_plan, second_since, row["suspects"])


def _parse_moment(text: str | None) -> datetime | None:
    """Parse a datetime read from JSON."""
    return datetime.fromisoformat(text) if text else None


@kept_statement
def _case_with_names(scope: Scope, case: UUID) -> "QuerySet[CaseWithFacts]":
    """The case with names of its units and people, its victims and reviews."""
    of_this = {"case": OuterRef("pk")}
    reviews = Review.objects.for_scope(scope).filter(**of_this).order_by("-at")
    proposals = Proposal.objects.for_scope(scope).filter(**of_this).order_by("at")
    reviewed = _suspect_numbers(Review.suspects.through, "review")
    plans = ProposedPlan.objects.for_scope(scope).filter(**of_this).order_by("at")
    facts = {name: name for name in ("pk", "at", "has_plan", "second_since")} | {"by": "by__name"}
    return (
        Case.objects.for_scope(scope)
        .select_related("police_unit", "cps_unit", "officer", "prosecutor", "offered_to")
        .annotate(
            victim_rows=victims_json(scope),
            recorded_of_victims=circumstances_json(scope),
            covering=ArraySubquery(_people_named("covering_prosecutor", scope)),
            officers=ArraySubquery(_people_named("officer_in_case", scope)),
            reviewing=ArraySubquery(_people_named("reviewing_prosecutor", scope)),
            advice_rows=ArraySubquery(_advice_rows(scope)),
            review_rows=ArraySubquery(_as_json(reviews, **facts, suspects=reviewed)),
            proposed=ArraySubquery(_as_json(proposals, pk="pk", status="status", by="by")),
            plans_proposed=ArraySubquery(
                _as_json(plans, pk="pk", status="status", authors="authors", review="review")
            ),
            opening=ArraySubquery(_opening_changes(scope)),
            linked=ArraySubquery(linked_cases_subquery(scope)),
            new_messages=unread_message_count(scope, case=OuterRef("pk")),
        )
        .filter(pk=case)
    )  # fmt: skip


def _opening_changes(scope: Scope) -> QuerySet[RestrictionChange, dict[str, Any]]:
    """What would open the case further and waits for a second person, as JSON."""
    rows = RestrictionChange.objects.for_scope(scope).filter(case=OuterRef("pk"))
    waiting = rows.filter(status=RestrictionChange.Status.WAITING).order_by("at")
    return _as_json(waiting, pk="pk", status="status", authors="authors")


def _advice_rows(scope: Scope) -> QuerySet[EarlyAdvice, dict[str, Any]]:
    """Requests for early advice as JSON, newest first, with the fields their verbs need."""
    rows = EarlyAdvice.objects.for_scope(scope).filter(case=OuterRef("pk")).order_by("-written_at")
    return _as_json(
        rows, pk="pk", status="status", number="number", writers="writers", at="written_at",
        adviser_id="adviser_id", adviser="adviser__name",
        suspects=_suspect_numbers(EarlyAdvice.suspects.through, "earlyadvice"),
    )  # fmt: skip


def _people_named(capacity: str, scope: Scope) -> QuerySet[CaseGrant, dict[str, Any]]:
    """Names of the people with a named role on the case, and until when they have it."""
    rows = CaseGrant.objects.filter(
        live_at(scope.at), content_object=OuterRef("pk"), permission__codename=capacity
    )
    return _as_json(rows.order_by("user__name", "pk"), name="user__name", until="expires_at")


def _as_json(rows: QuerySet[M], **facts: str | Combinable) -> QuerySet[M, dict[str, Any]]:
    """A subquery that returns these fields of each row as one JSON value."""
    return rows.values(facts=JSONFacts(**facts))


def _suspect_numbers(link: Any, about: str) -> ArraySubquery:
    """A subquery of the numbers of a row's suspects. link: the model that Django makes of it."""
    rows = link.objects.filter(**{about: OuterRef("pk")}).order_by("suspect__number")
    return ArraySubquery(rows.values("suspect__number"))


@kept_statement
def _suspects_with_facts(scope: Scope, case: UUID) -> "QuerySet[SuspectWithFacts]":
    """The suspects with their turn's clock, live decision, charge report and time by side."""
    turns = Turn.objects.for_scope(scope).filter(suspect=OuterRef("pk"))
    decided = [DecisionStatus.PROPOSED, DecisionStatus.LIVE]
    decisions = Decision.objects.for_scope(scope).filter(suspect=OuterRef("pk"), status__in=decided)
    decision = _as_json(
        decisions, kind="kind", reason="reason", rationale="rationale", by="by__name", at="at",
        public_interest_rationale="public_interest_rationale", disposal=disposal_of_decision(scope),
        consents=consents.consents_of_decision(), met_on="consultation__held_on", consent="consent",
        status="status", read_by="read_by__name", read_at="read_at", test="review__test",
    )  # fmt: skip
    suspects = Suspect.objects.for_scope(scope).filter(case=case)
    rows = suspects.annotate(
        clock=_turn_clock(turns, scope),
        extension=Subquery(extension_of_turn(scope)),
        decision=Subquery(decision[:1]),
        report=Subquery(newest_charge_report(scope)),
        counts=ArraySubquery(counts_in_force()),
        court=court_facts.court_facts_in_order(scope),
        finalised=Subquery(finalisations.open_finalisation(scope)),
        closing=Subquery(closing_in_effect(scope)),
        reversal=Subquery(reversals.waiting_reversal(scope)),
        stop=Subquery(charge_stops.waiting_stop(scope)),
        time_limits=running_time_limits(scope),
        with_police=_time_with_side(turns, Side.POLICE, scope.at),
        with_cps=_time_with_side(turns, Side.CPS, scope.at),
        with_others=_time_with_side(turns, TurnHolder.OTHERS, scope.at),
    )
    return rows.order_by("number")


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
    of_question = _as_json(challenges.order_by("clock__due_at"), **facts)
    return Coalesce(Subquery(_as_json(running, **facts)[:1]), Subquery(of_question[:1]))


def _time_with_side(turns: QuerySet[Turn], side: str, at: datetime) -> Coalesce:
    """Total length of the turns of one side so far."""
    lasted = ExpressionWrapper(
        Coalesce("ended_at", at) - F("began_at"), output_field=DurationField()
    )
    summed = turns.filter(side=side).order_by().values("suspect").annotate(time=Sum(lasted))
    return Coalesce(Subquery(summed.values("time")), Value(timedelta(0)))


@kept_statement
def _items_with_dates(scope: Scope, case: UUID) -> "QuerySet[ItemWithFacts]":
    """Every action item of every plan, the newest plan first."""
    date_requests = DateRequest.objects.for_scope(scope).filter(
        item=OuterRef("pk"), answered_at=None
    )
    rows = ActionItem.objects.for_scope(scope).filter(case=case).select_related("plan__set_by")
    rows = rows.annotate(
        names=_suspect_numbers(ActionItem.suspects.through, "actionitem"),
        proposed_on=Subquery(date_requests.values("proposed_on")[:1]),
    )
    return rows.order_by("-plan__number", "number")


@kept_statement
def _referrals_with_reasons(scope: Scope, case: UUID) -> "QuerySet[ReferralWithFacts]":
    """Every referral the reader may see, newest first, with its return reasons."""
    reasons = ReturnReason.objects.filter(of__referral=OuterRef("pk")).order_by("code")
    rows = Referral.objects.for_scope(scope).filter(case=case)
    rows = rows.defer("accounts", "open_lines", "pleas", *(each.name for each in ALL_SECTIONS))
    rows = rows.select_related("written_by", "signed_off_by", "returned").annotate(
        names=_suspect_numbers(Referral.suspects.through, "referral"),
        reasons=ArraySubquery(_as_json(reasons, code="code", detail="detail")),
    )
    return rows.order_by("-written_at")


@kept_statement
def _newest_documents(scope: Scope, case: UUID) -> QuerySet[Document, tuple[Any, ...]]:
    """The newest MAX_DOCUMENTS documents; the documents page has all."""
    rows = Document.objects.for_scope(scope).filter(case=case, is_current=True)
    rows = rows.order_by("-added_at", "pk")[:MAX_DOCUMENTS]
    return rows.values_list(*DOCUMENT_COLUMNS)
