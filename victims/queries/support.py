"""The victims that a service supports, and the consents and steps of one support."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypedDict
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access.histories import HistoryEntry
from people.access.row_security import acting, for_purpose
from people.access.scopes import Scope
from people.access.worklists import Worklist
from people.models import Side, User
from people.text.dates import format_day
from timeliness.calendar import london_day
from victims.labels import SUPPORT_STEP_LABELS
from victims.models import (
    Consent,
    ConsentRecipient,
    ConsentWithdrawal,
    Shown,
    Support,
    SupportReferral,
    SupportStatus,
    SupportStep,
    VictimRecord,
)
from victims.permissions.note_answers import ROLE_BY_CAPACITY
from victims.queries.consent_sharing import (
    CONSENT_SHARING_PURPOSE,
    categories_agreed_for_service,
    consents_known_to_side,
    recipient_kind_of_person,
    shown_facts_by_consent,
)
from victims.queries.known_support import open_agreed_actions_of_isva, services_no_longer_known
from victims.queries.liaison_notes import UNNAMED_SERVICE
from victims.queries.shared_fact_text import shown_fact_text

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

SUPPORT_COLUMNS = ("case__urn", "record__number", "status", "isva__name")
SUPPORT_NO_LONGER_KNOWN = gettext_lazy("The victim no longer agrees that you know of this support")
SUPPORTED_WORKLIST = Worklist(Support, columns=SUPPORT_COLUMNS)


@dataclass(frozen=True)
class SupportListRow:
    """A supported victim in a worklist: a reference, and the ISVA."""

    pk: UUID
    urn: str
    number: int
    status: str | Promise
    isva: str


def support_list_row(found: Sequence[Any]) -> SupportListRow:
    """A row of the worklist as a page shows it."""
    pk, urn, number, status, isva, _listed_at = found
    return SupportListRow(pk, urn, number, SupportStatus(status).label, isva or "")


class SupportActions(TypedDict):
    """
    What a query adds to a support.

    has_to_do: whether the reader owns an agreed action. agreed: the categories that the victim
    agrees to its service being shown.
    """

    has_to_do: bool
    agreed: list[str]


def support_detail(support: Support, scope: Scope) -> "WithAnnotations[Support, SupportActions]":
    """
    A support, which the guard has found, with the related rows that its page shows.
    """
    rows = Support.objects.for_scope(scope).select_related("case", "record", "isva")
    rows = rows.annotate(
        has_to_do=Exists(open_agreed_actions_of_isva(support, scope.accounts, at=scope.at)),
        agreed=ArraySubquery(categories_agreed_for_service(at=scope.at)),
    )
    with acting("the case and the record of a support that its reader was let in to"):
        return rows.get(pk=support.pk)


@dataclass(frozen=True)
class ConsentRow:
    """A consent as a page shows it: active or not, and what was shown by it."""

    pk: UUID
    category: str
    facts: list[tuple[str, str | Promise]]  # [(what, text)]
    is_active: bool
    is_waiting: bool  # to be confirmed by a second person
    shown: list[tuple[str, str, datetime]]  # [(text, to whom, when first)]

    @property
    def label(self) -> str:
        """Its label as a choice of a form."""
        return f"{self.category}: {self.facts[0][1]}"


def consents_of_support(support: Support, scope: Scope) -> list[ConsentRow]:
    """The victim's consents, active or not, as the service reads them; newest first."""
    return _consent_rows(
        Consent.objects.for_scope(scope).filter(support=support), ConsentReader(scope)
    )


@for_purpose(CONSENT_SHARING_PURPOSE)
def consents_known_to_reader(
    record: VictimRecord, scope: Scope, *, capacities: Collection[str] = ()
) -> list[ConsentRow]:
    """
    The consents that the reader's side knows, for police and CPS: see consents_of_support.

    capacities: those in which the reader holds the record; notes sent to other roles are left out.
    """
    hidden_services = services_no_longer_known(record, scope.side, at=scope.at)
    roles = frozenset(role for capacity, role in ROLE_BY_CAPACITY.items() if capacity in capacities)
    return _consent_rows(
        consents_known_to_side(record, scope.side), ConsentReader(scope, hidden_services, roles)
    )


@dataclass(frozen=True)
class ConsentReader:
    """The reader of consents: the services they may not know, and the roles they have."""

    scope: Scope
    hidden_services: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()

    @property
    def is_of_service(self) -> bool:
        return self.scope.side == Side.SUPPORT

    def name_of(self, person: User, consent: Consent) -> str:
        """The person who recorded a consent, without a name where the service may not be known."""
        is_theirs = recipient_kind_of_person(person) == ConsentRecipient.SERVICE
        is_kept = consent.support.service_id in self.hidden_services
        return str(UNNAMED_SERVICE) if is_theirs and is_kept else person.name

    def may_know_of(self, shown_fact: Shown) -> bool:
        """Whether the reader may know that this was shown."""
        written = shown_fact.note or shown_fact.answer
        return written is None or self.is_of_service or written.role in self.roles

    def shown_to(self, shown_fact: Shown) -> str:
        """A person of the reader's side by name, of another side by role."""
        if shown_fact.to.agency.side == self.scope.side:
            return shown_fact.to.name
        if shown_fact.note is not None:
            return shown_fact.note.get_role_display()
        return str(ConsentRecipient(recipient_kind_of_person(shown_fact.to)).label)


def _consent_rows(rows: QuerySet[Consent], reader: ConsentReader) -> list[ConsentRow]:
    rows = rows.select_related(
        "withdrawal", "confirmation__by__agency", "by__agency", "support__service"
    )
    found = list(rows.order_by("-at", "pk"))
    shown_facts = shown_facts_by_consent(found)
    return [_consent_row(row, shown_facts[row.pk], reader) for row in found]


def _consent_row(row: Consent, shown_facts: Iterable[Shown], reader: ConsentReader) -> ConsentRow:
    at = reader.scope.at
    facts = [
        (_("Who may know"), _recipient_label(row, reader)),
        (_("What for"), row.get_purpose_display()),
        (_("Agreed"), _how_and_day(row, row.given_on)),
        (_("Until"), _day_or_none(row.expires_at) or _("the victim withdraws it")),
        (_("Recorded by"), reader.name_of(row.by, row)),
    ]
    if (confirmation := getattr(row, "confirmation", None)) is not None:
        facts.append((_("Confirmed by"), reader.name_of(confirmation.by, row)))
    if (withdrawal := getattr(row, "withdrawal", None)) is not None:
        facts.append((_("Withdrawn"), _how_and_day(withdrawal, london_day(withdrawal.at))))
    shown_facts = [each for each in shown_facts if reader.may_know_of(each)]
    shown = [(shown_fact_text(each), reader.shown_to(each), each.at) for each in shown_facts]
    return ConsentRow(
        row.pk,
        row.get_category_display(),
        facts,
        row.is_active(at),
        row.is_waiting_for_confirmation(at),
        shown,
    )


def _recipient_label(row: Consent, reader: ConsentReader) -> str | Promise:
    if row.recipient != ConsentRecipient.SERVICE:
        return row.get_recipient_display()
    return (
        UNNAMED_SERVICE
        if row.support.service_id in reader.hidden_services
        else row.support.service.name
    )


def _how_and_day(row: Consent | ConsentWithdrawal, day: date) -> str:
    return f"{row.get_how_display()}, {format_day(day)}"


def _day_or_none(moment: datetime | None) -> str | None:
    return format_day(london_day(moment)) if moment else None


def support_history(support: Support, scope: Scope) -> list[HistoryEntry]:
    """The steps of a support, newest first, for a timeline."""
    rows = SupportStep.objects.for_scope(scope).filter(support=support)
    return [
        HistoryEntry(
            SUPPORT_STEP_LABELS[row.verb],
            row.by.name,
            row.at,
            row.get_ended_display() or _named_isva_text(row),
        )
        for row in rows.select_related("by", "to").order_by("-at")
    ]


def _named_isva_text(row: SupportStep) -> str:
    return _("To %(name)s") % {"name": row.to.name} if row.to else ""


@for_purpose(CONSENT_SHARING_PURPOSE)
def referral_rows_of_victim(
    record: VictimRecord, scope: Scope
) -> list[tuple[str | Promise, datetime, str | Promise]]:
    """
    [(service, when, answer)] of the referrals by the reader's side.

    Where the side may no longer know of the support, service and answer are left out.
    """
    hidden_services = services_no_longer_known(record, scope.side, at=scope.at)
    rows = SupportReferral.objects.for_scope(scope).filter(record=record)
    rows = rows.select_related("service", "support").order_by("-at")
    return [
        (UNNAMED_SERVICE, row.at, SUPPORT_NO_LONGER_KNOWN)
        if {row.service_id, row.support.service_id} & hidden_services
        else (row.service.name, row.at, _service_answer_text(row))
        for row in rows
    ]


def _service_answer_text(row: SupportReferral) -> str:
    if row.is_accepted is None:
        return _("The service has not answered yet")
    return _("The service took this on") if row.is_accepted else row.get_declined_display()
