"""Referral of a victim to a support service, and the service's answer, ISVA and end of support."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import check_past_dates
from cases.queries.conflicts import is_in_conflict
from people.access import grants
from people.access.expiry import live_at
from people.access.row_security import for_purpose
from people.access.scopes import Refused, Scope
from people.models import Unit, UnitGrant, User
from victims import notices
from victims.actions import service_entries
from victims.actions.consents import create_consents
from victims.actions.open_victim_action import open_victim_action
from victims.models import (
    ConsentRecipient,
    ServiceLogVerb,
    Support,
    SupportReferral,
    SupportStatus,
    SupportStep,
    VictimRecord,
)

SERVICE_REQUIRED = _("Select a service that supports victims.")
ALREADY_REFERRED = _("This victim has been referred to this service, and the support is not over.")
ISVA_NOT_OF_SERVICE = _("Select an ISVA of your service.")


@for_purpose("the services a victim can be referred to")
def services_to_refer_to() -> dict[int, Unit]:
    """{id: unit} of the services that a victim can be referred to, by name."""
    found = Unit.objects.filter(kind=Unit.Kind.ISVA_SERVICE, is_open=True)
    return {unit.pk: unit for unit in found.select_related("agency").order_by("name")}


@transaction.atomic
def refer_to_service(
    *, record: VictimRecord, by: Scope, at: datetime, service: Unit, how: str, given_on: date,
    categories: Sequence[str] = (), **consent: Any,
) -> SupportReferral:  # fmt: skip
    """
    Refer a victim who agrees to it to a service, and record what the service may know.

    how, given_on: how and when the victim agreed to be referred. categories, with purpose and
    expires_on: what police and CPS may show the service. The other side does not learn of the
    referral. Raises Refused.
    """
    record = open_victim_action("refer_to_service", record, by=by, at=at, operation="disclosure")
    check_past_dates(given_on, at=at)
    _check_can_refer_to(service, record, side=by.side)
    support = Support.objects.unscoped("a victim is referred to a service").create(
        case_id=record.case_id, record=record, service=service, side=by.actor.side, listed_at=at
    )
    referral = SupportReferral.objects.unscoped("a victim is referred to a service").create(
        case_id=record.case_id, record=record, support=support, service=service,
        only_side=by.actor.side, how=how, given_on=given_on, by_id=by.actor.id, at=at,
    )  # fmt: skip
    create_consents(
        support, categories, by=by, at=at, recipient=ConsentRecipient.SERVICE, how=how,
        given_on=given_on, **consent,
    )  # fmt: skip
    notices.notify_service_managers(support, notice="support_asked", at=at)
    return referral


def _check_can_refer_to(service: Unit, record: VictimRecord, *, side: str | None) -> None:
    """Raises Refused for a unit that is no open service, or one the side has referred to."""
    if service.pk not in services_to_refer_to():
        raise Refused(SERVICE_REQUIRED, is_stage=True)
    referred = Support.objects.unscoped("is this a second referral").filter(
        record=record, service=service, side=side, is_open=True
    )
    if referred.exists():
        raise Refused(ALREADY_REFERRED, is_stage=True)


@transaction.atomic
def accept_support(*, support: Support, by: Scope, at: datetime, isva: User) -> Support:
    """Accept a referral and name the ISVA who supports the victim."""
    support = open_victim_action("accept_support", support, by=by, at=at)
    _record_service_answer(support, at=at, is_accepted=True)
    return _name_isva(support, "accept_support", isva, by=by, at=at)


@transaction.atomic
def decline_support(*, support: Support, by: Scope, at: datetime, declined: str) -> Support:
    """Decline a referral, with a reason that the referring side reads."""
    support = open_victim_action("decline_support", support, by=by, at=at)
    _record_service_answer(support, at=at, is_accepted=False, declined=declined)
    _set_support_status(support, SupportStatus.DECLINED, at=at)
    _add_support_step(support, "decline_support", by=by, at=at)
    return support


@transaction.atomic
def assign_isva(
    *, support: Support, by: Scope, at: datetime, isva: User, hands_on: bool
) -> Support:
    """
    Move a victim's support to another ISVA; the former one loses access immediately.

    hands_on: whether the new ISVA may read the earlier service entries. The choice is in the
    service's own log only.
    """
    support = open_victim_action("assign_isva", support, by=by, at=at)
    support = _name_isva(support, "assign_isva", isva, by=by, at=at)
    support.entries_from = None if hands_on else at
    support.save(update_fields=["entries_from"])
    said = ServiceLogVerb.HANDED_ON if hands_on else ServiceLogVerb.KEPT_BACK
    service_entries.log_service_action(support, said, by=by, at=at, to=isva)
    return support


@transaction.atomic
def end_support(*, support: Support, by: Scope, at: datetime, ended: str) -> Support:
    """End the support: nobody of the service is shown anything of the case from now on."""
    support = open_victim_action("end_support", support, by=by, at=at)
    grants.revoke_capacity("assigned_isva", of=support.isva, on=support, by=by, at=at)
    support.isva = None
    _set_support_status(support, SupportStatus.ENDED, at=at)
    _add_support_step(support, "end_support", by=by, at=at, ended=ended)
    return support


@for_purpose("the ISVAs of a service")
def isvas_of_service(support: Support) -> dict[int, User]:
    """{id: person} of the service's active ISVAs, including any in conflict with the case."""
    return _isvas_at(support, at=None)


def _isvas_at(support: Support, *, at: datetime | None) -> dict[int, User]:
    held = UnitGrant.objects.filter(
        content_object=support.service_id, permission__codename="support_victims"
    )
    if at is not None:
        held = held.filter(live_at(at))
    people = User.objects.filter(is_active=True, pk__in=held.values("user"))
    return {person.pk: person for person in people.order_by("name")}


def _name_isva(
    support: Support, verb: str, isva: User | None, *, by: Scope, at: datetime
) -> Support:
    if isva is not None:
        grants.lock_account(isva)
    is_kept_from = isva is None or is_in_conflict(isva, support.case_id)
    if isva is None or is_kept_from or isva.pk not in _isvas_at(support, at=at):
        raise Refused(ISVA_NOT_OF_SERVICE, is_stage=True)
    if support.isva_id and support.isva_id != isva.pk:
        grants.revoke_capacity("assigned_isva", of=support.isva, on=support, by=by, at=at)
    support.isva = isva
    _set_support_status(support, SupportStatus.SUPPORTED, at=at)
    grants.grant_capacity("assigned_isva", to=isva, on=support, by=by, at=at)
    _add_support_step(support, verb, by=by, at=at, to=isva)
    notices.notify_isva(support, notice="support_given", at=at)
    return support


def _set_support_status(support: Support, status: SupportStatus, *, at: datetime) -> None:
    support.status, support.listed_at = status, at
    support.is_open = status in (SupportStatus.ASKED, SupportStatus.SUPPORTED)
    support.save(update_fields=["status", "listed_at", "is_open", "isva"])


def _add_support_step(
    support: Support, verb: str, *, by: Scope, at: datetime, **facts: Any
) -> None:
    SupportStep.objects.unscoped("what became of a support").create(
        case_id=support.case_id, support=support, verb=verb, by_id=by.actor.id, at=at, **facts
    )


def _record_service_answer(support: Support, *, at: datetime, **answer: Any) -> None:
    rows = SupportReferral.objects.unscoped("a service answers")
    rows.filter(support=support).update(answered_at=at, **answer)
