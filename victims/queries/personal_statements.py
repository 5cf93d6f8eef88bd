"""What became of the offer of a victim personal statement: what a referral says of victims."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from cases.models.sealed_json import JSONFacts
from people.access.scopes import Scope
from victims.models import StatementEntry


def statements_json(scope: Scope, case: str) -> ArraySubquery:
    """
    Subquery of a row with a case: the newest step of each victim's offer and its day, as JSON, of
    those whose record the reader may read. case: where the outer query has the id of the case.

    Not who recorded it, nor how it is to be read out: an MG3 asks for neither.
    """
    rows = StatementEntry.objects.for_scope(scope).filter(case=OuterRef(case))
    newest = rows.order_by("record__number", "-at", "-on").distinct("record__number")
    return ArraySubquery(
        newest.values(facts=JSONFacts(victim="record__number", step="step", on="on"))
    )
