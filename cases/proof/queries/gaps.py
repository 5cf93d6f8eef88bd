"""Gaps that an action can ask for, and those that should have been asked for earlier."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q

from cases.models import ActionItem, Answer, Gap, Review, Suspect
from cases.statuses import ItemStatus
from people.access.scopes import Scope

# Actions that ask for a gap still, or whose answer has filled it.
ASKING = Q(status__in=[ItemStatus.OPEN, ItemStatus.ANSWERED]) | Q(
    status=ItemStatus.ACCEPTED, answer=Answer.DONE
)


def gaps_to_ask_for(suspects: Iterable[Suspect], scope: Scope) -> list[Gap]:
    """The open gaps of these suspects that no action asks for. One query."""
    asking = ActionItem.objects.for_scope(scope).filter(ASKING, gaps=OuterRef("pk"))
    rows = Gap.objects.for_scope(scope).filter(suspect__in=list(suspects), ended_at=None)
    rows = rows.filter(~Exists(asking)).select_related("point__of", "allegation__offence")
    return list(rows.order_by("suspect", "at", "pk"))


def first_reviews(suspects: Iterable[Suspect], scope: Scope) -> dict[object, Review]:
    """{id of a suspect: their first review}. One query."""
    rows = Review.objects.for_scope(scope).filter(suspects__in=list(suspects))
    found: dict[object, Review] = {}
    for review in rows.annotate(about=F("suspects")).order_by("at", "pk"):
        found.setdefault(review.about, review)
    return found


def is_late_ask(gap: Gap, *, first: datetime | None, is_first_review: bool) -> bool:
    """
    Whether asking for a gap now is late: it stood at the first review of its suspect, and the plan
    is set on a later one. first: the time of the first review, None if there was none.
    """
    return first is not None and gap.at <= first and not is_first_review
