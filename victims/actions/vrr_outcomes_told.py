"""Review outcomes told by a contact or a letter, and those taken back."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from people.models.nullable import not_null
from timeliness import calendar
from timeliness.actions import clocks
from victims.actions.vrr_requests import advance_review_request, review_decision_day
from victims.models import NewsTold, ReviewStep, RightToReview, Told
from victims.queries.news_told import news_that_reached_victim
from victims.states import REVIEW_OPEN, ReviewState


def apply_review_outcomes_told(rows: QuerySet[Told], *, side: str, by: int, at: datetime) -> None:
    """
    Apply Told rows to the VRR requests of this side that have an outcome.

    If the news reached the victim, the request is completed; if it was only sent, the request stays
    open with its clock stopped. News from before the review is about another outcome. by: an id.
    """
    rows = rows.filter(what=NewsTold.REVIEW_OUTCOME).select_related("contact")
    telling = {told.suspect_id: told for told in rows}
    for right in _requests_with_outcome(telling, rows, side, ReviewState.DECIDED):
        told = telling[right.suspect_id]
        if not _told_of(right, rows.filter(pk=told.pk)).exists():
            continue
        clocks.stop_clock(not_null(right.clock), at=at)
        if told.reached_at:
            on = calendar.london_day(told.reached_at)
            advance_review_request(right, "tell_review_outcome", by=by, at=at, on=on)


def apply_review_outcomes_not_told(
    rows: QuerySet[Told], *, side: str, by: int, at: datetime
) -> None:
    """
    Reopen VRR requests whose outcome, in these Told rows, did not reach the victim.

    A request stays completed where another contact of this side told the outcome, or where the
    victim has a newer request open. What was told of one review says nothing of another: neither
    completes it, nor sets its clock running again.
    """
    rows = rows.filter(what=NewsTold.REVIEW_OUTCOME).select_related("contact")
    telling = {told.suspect_id: told for told in rows}
    on = calendar.london_day(at)
    states = (ReviewState.DECIDED, ReviewState.TOLD)
    for right in _requests_with_outcome(telling, rows, side, *states):
        if not _told_of(right, rows.filter(suspect=right.suspect_id)).exists():
            continue
        if right.status == ReviewState.TOLD:
            if _is_told_by_another_contact(right, side) or _has_newer_request(right):
                continue
            advance_review_request(right, "review_outcome_came_back", by=by, at=at, on=on)
        if right.clock:
            clocks.resume_clock(right.clock, at=at)


def _requests_with_outcome(
    telling: Collection[UUID | None], rows: QuerySet[Told], side: str, *states: ReviewState
) -> list[RightToReview]:
    found = RightToReview.objects.unscoped("whether a victim knows what came of a review").filter(
        record__in=rows.values("contact__record"), suspect__in=telling, side=side,
        status__in=states,
    )  # fmt: skip
    return list(found.select_related("clock").order_by("at"))


def _is_told_by_another_contact(right: RightToReview, side: str) -> bool:
    rows = Told.objects.unscoped("whether another contact told it").filter(
        contact__record=right.record_id, suspect=right.suspect_id, what=NewsTold.REVIEW_OUTCOME,
        contact__by__agency__side=side, reached_at__date__gte=review_decision_day(right),
    )  # fmt: skip
    return news_that_reached_victim(_told_of(right, rows)).exists()


def _told_of(right: RightToReview, rows: QuerySet[Told]) -> QuerySet[Told]:
    """
    Those of these Told rows about the suspect that tell the outcome of this request.

    The next review of the suspect is asked for once this outcome was told, so what is told after
    the next was decided is of the next; unless this outcome had come back by then, until it was
    told again.
    """
    steps = ReviewStep.objects.unscoped("of which review the outcome was told").order_by("at")
    mine = steps.filter(right=right)
    decided = mine.filter(verb="decide_review").latest("at").at
    others = steps.filter(
        verb="decide_review", at__gt=decided, right__record=right.record_id,
        right__suspect=right.suspect_id, right__side=right.side,
    ).exclude(right=right)  # fmt: skip
    tells = _made_since(decided)
    if following := others.first():
        tells &= ~_made_since(following.at)
        if back := mine.filter(verb="review_outcome_came_back").last():
            again = mine.filter(verb="tell_review_outcome", at__gt=back.at).first()
            tells |= _made_since(back.at) & (Q(contact__at__lte=again.at) if again else Q())
    return rows.filter(tells)


def _made_since(moment: datetime) -> Q:
    """
    Condition on Told rows: the contact was made after this moment.

    Of its day, that which was recorded after it: the hour of a contact is not always known.
    """
    day = calendar.london_day(moment)
    of_day = Q(contact__contacted_at__date=day, contact__at__gte=moment)
    return Q(contact__contacted_at__date__gt=day) | of_day


def _has_newer_request(right: RightToReview) -> bool:
    rows = RightToReview.objects.unscoped("what a victim asks now").filter(
        record=right.record_id, suspect=right.suspect_id, side=right.side, at__gt=right.at
    )
    return rows.filter(status__in=REVIEW_OPEN).exists()
