"""
Notify a victim's ISVA that a meeting was arranged, changed or cancelled.

Only with the victim's consent to show the service what they have been told, for a purpose that
includes news. The notice has no time or place, and police and CPS learn of no service by it.
"""

from datetime import datetime

from people.models.nullable import not_null
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
from victims.queries.consent_sharing import active_consents
from victims.queries.known_support import NEWS_PURPOSES

MEETING_NOTICE_PURPOSE = "who may hear of a meeting with a victim"


def notify_services_of_meeting(meeting: Meeting, *, notice: str, at: datetime) -> None:
    """Notify the ISVA of each service that may know of the meeting, and log that it was shown."""
    agreed = Consent.objects.unscoped(MEETING_NOTICE_PURPOSE).filter(
        support__record=meeting.record_id, recipient=ConsentRecipient.SERVICE,
        category=ConsentCategory.TOLD,
        purpose__in=NEWS_PURPOSES,
    )  # fmt: skip
    supports = Support.objects.unscoped(MEETING_NOTICE_PURPOSE).filter(
        pk__in=active_consents(agreed, at=at).values("support"), status=SupportStatus.SUPPORTED
    )
    for support in supports.select_related("record__case"):
        notify_isva_of_meeting(support, notice=notice, at=at)


def notify_isva_of_meeting(support: Support, *, notice: str, at: datetime) -> None:
    """Notify one ISVA, who may know of the meeting, and log that it was shown."""
    notices.notify_isva(support, notice=notice, at=at)
    Shown.objects.unscoped(MEETING_NOTICE_PURPOSE).bulk_create(
        [
            Shown(
                case_id=support.case_id, support=support, category=ConsentCategory.TOLD,
                code=NewsTold.MEETING, on=london_day(at), to_id=not_null(support.isva_id), at=at,
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
