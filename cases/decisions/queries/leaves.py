"""By leave of which court charges go on that lay on the file."""

from datetime import date
from typing import TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from cases.models import LeaveCourt, StoppedCount
from cases.models.sealed_json import JSONFacts


class LeaveFacts(TypedDict):
    """Leave to proceed with one charge, as a query returns it. laid: key of the charge."""

    court: str
    on: str
    laid: int


def leaves_in_order() -> ArraySubquery:
    """Subquery of the charges of a stop that go on by leave, for a query of stops."""
    rows = StoppedCount.objects.filter(stop=OuterRef("pk"), leave__isnull=False).order_by("laid")
    facts = JSONFacts(court="leave__result", on="leave__on", laid="laid")
    return ArraySubquery(rows.values(facts=facts))


def leave_told(told: LeaveFacts, labels: dict[int, str]) -> tuple[str, date, str]:
    """(court, day, charge) of leave. labels: laid_labels() of the decision."""
    court = str(LeaveCourt(told["court"]).label)
    return court, date.fromisoformat(told["on"]), labels[told["laid"]]
