"""
Whether police and CPS may know which services support a victim, as far as she agrees to that.

A consent to notes counts as one to know of the support: a note says who sent it.
"""

from datetime import datetime

from victims.models import (
    FROM_THE_SERVICE,
    Category,
    Consent,
    Support,
    SupportStatus,
    VictimRecord,
)
from victims.queries.consented import RECIPIENT_OF, WHY, standing


def service_of(record: VictimRecord, side: str, *, at: datetime) -> list[str]:
    """The names of the services that support her now, as far as she agrees that a side knows."""
    return sorted({each.service.name for each in supports_known(record, side, at=at)})


def supports_known(record: VictimRecord, side: str, *, at: datetime) -> list[Support]:
    """What supports her now, of which she agrees that a side knows."""
    rows = Consent.objects.system(WHY).filter(
        support__record=record, support__status=SupportStatus.SUPPORTED,
        recipient=RECIPIENT_OF[side], category=Category.IS_SUPPORTED,
    )  # fmt: skip
    known = standing(rows, at=at).values("support")
    return list(Support.objects.system(WHY).filter(pk__in=known).select_related("service"))


def services_kept(record: VictimRecord, side: str, *, at: datetime) -> frozenset[int]:
    """
    The ids of the services of which a side knew by her consent, and no longer may know.

    They are not named to that side any more: not by the referrals that it made, nor by the notes
    that it was sent.
    """
    rows = Consent.objects.system(WHY).filter(
        support__record=record, recipient=RECIPIENT_OF[side], category__in=FROM_THE_SERVICE
    )
    known = standing(rows, at=at).values_list("support__service", flat=True)
    return frozenset(rows.values_list("support__service", flat=True)) - frozenset(known)


def consents_still_known(record: VictimRecord, side: str, *, at: datetime) -> set[str]:
    """The ids of the consents to a side from services of which it may still know."""
    rows = Consent.objects.system(WHY).filter(
        support__record=record, recipient=RECIPIENT_OF[side], category__in=FROM_THE_SERVICE
    )
    services = standing(rows, at=at).values("support__service")
    known = rows.filter(support__service__in=services).values_list("pk", flat=True)
    return {str(pk) for pk in known}
