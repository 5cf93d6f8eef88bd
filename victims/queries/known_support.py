"""
Which services' support of a victim police and CPS may know, by the victim's consent.

A consent to notes includes this, because a note says who sent it.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from people.access.row_security import for_purpose
from people.models import Side
from victims.models import (
    FROM_THE_SERVICE,
    Consent,
    ConsentCategory,
    ConsentRecipient,
    Support,
    SupportStatus,
    VictimRecord,
)
from victims.models import Agreed as AgreedAtMeeting
from victims.queries.consent_sharing import (
    CONSENT_SHARING_PURPOSE,
    NEWS_PURPOSES,
    RECIPIENT_BY_SIDE,
    active_consents,
)


def service_names_known_to_side(
    record: VictimRecord, side: str | None, *, at: datetime
) -> list[str]:
    """The names of the services that support the victim now, as far as a side may know."""
    return sorted({each.service.name for each in supports_known_to_side(record, side, at=at)})


@for_purpose(CONSENT_SHARING_PURPOSE)
def supports_known_to_side(
    record: VictimRecord, side: str | None, *, at: datetime
) -> list[Support]:
    """The current supports of the victim that a side may know."""
    rows = Consent.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        support__record=record, support__status=SupportStatus.SUPPORTED,
        recipient=RECIPIENT_BY_SIDE[side], category=ConsentCategory.IS_SUPPORTED,
    )  # fmt: skip
    known = active_consents(rows, at=at).values("support")
    return list(
        Support.objects.unscoped(CONSENT_SHARING_PURPOSE)
        .filter(pk__in=known)
        .select_related("service")
    )


@for_purpose(CONSENT_SHARING_PURPOSE)
def services_no_longer_known(
    record: VictimRecord, side: str | None, *, at: datetime
) -> frozenset[int]:
    """
    The ids of the services that a side knew by consent and may no longer know.

    They are no longer named to that side: neither in its own referrals nor in notes it received.
    """
    rows = Consent.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        support__record=record, recipient=RECIPIENT_BY_SIDE[side], category__in=FROM_THE_SERVICE
    )
    known_services = active_consents(rows, at=at).values_list("support__service", flat=True)
    return frozenset(rows.values_list("support__service", flat=True)) - frozenset(known_services)


@for_purpose(CONSENT_SHARING_PURPOSE)
def consents_still_known(record: VictimRecord, side: str | None, *, at: datetime) -> set[str]:
    """The ids of the consents to a side of services that it may still know."""
    rows = Consent.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        support__record=record, recipient=RECIPIENT_BY_SIDE[side], category__in=FROM_THE_SERVICE
    )
    services = active_consents(rows, at=at).values("support__service")
    known = rows.filter(support__service__in=services).values_list("pk", flat=True)
    return {str(pk) for pk in known}


@for_purpose(CONSENT_SHARING_PURPOSE)
def supports_known_to_all(record: VictimRecord, *, at: datetime) -> list[Support]:
    """The current supports that police, CPS and the service may mention to each other with news."""
    known = supports_known_to_side(record, Side.POLICE, at=at)
    known = [each for each in known if each in supports_known_to_side(record, Side.CPS, at=at)]
    told = _active_news_consents(at=at).filter(support__in=known)
    agreed = set(told.values_list("support", flat=True)) if known else set()
    return [each for each in known if each.pk in agreed]


def support_of_isva(record: VictimRecord, isva: int, *, at: datetime) -> Support:
    """
    The support of an ISVA among supports_known_to_all. Raises StopIteration where there is none.
    """
    return next(each for each in supports_known_to_all(record, at=at) if each.isva_id == isva)


def open_agreed_actions_of_isva(
    support: Support, accounts: Iterable[int], *, at: datetime
) -> QuerySet[AgreedAtMeeting]:
    """The open agreed actions of these accounts of an ISVA, while the service may know of them."""
    told = _active_news_consents(at=at).filter(support=support.pk)
    rows = AgreedAtMeeting.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        person__in=accounts, done=None
    )
    return rows.filter(record__in=told.values("support__record"))


def _active_news_consents(*, at: datetime) -> QuerySet[Consent]:
    """The active consents that a supporting service knows what the victim is told."""
    rows = Consent.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        support__status=SupportStatus.SUPPORTED, category=ConsentCategory.TOLD,
        recipient=ConsentRecipient.SERVICE, purpose__in=NEWS_PURPOSES,
    )  # fmt: skip
    return active_consents(rows, at=at)
