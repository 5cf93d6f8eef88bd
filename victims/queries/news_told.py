"""
When a victim is known to have been told a news item. The only place that decides it (ADR 42).

News counts as told from when it is known to have reached the victim: in a contact that got through,
when a letter was handed over or delivered, or when the victim says they have it. What was posted or
passed on is on its way; what came back was not told.
"""

from datetime import datetime

from django.db.models import Min, Q, QuerySet

from victims.models import Told

REACHED_VICTIM = Q(reached_at__isnull=False)
NEWS_ON_ITS_WAY = Q(reached_at=None, taken_back_at=None)


def news_that_reached_victim(rows: QuerySet[Told]) -> QuerySet[Told]:
    """The Told rows that are known to have reached the victim, earliest first."""
    return rows.filter(REACHED_VICTIM).order_by("reached_at", "pk")


def first_news_that_reached_victim(rows: QuerySet[Told], *, since: datetime) -> Told | None:
    """
    The first of these Told rows that told the victim of what happened at `since`.

    An earlier contact was about another event. None where the victim is not known to know.
    """
    return news_that_reached_victim(rows).filter(contact__contacted_at__gte=since).first()


def first_news_sent_at(rows: QuerySet[Told], *, since: datetime) -> datetime | None:
    """
    When the first of these Told rows was sent that did not come back; None where there is none.
    """
    out = rows.filter(
        NEWS_ON_ITS_WAY | Q(sending__isnull=False),
        taken_back_at=None,
        contact__contacted_at__gte=since,
    )
    first: datetime | None = out.aggregate(first=Min("contact__contacted_at"))["first"]
    return first
