"""Charges are not stopped while a victim waits for a review of the plan to stop them."""

from collections.abc import Collection
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from cases.decisions.queries.reviews_before_stops import reviews_that_hold
from cases.models import LaidCharge, StopKind, Suspect
from people.access.scopes import Refused

REVIEW_IS_OPEN = _(
    "Victim %(n)s has asked for a review before these charges are stopped, and it has not been "
    "decided. Wait for the outcome. If the victim no longer asks, record on their page that they "
    "withdrew it."
)
REVIEW_SAID_GO_ON = _(
    "A review that victim %(n)s asked for found that these charges should not be stopped. If "
    "something has come up since, tell the victims of it first, and say here that they were told."
)


def check_no_review_before(
    suspect: Suspect, charges: Collection[LaidCharge], kind: str, *, on: date | None,
    are_told: bool, at: datetime,
) -> None:  # fmt: skip
    """
    Raise Refused where a victim of these charges might have the plan to stop them reviewed first,
    in the Area of the day of the plan, and has asked: until that is decided; and once it was
    overturned, unless the victims were told before that they are to be stopped all the same.

    on: the day on which they ended in court or by notice, if it was said. What ended before the
    victim asked is recorded as it was. A charge that is replaced goes on. Locks nothing: the case
    is locked.
    """
    if kind == StopKind.ALTERED:
        return
    victims = {laid.victim_id for laid in charges}
    for review in reviews_that_hold(suspect, victims):
        if on and on < review.asked_on:
            continue
        if review.is_open:
            raise Refused(REVIEW_IS_OPEN % {"n": review.victim_number}, is_stage=True)
        if review.is_overturned and not are_told:
            raise Refused(REVIEW_SAID_GO_ON % {"n": review.victim_number}, is_stage=True)
