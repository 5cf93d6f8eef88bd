"""What is alleged, as a reader may know it, now or at a moment that has passed."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from cases.models import Allegation
from people.access.scopes import Scope


def visible_allegations(scope: Scope, *, by: datetime | None = None) -> QuerySet[Allegation]:
    """
    The allegations as they stand for a reader: of each the newest version that she may know.

    by: as they stood at this moment, whatever has been added or corrected since.
    """
    known = Allegation.objects.for_scope(scope)
    if by is not None:
        known = known.filter(added_at__lte=by)
    later = known.filter(first=OuterRef("first"), number__gt=OuterRef("number"))
    return known.filter(~Exists(later))
