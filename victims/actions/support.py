"""A victim is referred to a service that supports victims, and what the service makes of it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.base import must_have_happened
from cases.queries.conflicts import is_kept
from people import access
from people.access import Refused, Scope
from people.models import Unit, UnitGrant, User
from victims import notices
from victims.actions import service_entries
from victims.actions.base import begin
from victims.actions.consents import agreed
from victims.models import (
    LogVerb,
    Recipient,
    Support,
    SupportReferral,
    SupportStatus,
    SupportStep,
    VictimRecord,
)

NO_SERVICE = _("Select a service that supports victims.")
REFERRED_ALREADY = _("This victim has been referred to this service, and the support is not over.")
NOT_OF_THE_SERVICE = _("Select an ISVA of your service.")


def services() -> dict[int, Unit]:
    """{id: unit} of the services that a victim can be referred to, by name."""
    found = Unit.objects.filter(kind=Unit.Kind.ISVA_SERVICE, is_open=True)
    return {unit.pk: unit for unit in found.select_related("agency").order_by("name")}


@transaction.atomic
def refer_to_service(
    *, record: VictimRecord, by: Scope, at: datetime, service: Unit, how: str, given_on: date,
    categories: Sequence[str] = (), **consent: Any,
) -> SupportReferral:  # fmt: skip
    """
    Refer a victim, who agrees to that, to a service; with what she agrees that it may know.

    how, given_on: how and when she agreed to be referred. categories, with the consent's purpose
    and expires_on: what police and CPS may show the service. What one side does here the other
    does not learn.
    """
    record = begin("refer_to_service", record, by=by, at=at, operation="disclosure")
    must_have_happened(given_on, at=at)
    if service.pk not in services():
        raise Refused(NO_SERVICE, is_stage=True)
    mine = Support.objects.system("is this a second referral").filter(
        record=record, service=service, side=by.side, is_open=True
    )
    if mine.exists():
        raise Refused(REFERRED_ALREADY, is_stage=True)
    support = Support.objects.system("a victim is referred to a service").create(
        case_id=record.case_id, record=record, service=service, side=by.side, listed_at=at
    )
    referral = SupportReferral.objects.system("a victim is referred to a service").create(
        case_id=record.case_id, record=record, support=support, service=service,
        only_side=by.side, how=how, given_on=given_on, by_id=by.user_id, at=at,
    )  # fmt: skip
    agreed(
        support, categories, by=by, at=at, recipient=Recipient.SERVICE, how=how,
        given_on=given_on, **consent,
    )  # fmt: skip
    notices.tell_managers(support, notice="support_asked", at=at)
    return referral


@transaction.atomic
def accept_support(*, support: Support, by: Scope, at: datetime, isva: User) -> Support:
    """Take a victim on, and say which ISVA supports her."""
    support = begin("accept_support", support, by=by, at=at)
    _answer(support, at=at, is_accepted=True)
    return _give_to(support, "accept_support", isva, by=by, at=at)


@transaction.atomic
def decline_support(*, support: Support, by: Scope, at: datetime, declined: str) -> Support:
    """Say that the service does not take a victim on, and why; the side that asked reads it."""
    support = begin("decline_support", support, by=by, at=at)
    _answer(support, at=at, is_accepted=False, declined=declined)
    _move(support, SupportStatus.DECLINED, at=at)
    _step(support, "decline_support", by=by, at=at)
    return support


@transaction.atomic
def assign_isva(
    *, support: Support, by: Scope, at: datetime, isva: User, hands_on: bool
) -> Support:
    """
    Give a victim's support to another ISVA; the one before sees nothing of her from now on.

    hands_on: whether the new one may read what the service has kept so far of its contacts. Which
    it was is in the service's own log alone.
    """
    support = begin("assign_isva", support, by=by, at=at)
    support = _give_to(support, "assign_isva", isva, by=by, at=at)
    support.entries_from = None if hands_on else at
    support.save(update_fields=["entries_from"])
    said = LogVerb.HANDED_ON if hands_on else LogVerb.KEPT_BACK
    service_entries.log(support, said, by=by, at=at, to=isva)
    return support


@transaction.atomic
def end_support(*, support: Support, by: Scope, at: datetime, ended: str) -> Support:
    """Support is over: nobody of the service is shown anything of the case from now on."""
    support = begin("end_support", support, by=by, at=at)
    access.revoke("assigned_isva", of=support.isva, on=support, by=by, at=at)
    support.isva = None
    _move(support, SupportStatus.ENDED, at=at)
    _step(support, "end_support", by=by, at=at, ended=ended)
    return support


def isvas_of(support: Support) -> dict[int, User]:
    """{id: person} of the active ISVAs of the service, in conflict with the case or not."""
    return _isvas(support, at=None)


def _isvas(support: Support, *, at: datetime | None) -> dict[int, User]:
    grants = UnitGrant.objects.filter(
        content_object=support.service_id, permission__codename="support_victims"
    )
    if at is not None:
        grants = grants.exclude(expires_at__lte=at)
    people = User.objects.filter(is_active=True, pk__in=grants.values("user"))
    return {person.pk: person for person in people.order_by("name")}


def _give_to(support: Support, verb: str, isva: User | None, *, by: Scope, at: datetime) -> Support:
    is_kept_from = isva is None or is_kept(isva, support.case_id)
    if isva is None or is_kept_from or isva.pk not in _isvas(support, at=at):
        raise Refused(NOT_OF_THE_SERVICE, is_stage=True)
    if support.isva_id and support.isva_id != isva.pk:
        access.revoke("assigned_isva", of=support.isva, on=support, by=by, at=at)
    support.isva = isva
    _move(support, SupportStatus.SUPPORTED, at=at)
    access.grant("assigned_isva", to=isva, on=support, by=by, at=at)
    _step(support, verb, by=by, at=at, to=isva)
    notices.tell_isva(support, notice="support_given", at=at)
    return support


def _move(support: Support, status: SupportStatus, *, at: datetime) -> None:
    support.status, support.listed_at = status, at
    support.is_open = status in (SupportStatus.ASKED, SupportStatus.SUPPORTED)
    support.save(update_fields=["status", "listed_at", "is_open", "isva"])


def _step(support: Support, verb: str, *, by: Scope, at: datetime, **facts: Any) -> None:
    SupportStep.objects.system("what became of a support").create(
        case_id=support.case_id, support=support, verb=verb, by_id=by.user_id, at=at, **facts
    )


def _answer(support: Support, *, at: datetime, **answer: Any) -> None:
    rows = SupportReferral.objects.system("a service answers")
    rows.filter(support=support).update(answered_at=at, **answer)
