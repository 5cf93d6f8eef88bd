"""A victim's circumstances as a reader may see them."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast

from cases.circumstances import VictimCircumstances, read_circumstances
from cases.models import Case, Circumstances, Document, Suspect, Victim
from cases.models.sealed_json import JSONFacts
from cases.special_measures import ASSESSMENT_FIELDS
from people.access.scopes import Scope


def circumstances_json(
    scope: Scope, *, case: str = "pk", assessments: bool = True
) -> ArraySubquery:
    """
    Subquery of a case, or of a row with one: the newest circumstances that the reader may see, as
    JSON. case: where the outer query has the id of the case. assessments: with those of special
    measures, which have a sealed text.
    """
    columns: dict[str, Any] = dict(CIRCUMSTANCES_COLUMNS)
    if assessments:
        columns |= ASSESSMENT_COLUMNS | {"mg2": _named_mg2(scope)}
    return ArraySubquery(
        newest_circumstances(scope)
        .filter(case=OuterRef(case))
        .order_by("victim__number")
        .values(facts=JSONFacts(**columns, abusers=_abuser_numbers(scope)))
    )


CIRCUMSTANCES_COLUMNS = {
    "victim": "victim__number", "number": "number", "is_no_abuse": "is_no_abuse",
    "was_child": "was_child", "is_vulnerable": "is_vulnerable", "grounds": "grounds",
}  # fmt: skip

ASSESSMENT_COLUMNS = {name: name for name in ASSESSMENT_FIELDS}


def newest_circumstances(scope: Scope) -> QuerySet[Circumstances]:
    """The newest version of each victim's circumstances that the reader may see."""
    rows = Circumstances.objects.for_scope(scope)
    later = rows.filter(victim=OuterRef("victim"), number__gt=OuterRef("number"))
    return rows.filter(~Exists(later))


def _abuser_numbers(scope: Scope) -> ArraySubquery:
    """Subquery: the numbers of the suspects named, as far as the reader may see them."""
    named = Circumstances.abusers.through.objects.filter(circumstances=OuterRef(OuterRef("pk")))
    suspects = Suspect.objects.for_scope(scope).filter(pk__in=named.values("suspect"))
    return ArraySubquery(suspects.order_by("number").values("number"))


def _named_mg2(scope: Scope) -> Subquery:
    """Subquery: the document named as the MG2 as it is now, if the reader may see it; as JSON."""
    rows = Document.objects.for_scope(scope).filter(first=OuterRef("mg2__first"), is_current=True)
    return Subquery(rows.values(facts=JSONFacts(id=Cast("pk", CharField()), title="title")))


def circumstances_of_case(case: Case, scope: Scope) -> dict[int, VictimCircumstances]:
    """{number of the victim: circumstances} of a case's victims with any recorded. One query."""
    found = Case.objects.for_scope(scope).filter(pk=case.pk)
    rows: Any = found.values_list(circumstances_json(scope)).first()
    return read_circumstances(rows[0] if rows else None)


def circumstances_of_victim(victim: Victim, scope: Scope) -> VictimCircumstances:
    """The circumstances of one victim, all "not known" where none are recorded. One query."""
    found = circumstances_of_case(Case(pk=victim.case_id), scope)
    return found.get(victim.number, VictimCircumstances(victim.number))
