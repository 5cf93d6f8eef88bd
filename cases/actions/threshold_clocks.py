"""
The clock that reminds of the next review of a suspect under the Threshold Test.

The prosecutor sets the day; no length of time is counted. The clock is against the CPS unit and
belongs to no turn: no worklist, board or figure counts it.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from cases import notices
from cases.deadlines import THRESHOLD_REVIEW
from cases.models import Case, Review, Suspect
from cases.states import NOBODY_WAITS_STATES
from people.models.nullable import not_null
from timeliness.actions import clocks


def start_threshold_clock(review: Review, suspects: Collection[Suspect], *, at: datetime) -> None:
    """Start the clock of a review under the Threshold Test. review: of a locked case, saved."""
    if review.review_again_on is None:
        return
    review.clock = clocks.start_agreed_clock(
        due_on=review.review_again_on, rule=THRESHOLD_REVIEW, about=review.case_id,
        subject=notices.notice_subject(review.case, suspects),
        unit=not_null(review.case.cps_unit), at=at,
    )  # fmt: skip
    review.save(update_fields=["clock"])


def update_threshold_clocks(case: Case, *, at: datetime) -> None:
    """
    Stop the clocks of reviews that no suspect needs any more, and resume those that one does again.

    A suspect needs the clock of their newest review, unless in NOBODY_WAITS_STATES. case: locked.
    """
    rows = Review.objects.unscoped("reviews under the Threshold Test").filter(case=case)
    reviews = list(rows.filter(clock__isnull=False).select_related("clock"))
    needed = _newest_reviews_waited_for(case) if reviews else set()
    for review in reviews:
        clock = not_null(review.clock)
        if review.pk not in needed:
            clocks.stop_clock(clock, at=at)
        elif clock.closed_at:
            clocks.resume_clock(clock, at=at)


def _newest_reviews_waited_for(case: Case) -> set[UUID]:
    """Ids of the newest reviews of the suspects who are to be reviewed again."""
    waiting = Suspect.objects.unscoped("who is to be reviewed again").filter(
        case=case, is_to_be_reviewed_again=True
    )
    links = Review.suspects.through.objects.filter(suspect=OuterRef("pk"))
    newest = links.order_by("-review__at", "-review").values("review")[:1]
    waiting = waiting.exclude(state__in=NOBODY_WAITS_STATES).annotate(newest=Subquery(newest))
    return set(waiting.values_list("newest", flat=True))
