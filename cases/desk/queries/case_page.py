"""Everything on the page of a case, for one reader."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from cases.case_details.queries.linked_cases import linked_cases_subquery
from cases.correspondence.queries.message_threads import unread_message_count
from cases.decisions.queries.uncharged import allegations_with_outcomes
from cases.desk.queries.case_page_rows import ReviewFacts
from cases.desk.queries.json_rows import as_json
from cases.desk.queries.shown_suspects import ALL_SUSPECTS, ShownSuspects
from cases.desk.queries.suspects_with_facts import suspects_with_facts
from cases.desk.queries.victim_rows import victims_json
from cases.early_advice.queries.advice_rows import AdviceRow
from cases.mg3_sections import ALL_SECTIONS
from cases.models import (
    ActionItem,
    Case,
    CaseGrant,
    EarlyAdvice,
    Proposal,
    ProposedPlan,
    Referral,
    RestrictionChange,
    ReturnReason,
    Review,
    Suspect,
)  # fmt: skip
from cases.models.suspect import person_name
from cases.queries.circumstances import circumstances_json
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

SUSPECT_COLUMNS = ("pk", "number", "state", "also_waits_for", "given_names", "surname")
SUSPECT_ROW = {name: name for name in SUSPECT_COLUMNS}


@dataclass(frozen=True)
class CasePage:
    """
    The rows of a case's page, all of them visible to the reader.

    suspects: those shown. names, states: of every suspect of the case, by number.
    """

    scope: Scope
    who: Standing
    case: "CaseWithFacts"
    suspects: "list[SuspectWithFacts]"
    names: dict[int, str]
    states: dict[int, str]
    allegations: "list[AllegationWithFacts]"
    items: "list[ItemWithFacts]"
    referrals: "list[ReferralWithFacts]"
    reviews: "list[ReviewRow]"
    advice: list[AdviceRow]  # newest first
    covering: list[tuple[str, datetime | None]]  # (covering prosecutor, until when)
    offered_to: str  # CPS unit the case is offered to; CPS readers only

    def allegations_of(self, suspect: Suspect) -> "list[AllegationWithFacts]":
        return self._by_suspect[suspect.pk]

    @cached_property
    def _by_suspect(self) -> "defaultdict[UUID, list[AllegationWithFacts]]":
        found: defaultdict[UUID, list[AllegationWithFacts]] = defaultdict(list)
        for each in self.allegations:
            found[each.suspect_id].append(each)
        return found


def case_page_for(
    case: Case, scope: Scope, capacities: frozenset[str], shown: ShownSuspects = ALL_SUSPECTS
) -> CasePage:
    """The page of a case; the guard has checked that the reader may see it. Five queries."""
    found: CaseWithFacts = only_row(_case_with_names(scope, case.pk), Case)
    who = scope.standing_with(capacities)
    ids = shown.choose(found.suspect_rows, who)
    suspects = {each.pk: each for each in suspects_with_facts(scope, case.pk, ids)}
    return CasePage(
        scope=scope,
        who=who,
        case=found,
        suspects=[suspects[pk] for pk in ids if pk in suspects],
        names={
            row["number"]: person_name(row["given_names"], row["surname"])
            for row in found.suspect_rows
        },
        states={row["number"]: row["state"] for row in found.suspect_rows},
        allegations=allegations_with_outcomes(scope, case.pk),
        items=_items_with_dates(scope, case.pk),
        referrals=_referrals_with_reasons(scope, case.pk),
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
    suspects = Suspect.objects.for_scope(scope).filter(**of_this).order_by("number")
    proposals = Proposal.objects.for_scope(scope).filter(**of_this).order_by("at")
    reviewed = _suspect_numbers(Review.suspects.through, "review")
    plans = ProposedPlan.objects.for_scope(scope).filter(**of_this).order_by("at")
    facts = {name: name for name in ("pk", "at", "has_plan", "second_since")} | {"by": "by__name"}
    return (
        Case.objects.for_scope(scope)
        .select_related("police_unit", "cps_unit", "officer", "prosecutor", "offered_to")
        .annotate(
            suspect_rows=ArraySubquery(as_json(suspects, **SUSPECT_ROW)),
            victim_rows=victims_json(scope),
            recorded_of_victims=circumstances_json(scope),
            covering=ArraySubquery(_people_named("covering_prosecutor", scope)),
            officers=ArraySubquery(_people_named("officer_in_case", scope)),
            reviewing=ArraySubquery(_people_named("reviewing_prosecutor", scope)),
            advice_rows=ArraySubquery(_advice_rows(scope)),
            review_rows=ArraySubquery(as_json(reviews, **facts, suspects=reviewed)),
            proposed=ArraySubquery(as_json(proposals, pk="pk", status="status", by="by")),
            plans_proposed=ArraySubquery(
                as_json(plans, pk="pk", status="status", authors="authors", review="review")
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
    return as_json(waiting, pk="pk", status="status", authors="authors")


def _advice_rows(scope: Scope) -> QuerySet[EarlyAdvice, dict[str, Any]]:
    """Requests for early advice as JSON, newest first, with the fields their verbs need."""
    rows = EarlyAdvice.objects.for_scope(scope).filter(case=OuterRef("pk")).order_by("-written_at")
    return as_json(
        rows, pk="pk", status="status", number="number", writers="writers", at="written_at",
        adviser_id="adviser_id", adviser="adviser__name",
        suspects=_suspect_numbers(EarlyAdvice.suspects.through, "earlyadvice"),
    )  # fmt: skip


def _people_named(capacity: str, scope: Scope) -> QuerySet[CaseGrant, dict[str, Any]]:
    """Names of the people with a named role on the case, and until when they have it."""
    rows = CaseGrant.objects.filter(
        live_at(scope.at), content_object=OuterRef("pk"), permission__codename=capacity
    )
    return as_json(rows.order_by("user__name", "pk"), name="user__name", until="expires_at")


def _suspect_numbers(link: Any, about: str) -> ArraySubquery:
    """A subquery of the numbers of a row's suspects. link: the model that Django makes of it."""
    rows = link.objects.filter(**{about: OuterRef("pk")}).order_by("suspect__number")
    return ArraySubquery(rows.values("suspect__number"))


@kept_statement
def _items_with_dates(scope: Scope, case: UUID) -> "QuerySet[ItemWithFacts]":
    """Every action item of every plan, the newest plan first."""
    rows = ActionItem.objects.for_scope(scope).filter(case=case).select_related("plan__set_by")
    rows = rows.annotate(
        names=_suspect_numbers(ActionItem.suspects.through, "actionitem"),
    )
    return rows.order_by("-plan__number", "number")


NOT_ON_THE_CASE = ("accounts", "open_lines", "pleas", "return_answers")


@kept_statement
def _referrals_with_reasons(scope: Scope, case: UUID) -> "QuerySet[ReferralWithFacts]":
    """Every referral the reader may see, newest first, with its return reasons."""
    reasons = ReturnReason.objects.filter(of__referral=OuterRef("pk")).order_by("code")
    rows = Referral.objects.for_scope(scope).filter(case=case)
    rows = rows.defer(*NOT_ON_THE_CASE, *(each.name for each in ALL_SECTIONS))
    rows = rows.select_related("written_by", "signed_off_by", "returned").annotate(
        names=_suspect_numbers(Referral.suspects.through, "referral"),
        reasons=ArraySubquery(as_json(reasons, code="code", detail="detail")),
    )
    return rows.order_by("-written_at")
