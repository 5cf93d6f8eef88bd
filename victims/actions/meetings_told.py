"""
The ISVA hears that a meeting with the victim was arranged, changed or cancelled.

As far as the victim agrees: by the consent to what the victim has been told, which shows the
service that a meeting was offered, for a purpose that news is part of. Nothing of when or where it
is goes with it, and police and CPS learn of no service by it.
"""

from datetime import datetime

from timeliness.calendar import london_day
from victims import notices
from victims.models import (
    Category,
    Consent,
    Meeting,
    Recipient,
    Shown,
    Support,
    SupportStatus,
    What,
)
from victims.queries.consented import CARRIES_NEWS, standing

WHY = "who may hear of a meeting with a victim"


def tell_services(meeting: Meeting, *, notice: str, at: datetime) -> None:
    """Tell the ISVA of each service that may know, and keep that they were told."""
    agreed = Consent.objects.system(WHY).filter(
        support__record=meeting.record_id, recipient=Recipient.SERVICE, category=Category.TOLD,
        purpose__in=CARRIES_NEWS,
    )  # fmt: skip
    supports = Support.objects.system(WHY).filter(
        pk__in=standing(agreed, at=at).values("support"), status=SupportStatus.SUPPORTED
    )
    for support in supports.select_related("record__case"):
        tell_isva_of_it(support, notice=notice, at=at)


def tell_isva_of_it(support: Support, *, notice: str, at: datetime) -> None:
    """Tell an ISVA who may hear of a meeting, and keep that they were told."""
    notices.tell_isva(support, notice=notice, at=at)
    Shown.objects.system(WHY).bulk_create(
        [
            Shown(
                case_id=support.case_id, support=support, category=Category.TOLD,
                code=What.MEETING, on=london_day(at), to_id=support.isva_id, at=at,
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
