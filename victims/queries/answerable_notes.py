"""Which answers to notes a service may be sent or shown now, by the victim's consent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

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


@dataclass(frozen=True)
class NotesStanding:
    """
    The ids of those of some received notes that can be answered now, and of those whose words are
    gone with the victim's identity.
    """

    answerable: set[UUID]
    destroyed: set[UUID]


@for_purpose(CONSENT_SHARING_PURPOSE)
def standing_of_notes(notes: Collection[UUID], *, at: datetime) -> NotesStanding:
    """
    What can be done now with received notes. One query; none without notes.

    A note can be answered while the service supports the victim, they agree that the side gets
    notes from it, and their identity was not destroyed.
    """
    if not notes:
        return NotesStanding(set(), set())
    agreed = Exists(_note_consents("sent__support", "only_side", at=at))
    is_supported = Q(sent__support__status=SupportStatus.SUPPORTED)
    rows = NoteReceived.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(pk__in=notes)
    may_answer = Case(When(is_supported & Q(agreed), then=Value(True)), default=Value(False))
    found = list(rows.values_list("pk", may_answer, Exists(_destroyed("record"))))
    destroyed = {pk for pk, _is_open, is_gone in found if is_gone}
    return NotesStanding({pk for pk, is_open, _is_gone in found if is_open} - destroyed, destroyed)


def answerable_notes(notes: Collection[UUID], *, at: datetime) -> set[UUID]:
    """The ids of those of received notes that can be answered now: see standing_of_notes."""
    return standing_of_notes(notes, at=at).answerable


@for_purpose(CONSENT_SHARING_PURPOSE)
def sides_whose_answers_are_shown(support: Support, *, at: datetime) -> set[str]:
    """
    The sides whose answers the service may be shown now, whether there are any or not. One query.
    """
    consents = Consent.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        support=support, support__status=SupportStatus.SUPPORTED, category=ConsentCategory.LIAISON
    )
    return set(active_consents(consents, at=at).values_list("recipient", flat=True))


def answers_to_open(
    accounts: Collection[int], *, at: datetime, support: str = "pk"
) -> QuerySet[AnswerReceived]:
    """
    As a subquery about a support: the answers that these accounts may be shown now, and were not.

    support: where the outer query has the id of the support.
    """
    shown = Shown.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        answer=OuterRef("pk"), to__in=accounts
    )
    return AnswerReceived.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        Exists(_note_consents("support", "side", at=at)), ~Exists(shown),
        ~Exists(_destroyed("support__record")), support=OuterRef(support),
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
