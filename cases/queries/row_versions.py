"""The version of rows that have no such column: worked out from what is recorded about each."""

from typing import Any

from cases.models import AdviceStep, Bearing, EarlyAdvice, Gap, VictimNotice, VictimRequest
from people.access.scopes import Scope

# The days of the steps of a victim information request, each of which is recorded once.
STEP_DAYS = (
    "authorised_on", "agreed_on", "withdrawn_on", "requested_on", "replied_on", "returned_on",
)  # fmt: skip


def row_version(row: Any, scope: Scope) -> int | None:
    """
    The version of a row, 1 or more: its own, or one more than the changes recorded of it, which
    whoever reads the row may read.

    One query for a request for early advice and for a victim information request. None of a row
    that never changes.
    """
    if isinstance(row, EarlyAdvice):
        return 1 + AdviceStep.objects.for_scope(scope).filter(advice=row).count()
    if isinstance(row, VictimRequest):
        dated = sum(getattr(row, day) is not None for day in STEP_DAYS)
        dated += row.dropped_at is not None
        return 1 + dated + VictimNotice.objects.for_scope(scope).filter(request=row).count()
    if isinstance(row, Bearing | Gap):
        return proof_entry_version(row)
    return getattr(row, "version", None)


def proof_entry_version(entry: Bearing | Gap) -> int:
    """The version of an entry in the matrix of proof: 1 until it is removed or closed."""
    return 1 if entry.ended_at is None else 2
