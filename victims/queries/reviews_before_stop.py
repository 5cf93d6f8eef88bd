"""Requests for a review before charges are stopped: what cases.decisions asks of victims."""

from collections.abc import Collection
from uuid import UUID

from cases.decisions.review_before_stop import ReviewBeforeStop
from people.access.row_security import for_purpose
from victims.models import ReviewOutcome, RightToReview
from victims.states import REVIEW_COUNTS, REVIEW_UNDECIDED
from victims.vrr_rules import ReviewableDecision


@for_purpose("whether a victim waits for a review before charges are stopped")
def reviews_before_stop(suspect_id: UUID, victims: Collection[UUID]) -> list[ReviewBeforeStop]:
    """The newest that each of these victims asked for and has not withdrawn. One query."""
    rows = RightToReview.objects.unscoped("reviews before charges are stopped").filter(
        suspect=suspect_id, record__in=victims, reviewed=ReviewableDecision.CPS_MEANS_TO_STOP,
        status__in=REVIEW_COUNTS,
    )  # fmt: skip
    newest = {right.record_id: right for right in rows.select_related("record").order_by("at")}
    found = [
        ReviewBeforeStop(
            right.record.number, right.asked_on,
            is_open=right.status in REVIEW_UNDECIDED,
            is_overturned=right.outcome == ReviewOutcome.OVERTURNED,
        )
        for right in newest.values()
    ]  # fmt: skip
    return sorted(found, key=lambda each: each.victim_number)
