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
    Consent,
    ConsentCategory,
    ConsentRecipient,
    Meeting,
    NewsTold,
    Shown,
    Support,
    SupportStatus,
)
from victims.queries.consent_sharing import NEWS_PURPOSES, active_consents

MEETING_NOTICE_PURPOSE = "who may hear of a meeting with a victim"


def notify_services_of_meeting(meeting: Meeting, *, notice: str, at: datetime) -> None:
    """Tell the ISVA of each service that may know, and keep that they were told."""
    agreed = Consent.objects.system(MEETING_NOTICE_PURPOSE).filter(
        support__record=meeting.record_id, recipient=ConsentRecipient.SERVICE,
        category=ConsentCategory.TOLD,
        purpose__in=NEWS_PURPOSES,
    )  # fmt: skip
    supports = Support.objects.system(MEETING_NOTICE_PURPOSE).filter(
        pk__in=active_consents(agreed, at=at).values("support"), status=SupportStatus.SUPPORTED
    )
    for support in supports.select_related("record__case"):
        notify_isva_of_meeting(support, notice=notice, at=at)


def notify_isva_of_meeting(support: Support, *, notice: str, at: datetime) -> None:
    """Tell an ISVA who may hear of a meeting, and keep that they were told."""
    notices.notify_isva(support, notice=notice, at=at)
    Shown.objects.system(MEETING_NOTICE_PURPOSE).bulk_create(
        [
            Shown(
                case_id=support.case_id, support=support, category=ConsentCategory.TOLD,
                code=NewsTold.MEETING, on=london_day(at), to_id=support.isva_id, at=at,
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
