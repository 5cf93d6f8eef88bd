"""
Whether police and CPS may know which services support a victim, as far as she agrees to that.

A consent to notes counts as one to know of the support: a note says who sent it.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

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
    """The names of the services that support her now, as far as she agrees that a side knows."""
    return sorted({each.service.name for each in supports_known_to_side(record, side, at=at)})


def supports_known_to_side(
    record: VictimRecord, side: str | None, *, at: datetime
) -> list[Support]:
    """What supports her now, of which she agrees that a side knows."""
    rows = Consent.objects.system(CONSENT_SHARING_PURPOSE).filter(
        support__record=record, support__status=SupportStatus.SUPPORTED,
        recipient=RECIPIENT_BY_SIDE[side], category=ConsentCategory.IS_SUPPORTED,
    )  # fmt: skip
    known = active_consents(rows, at=at).values("support")
    return list(
        Support.objects.system(CONSENT_SHARING_PURPOSE)
        .filter(pk__in=known)
        .select_related("service")
    )


def services_no_longer_known(
    record: VictimRecord, side: str | None, *, at: datetime
) -> frozenset[int]:
    """
    The ids of the services of which a side knew by her consent, and no longer may know.

    They are not named to that side any more: not by the referrals that it made, nor by the notes
    that it was sent.
    """
    rows = Consent.objects.system(CONSENT_SHARING_PURPOSE).filter(
        support__record=record, recipient=RECIPIENT_BY_SIDE[side], category__in=FROM_THE_SERVICE
    )
    known = active_consents(rows, at=at).values_list("support__service", flat=True)
    return frozenset(rows.values_list("support__service", flat=True)) - frozenset(known)


def consents_still_known(record: VictimRecord, side: str | None, *, at: datetime) -> set[str]:
    """The ids of the consents to a side from services of which it may still know."""
    rows = Consent.objects.system(CONSENT_SHARING_PURPOSE).filter(
        support__record=record, recipient=RECIPIENT_BY_SIDE[side], category__in=FROM_THE_SERVICE
    )
    services = active_consents(rows, at=at).values("support__service")
    known = rows.filter(support__service__in=services).values_list("pk", flat=True)
    return {str(pk) for pk in known}


def supports_known_to_all(record: VictimRecord, *, at: datetime) -> list[Support]:
    """What supports her now, as far as police, CPS and the service itself may speak of news."""
    known = supports_known_to_side(record, Side.POLICE, at=at)
    known = [each for each in known if each in supports_known_to_side(record, Side.CPS, at=at)]
    told = _active_news_consents(at=at).filter(support__in=known)
    agreed = set(told.values_list("support", flat=True)) if known else set()
    return [each for each in known if each.pk in agreed]


def support_of_isva(record: VictimRecord, isva: int, *, at: datetime) -> Support:
    """Of those the support of an ISVA. Raises StopIteration where there is none."""
    return next(each for each in supports_known_to_all(record, at=at) if each.isva_id == isva)


def open_agreed_actions_of_isva(
    support: Support, accounts: Iterable[int], *, at: datetime
) -> QuerySet[AgreedAtMeeting]:
    """What these accounts of an ISVA are still to do for her, while the service may hear of it."""
    told = _active_news_consents(at=at).filter(support=support.pk)
    rows = AgreedAtMeeting.objects.system(CONSENT_SHARING_PURPOSE).filter(
        person__in=accounts, done=None
    )
    return rows.filter(record__in=told.values("support__record"))


def _active_news_consents(*, at: datetime) -> QuerySet[Consent]:
    """The consents that stand to a service that supports her knowing what she is told."""
    rows = Consent.objects.system(CONSENT_SHARING_PURPOSE).filter(
        support__status=SupportStatus.SUPPORTED, category=ConsentCategory.TOLD,
        recipient=ConsentRecipient.SERVICE, purpose__in=NEWS_PURPOSES,
    )  # fmt: skip
    return active_consents(rows, at=at)
