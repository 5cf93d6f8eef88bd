"""
Which services' support of a victim police and CPS may know, by the victim's consent.

A consent to notes includes this, because a note says who sent it.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from people.access.expiry import live_at
from people.access.row_security import for_purpose
from people.models import Side
from timeliness.calendar import london_day
from victims.models import (
    FROM_THE_SERVICE,
    Consent,
    ConsentCategory,
    ConsentPurpose,
    ConsentRecipient,
    Support,
    SupportStatus,
    SupportStep,
    VictimRecord,
)
from victims.models import Agreed as AgreedAtMeeting
from victims.queries.consent_sharing import (
    CONSENT_SHARING_PURPOSE,
    RECIPIENT_BY_SIDE,
    active_consents,
)

# The purposes that allow an ISVA to pass on news of the case: SAFETY does not.
NEWS_PURPOSES = (ConsentPurpose.SUPPORT, ConsentPurpose.SPEAK_FOR)


@for_purpose(CONSENT_SHARING_PURPOSE)
def may_send_through_isva(record: UUID, side: str | None, *, at: datetime) -> bool:
    """
    Whether a side may send the victim something through an ISVA at a moment, now or in the past.

    The victim consents that the service knows what they are told, for a purpose that includes news;
    the service supports them; and the side may know that: by consent, or by its own referral where
    no consent to that was ever asked for.
    """
    ended_later = SupportStep.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        support=OuterRef("support"), verb="end_support", at__gt=at
    )
    of_support = Consent.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        support=OuterRef("support")
    )
    may_know = _consents_active_at(of_support, at=at).filter(
        recipient=RECIPIENT_BY_SIDE[side], category=ConsentCategory.IS_SUPPORTED
    )
    was_asked = of_support.filter(
        recipient=RECIPIENT_BY_SIDE[side], category__in=FROM_THE_SERVICE, at__lte=at
    )
    rows = Consent.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        Q(support__status=SupportStatus.SUPPORTED) | Exists(ended_later),
        Q(support__side=side) & ~Exists(was_asked) | Exists(may_know),
        support__record=record, recipient=ConsentRecipient.SERVICE, category=ConsentCategory.TOLD,
        purpose__in=NEWS_PURPOSES,
    )  # fmt: skip
    return _consents_active_at(rows, at=at).exists()


def _consents_active_at(rows: QuerySet[Consent], *, at: datetime) -> QuerySet[Consent]:
    """These consents that were active at a moment; they may have been withdrawn since."""
    stood = Q(withdrawal=None) | Q(withdrawal__at__gt=at)
    counted = Q(is_given_again=False) | Q(confirmation__at__lte=at)
    return rows.filter(stood, live_at(at), counted, given_on__lte=london_day(at))


@for_purpose(CONSENT_SHARING_PURPOSE)
def sides_that_know(supports: Collection[Support], *, at: datetime) -> dict[UUID, frozenset[Side]]:
    """
    {support: the sides that may know of it}: by consent, or by their own referral where no consent
    to that was ever asked for. One query.
    """
    rows = Consent.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        support__in=supports, category__in=FROM_THE_SERVICE
    )
    asked: dict[tuple[UUID, str], list[Consent]] = {}
    for row in rows.select_related("withdrawal", "confirmation"):
        asked.setdefault((row.support_id, row.recipient), []).append(row)
    return {
        support.pk: frozenset(
            Side(side) for side, recipient in RECIPIENT_BY_SIDE.items() if side
            and _may_know(asked.get((support.pk, recipient)), is_theirs=side == support.side, at=at)
        )
        for support in supports
    }  # fmt: skip


def _may_know(consents: Collection[Consent] | None, *, is_theirs: bool, at: datetime) -> bool:
    """is_theirs: the side referred the victim itself."""
    if not consents:
        return is_theirs
    return any(
        each.category == ConsentCategory.IS_SUPPORTED and each.is_active(at) for each in consents
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
