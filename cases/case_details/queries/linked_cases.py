"""Linked cases and dismissed matches, for readers who can see both cases."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case as Which
from django.db.models import F, OuterRef, Q, QuerySet, When

from cases.case_details.queries.possible_matches import PossibleMatch, possible_matches
from cases.models import Case, CaseLink, LinkKind
from cases.models.sealed_json import JSONFacts
from people.access.scopes import Scope


def linked_cases_subquery(scope: Scope) -> QuerySet[CaseLink, Any]:  # a subquery
    """The cases linked to a case, as {case, urn}, for a query of cases."""
    here = Q(case=OuterRef("pk")) | Q(other=OuterRef("pk"))
    rows = CaseLink.objects.for_scope(scope).filter(here, kind=LinkKind.LINKED, ended_at=None)
    facts = {
        name: Which(When(case=OuterRef("pk"), then=F(theirs)), default=F(ours))
        for name, theirs, ours in (("case", "other", "case"), ("urn", "other__urn", "case__urn"))
    }
    return rows.order_by("at").values(facts=JSONFacts(**facts))


@dataclass(frozen=True)
class LinkedCasesPage:
    """Links, dismissed matches, ended ones, and possible matches."""

    linked: "list[CaseLinkRow]"
    dismissed: "list[CaseLinkRow]"
    ended: "list[CaseLinkRow]"
    matches: list[PossibleMatch]


@dataclass(frozen=True)
class CaseLinkRow:
    """A link or dismissed match, with the other case."""

    link: CaseLink
    other_case: Case


def linked_cases_page(case: Case, scope: Scope) -> LinkedCasesPage:
    """The rows of the linked cases page. Four queries."""
    lines = [CaseLinkRow(each, _other_case(each, case)) for each in _links_of_case(case, scope)]
    holding = [line for line in lines if not line.link.ended_at]
    return LinkedCasesPage(
        linked=[line for line in holding if line.link.kind == LinkKind.LINKED],
        dismissed=[line for line in holding if line.link.kind == LinkKind.DISMISSED],
        ended=[line for line in lines if line.link.ended_at],
        matches=possible_matches(case, scope),
    )


def open_links_of_case(case: Case, scope: Scope) -> list[Any]:
    """Links and dismissals that have not ended, each with its other case as `to`."""
    rows: list[Any] = [each for each in _links_of_case(case, scope) if not each.ended_at]
    for each in rows:
        each.to = _other_case(each, case)
    return rows


def _links_of_case(case: Case, scope: Scope) -> list[CaseLink]:
    rows = CaseLink.objects.for_scope(scope).filter(Q(case=case) | Q(other=case))
    rows = rows.select_related("case__police_unit", "other__police_unit", "by", "ended_by")
    return list(rows.order_by("-at", "pk"))


def _other_case(link: CaseLink, case: Case) -> Case:
    return link.other if link.case_id == case.pk else link.case
