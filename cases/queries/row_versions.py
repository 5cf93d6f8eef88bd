"""The version of rows that have no such column: worked out from what is recorded about each."""

from collections import Counter
from typing import Any
from uuid import UUID

from cases.models import (
    AdviceStep,
    Bearing,
    Case,
    EarlyAdvice,
    Gap,
    Proposal,
    ProposalStatus,
    ProposedPlan,
    ProposedPlanStatus,
    VictimNotice,
    VictimRequest,
)
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
        notices = VictimNotice.objects.for_scope(scope).filter(request=row).count()
        return victim_request_version(row, notices)
    if isinstance(row, Proposal):
        return 1 + (row.judged_at is not None) + (row.status == ProposalStatus.SET)
    if isinstance(row, ProposedPlan):
        return proposed_plan_version(row)
    if isinstance(row, Bearing | Gap):
        return proof_entry_version(row)
    return getattr(row, "version", None)


def victim_request_version(request: VictimRequest, notices: int) -> int:
    """The version of a victim information request with so many notices that its reader may read."""
    dated = sum(getattr(request, day) is not None for day in STEP_DAYS)
    return 1 + dated + (request.dropped_at is not None) + notices


def proposed_plan_version(proposed: ProposedPlan) -> int:
    """The version of a wording of a second plan: judged, then withdrawn, replaced or sent."""
    ends = (ProposedPlanStatus.WITHDRAWN, ProposedPlanStatus.REPLACED, ProposedPlanStatus.SENT)
    return 1 + (proposed.judged_at is not None) + (proposed.status in ends)


def notices_of_requests(case: Case, scope: Scope) -> Counter[UUID]:
    """{victim information request of a case: how many notices its reader may read}. One query."""
    rows = VictimNotice.objects.for_scope(scope).filter(case=case)
    return Counter(rows.values_list("request_id", flat=True))


def proof_entry_version(entry: Bearing | Gap) -> int:
    """The version of an entry in the matrix of proof: 1 until it is removed or closed."""
    return 1 if entry.ended_at is None else 2
