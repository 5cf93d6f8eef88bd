"""A suspect's personal details as a reader may see them."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef

from cases.models import Case, PersonalDetails, Suspect
from cases.models.sealed_json import JSONFacts
from cases.personal_details import READ_FIELDS, SuspectDetails, read_details
from people.access.scopes import Scope


def details_json(scope: Scope, *, case: str = "pk") -> ArraySubquery:
    """
    Subquery of a case, or of a row with one: the newest personal details of each suspect that the
    reader may see, as JSON. case: where the outer query has the id of the case.
    """
    rows = PersonalDetails.objects.for_scope(scope)
    later = rows.filter(suspect=OuterRef("suspect"), number__gt=OuterRef("number"))
    facts = {"suspect": "suspect__number", "number": "number"}
    facts |= {name: name for name in READ_FIELDS}
    newest = rows.filter(~Exists(later), case=OuterRef(case)).order_by("suspect__number")
    return ArraySubquery(newest.values(facts=JSONFacts(**facts)))


def details_of_suspect(suspect: Suspect, scope: Scope) -> SuspectDetails:
    """The personal details of one suspect, all empty where none are recorded. One query."""
    found = Case.objects.for_scope(scope).filter(pk=suspect.case_id)
    rows: Any = found.values_list(details_json(scope)).first()
    recorded = read_details(rows[0] if rows else None)
    return recorded.get(suspect.number, SuspectDetails(suspect.number))
