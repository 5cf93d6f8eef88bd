"""What a decision makes of each allegation: charged, out of court, or not charged and why."""

from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from cases.decisions.queries.charge_rows import ChargeFacts, charge_of_row
from cases.decisions.queries.counts import charge_text
from cases.models import (
    Allegation,
    AllegationDisposal,
    AuthorisedCharge,
    Decision,
    UnchargedAllegation,
    WhyUncharged,
)
from cases.models.sealed_json import JSONFacts
from cases.queries.allegations import visible_allegations
from cases.statuses import DecisionStatus
from people.access.kept_statements import kept_statement
from people.access.scopes import Scope

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class UnchargedFacts(ChargeFacts):
    """An allegation that is not charged. first: the id of its first version."""

    first: str
    why: str
    reason: str


def still_left_out() -> QuerySet[UnchargedAllegation]:
    """What charges leave out, without what a further charge has charged since."""
    charged_since = AuthorisedCharge.objects.filter(
        decision=OuterRef("decision"), allegation=OuterRef("allegation"), added_by__isnull=False
    )
    return UnchargedAllegation.objects.exclude(Exists(charged_since))


def uncharged_of_decision(decision: str = "pk") -> ArraySubquery:
    """
    Subquery: what the charges of a decision leave out, also now, as a list of UnchargedFacts.
    """
    return _uncharged_rows(still_left_out().filter(decision=OuterRef(decision)))


def uncharged_when_decided() -> ArraySubquery:
    """Subquery for decisions: what each left out when it was made, as a list of UnchargedFacts."""
    return _uncharged_rows(UnchargedAllegation.objects.filter(decision=OuterRef("pk")))


def _uncharged_rows(rows: QuerySet[UnchargedAllegation]) -> ArraySubquery:
    facts = {
        "first": "allegation__first", "why": "why", "reason": "reason",
        "victim": "allegation__victim__number", "title": "allegation__offence__title",
        "code": "allegation__offence__code", "from_on": "allegation__from_on",
        "to_on": "allegation__to_on",
    }  # fmt: skip
    return ArraySubquery(rows.order_by("pk").values(json=JSONFacts(**facts)))


def uncharged_facts(decision: Decision | None) -> list[UnchargedFacts]:
    """What a decision leaves out; it was read with told_uncharged=uncharged_of_decision()."""
    told: list[Any] = decision.told_uncharged if decision else []  # type: ignore[attr-defined]
    return told


def uncharged_texts(decision: Decision | None) -> list[tuple[str, str, str]]:
    """(the allegation, why it is not charged, the reasons) of each that the charges leave out."""
    return [
        (charge_text(charge_of_row(row)), str(WhyUncharged(row["why"]).label), row["reason"])
        for row in uncharged_facts(decision)
    ]


class WhyNotFacts(TypedDict):
    """Why an allegation is not charged."""

    why: str
    reason: str


class AllegationFacts(TypedDict):
    """
    What the decision in force makes of an allegation.

    is_charged: a count comes from it. is_disposed_of: it is dealt with out of court. uncharged: why
    none does; None where that was not asked.
    """

    is_charged: bool
    is_disposed_of: bool
    uncharged: WhyNotFacts | None


if TYPE_CHECKING:
    AllegationWithFacts: TypeAlias = WithAnnotations[Allegation, AllegationFacts]


@kept_statement
def allegations_with_outcomes(scope: Scope, case: UUID) -> "QuerySet[AllegationWithFacts]":
    """
    The allegations of a case that the reader may see, with what the decision in force
    makes of each.
    """
    of_it = {"allegation": OuterRef("pk"), "decision__status": DecisionStatus.LIVE}
    left_out = still_left_out().filter(**of_it)
    rows = visible_allegations(scope).filter(case=case).select_related("victim", "offence")
    rows = rows.annotate(
        is_charged=Exists(AuthorisedCharge.objects.filter(**of_it)),
        is_disposed_of=Exists(AllegationDisposal.objects.filter(**of_it)),
        uncharged=Subquery(left_out.values(json=JSONFacts(why="why", reason="reason"))[:1]),
    )
    return rows.order_by("victim__number", "from_on", "pk")
