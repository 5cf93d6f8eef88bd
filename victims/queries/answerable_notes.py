"""Which answers to notes a service may be sent or shown now, by the victim's consent."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from people.access.row_security import for_purpose
from victims.models import (
    AnswerReceived,
    Consent,
    ConsentCategory,
    NoteReceived,
    Shown,
    Support,
    SupportStatus,
    VictimIdentity,
)
from victims.queries.consent_sharing import CONSENT_SHARING_PURPOSE, active_consents

# A side and the recipient of a consent have the same codes.


@for_purpose(CONSENT_SHARING_PURPOSE)
def answerable_notes(notes: Collection[UUID], *, at: datetime) -> set[UUID]:
    """
    The ids of those of received notes that can be answered now. One query; none without notes.

    The service supports the victim, they agree that the side gets notes from it, and their identity
    was not destroyed.
    """
    if not notes:
        return set()
    rows = NoteReceived.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        Exists(_note_consents("sent__support", "only_side", at=at)), ~Exists(_destroyed("record")),
        pk__in=notes, sent__support__status=SupportStatus.SUPPORTED,
    )  # fmt: skip
    return set(rows.values_list("pk", flat=True))


@for_purpose(CONSENT_SHARING_PURPOSE)
def sides_whose_answers_are_shown(support: Support, *, at: datetime) -> set[str]:
    """
    The sides whose answers the service may be shown now, whether there are any or not. One query.
    """
    consents = Consent.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        support=support, support__status=SupportStatus.SUPPORTED, category=ConsentCategory.LIAISON
    )
    return set(active_consents(consents, at=at).values_list("recipient", flat=True))


def answers_to_open(accounts: Collection[int], *, at: datetime) -> QuerySet[AnswerReceived]:
    """
    As a subquery about a support: the answers that these accounts may be shown now, and were not.
    """
    shown = Shown.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        answer=OuterRef("pk"), to__in=accounts
    )
    return AnswerReceived.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        Exists(_note_consents("support", "side", at=at)), ~Exists(shown),
        ~Exists(_destroyed("support__record")), support=OuterRef("pk"),
        support__status=SupportStatus.SUPPORTED,
    )  # fmt: skip


def _note_consents(support: str, side: str, *, at: datetime) -> QuerySet[Consent]:
    """The active consents that a side gets notes, as a subquery. support, side: paths."""
    rows = Consent.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        support=OuterRef(support), recipient=OuterRef(side), category=ConsentCategory.LIAISON
    )
    return active_consents(rows, at=at)


def _destroyed(record: str) -> QuerySet[VictimIdentity]:
    """The identity of a victim if it was destroyed, as a subquery. record: path to the victim's."""
    return VictimIdentity.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        record=OuterRef(record), destroyed_at__isnull=False
    )
