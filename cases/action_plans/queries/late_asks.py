"""Late asks: gaps that stood at the first review of a suspect and are asked for by a later plan."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from cases.models import ActionItem, Gap, Review
from cases.proof.queries.gaps import first_reviews, is_late_ask
from people.access.scopes import Scope
from timeliness.calendar import london_day


@dataclass(frozen=True)
class LateGap:
    """A gap whose asking is late, and the day of the first review, at which it stood."""

    gap: Gap
    first_reviewed_on: date


def late_gaps(review: Review, gaps: Collection[Gap], scope: Scope) -> list[LateGap]:
    """
    Those of the gaps that count as late asks if a plan on this review asks for them.

    Not one that an earlier plan asked for, and was cancelled or could not be provided.
    """
    asked = ActionItem.objects.for_scope(scope).filter(gaps__in=list(gaps))
    before_this = set(asked.values_list("gaps", flat=True))
    gaps = [gap for gap in gaps if gap.pk not in before_this]
    first = first_reviews([gap.suspect for gap in gaps], scope) if gaps else {}
    found = []
    for gap in gaps:
        before = first.get(gap.suspect_id)
        is_first = before is not None and before.pk == review.pk
        if before and is_late_ask(gap, first=before.at, is_first_review=is_first):
            found.append(LateGap(gap, london_day(before.at)))
    return found
