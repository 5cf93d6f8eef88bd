"""A lawyer of the CPS says of the points to prove of an offence whether they are right."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.models import OffencePoints, PointsReview
from cases.permissions import SITE
from people.access import audit_log
from people.access.scopes import Refused, Scope
from people.models import Operation

NOT_IN_USE = _("There is a newer version of these points. Review that one.")


@transaction.atomic
def review_points(
    *, points: OffencePoints, by: Scope, at: datetime, is_right: bool, text: str
) -> PointsReview:
    """
    Record under one's name whether this version of the points is right, and why.

    Raises Refused if it is no longer the version in use.
    """
    SITE.check(by, "review_points")
    row = OffencePoints.objects.select_for_update(no_key=True).get(pk=points.pk)
    if not row.is_current:
        raise Refused(NOT_IN_USE, is_stage=True)
    review = PointsReview.objects.create(
        points=row, is_right=is_right, text=text, by_id=by.actor.id, at=at
    )
    audit_log.record_entry(
        operation=Operation.ALTERATION, verb="review_points", by=by,
        capacities=by.all_capacities, kind=OffencePoints._meta.label, ids=[row.pk], at=at,
    )  # fmt: skip
    return review
