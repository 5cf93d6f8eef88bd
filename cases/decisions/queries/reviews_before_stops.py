"""Whether charges can be reviewed before they are stopped, and which reviews stand in the way."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from cases.deadlines import REVIEW_BEFORE_STOP
from cases.decisions.review_before_stop import ReviewBeforeStop, reviews_before_stop
from cases.models import Suspect
from people.models.nullable import not_null
from timeliness import periods
from timeliness.calendar import london_day


def is_reviewed_before_stop(suspect: Suspect, *, at: datetime) -> bool:
    """Whether a victim can ask for a review before charges are stopped, in this Area and now."""
    area = not_null(suspect.cps_unit).area
    try:
        periods.period_in_force(REVIEW_BEFORE_STOP, on=london_day(at), area=area)
    except periods.NoPeriod:
        return False
    return True


def reviews_that_hold(suspect: Suspect, victims: Collection[UUID]) -> list[ReviewBeforeStop]:
    """
    What these victims asked to be reviewed before charges against the suspect are stopped: those
    that are open, and those by which the charges should go on.

    One that was accepted holds whatever became of the Area since: it is asked for by the rules of
    the day of the plan (ADR 126).
    """
    reviews = reviews_before_stop(suspect, victims)
    return [review for review in reviews if review.is_open or review.is_overturned]
