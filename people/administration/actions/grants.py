"""Grant and revoke capacities, with history."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from people.access import audit_log
from people.access.advisory_locks import lock_units_shared
from people.access.expiry import live_at
from people.access.grants import (
    grant_capacity,
    lock_account,
    revoke_capacity,
    revoke_named_roles,
)
from people.access.paths import named_role_grants
from people.access.permission_tables import Refused
from people.access.scopes import Scope
from people.administration import unit_leaders
from people.administration.account_histories import role_withdrawn_text
from people.administration.actions.open_admin_action import check_reason, log_admin_action
from people.administration.approvals import Approval
from people.administration.managed import refuse_other_agency
from people.administration.permissions import PERSON, SITE
from people.identity.capacities import (
    AGENCY_CAPACITIES,
    CAPACITIES_OF_SIDE,
    NAMING_RESTS_ON,
    SYSTEM_CAPACITIES,
    may_be_held,
)
from people.identity.capacities import OVERSIGHT_CAPACITIES as OFFICE_ONLY
from people.identity.sides import Side
from people.models import Operation, System, Unit, UnitGrant, User
from people.models.access_controlled import models_with_named_roles

ONLY_SYSTEMS = _("Only a system can have this role. Select a role that people have.")
NONE_FOR_DIRECTORIES = _(
    "A directory has no role: it says who works in its agency, and reads nothing."
)
OWN_AGENCY_ALONE = _(
    "An administrator of an agency manages their own agency alone. Select one of its units."
)
ONLY_PEOPLE = _("Only people can have this role. Select a role that systems have.")


@transaction.atomic
def give_capacity(
    *,
    person: User,
    by: Scope,
    at: datetime,
    approval: Approval,
    unit: Unit,
    capacity: str,
    expires_at: datetime | None = None,
) -> User:
    """
    Grant a capacity on a unit of the person's own side or on a pilot area; granting it again
    changes its expiry. Notifies the unit's leaders.

    Raises Refused for a unit of another side, a closed unit, a capacity that the side does not
    have, an expiry in the past, a capacity for people to a system or for systems to a person.
    """
    approval.check("give_capacity")
    SITE.check(by, "give_capacity")
    lock_units_shared()  # before the person is read: a unit that is moved takes its people along
    person = User.objects.select_related("agency").get(pk=person.pk)
    PERSON.check(by, "give_capacity", person)
    unit = Unit.objects.select_related("agency").get(pk=unit.pk)
    refuse_other_agency(by, unit.agency_id)
    _check_grant(person, unit, capacity, expires_at, at)
    given = grant_capacity(capacity, to=person, on=unit, by=by, at=at, expires_at=expires_at)
    log_admin_action("give_capacity", given, by=by, at=at)
    for opened in unit_leaders.units_opened_by(UnitGrant.objects.filter(pk=given.pk)):
        unit_leaders.notify_leaders_of_access(opened, to=person, is_system=person.is_system, at=at)
    return person


def _check_grant(
    person: User, unit: Unit, capacity: str, expires_at: datetime | None, at: datetime
) -> None:
    if unit.agency.side not in (person.agency.side, Side.LEARNING):
        raise Refused(_("Select a unit on the person’s own side, or a pilot area."), is_stage=True)
    if not unit.is_open:
        raise Refused(_("This unit is closed. Select an open one."), is_stage=True)
    if capacity not in _capacities_of_unit(unit):
        raise Refused(_("Select a role that people of this unit can have."), is_stage=True)
    if capacity in AGENCY_CAPACITIES and unit.agency_id != person.agency_id:
        raise Refused(OWN_AGENCY_ALONE, is_stage=True)
    if System.objects.filter(account=person, people_of__isnull=False).exists():
        raise Refused(NONE_FOR_DIRECTORIES, is_stage=True)
    if not may_be_held(capacity, by_system=person.is_system):
        raise Refused(ONLY_SYSTEMS if capacity in SYSTEM_CAPACITIES else ONLY_PEOPLE, is_stage=True)
    if expires_at is not None and expires_at <= at:
        raise Refused(_("The last day must be today or later."), is_stage=True)


def _capacities_of_unit(unit: Unit) -> set[str]:
    """The capacities that can be held on a unit: those of its side, of the office or not."""
    of_side = CAPACITIES_OF_SIDE[Side(unit.agency.side)].keys()
    is_office = unit.kind == Unit.Kind.ADMINISTRATION
    return {each for each in of_side if is_office or each not in OFFICE_ONLY}


@transaction.atomic
def take_capacity_back(*, grant: UnitGrant, by: Scope, at: datetime, reason: str) -> User:
    """
    Revoke a capacity, effective at the person's next request. reason: why.

    Revokes their named roles on the unit's cases too, if it was their last capacity to read them.
    Raises Refused without a reason, and where it was withdrawn already.
    """
    SITE.check(by, "take_capacity_back")
    PERSON.check(by, "take_capacity_back", grant.user)
    check_reason(reason)
    if not end_capacity(grant, by=by, at=at, reason=reason):
        raise Refused(role_withdrawn_text(grant.user, grant.pk), is_stage=True)
    return grant.user


def end_capacity(grant: UnitGrant, *, by: Scope, at: datetime, reason: str) -> bool:
    """
    Revoke a capacity and what rests on it. False where somebody else has revoked it meanwhile.

    The caller has checked that it may be ended.
    """
    lock_account(grant.user)
    if not UnitGrant.objects.filter(pk=grant.pk).exists():
        return False
    capacity = grant.permission.codename
    log_admin_action("take_capacity_back", grant, by=by, at=at)
    if capacity in AGENCY_CAPACITIES:
        unit_leaders.notify_administrator_ended(grant.user, by=by, at=at)
    unit = grant.content_object
    revoke_capacity(capacity, of=grant.user, on=unit, by=by, at=at, because=reason)
    _revoke_named_roles(grant, by=by, at=at)
    return True


@transaction.atomic
def end_expired_grants(*, at: datetime) -> None:
    """
    Revoke the named roles that rested on expired capacities, as revoking the capacity would.

    Scheduled every minute; idempotent.
    """
    for grant in _ended_grants_with_named_roles(at):
        _revoke_named_roles(grant, by=None, at=at)


def _revoke_named_roles(grant: UnitGrant, *, by: Scope | None, at: datetime) -> None:
    for model, pk in revoke_named_roles(grant.content_object, of=grant.user, at=at):
        audit_log.record_entry(
            operation=Operation.ALTERATION,
            verb="leave_case",
            by=by,
            capacities=by.all_capacities if by else (),
            kind=model._meta.label,
            ids=[pk],
            case_id=pk if model.conflict_of == "pk" else None,  # a case, or a row under one
            at=at,
        )


def _ended_grants_with_named_roles(at: datetime) -> list[UnitGrant]:
    """Expired grants of people with named roles and no other live capacity on the unit."""
    resting = UnitGrant.objects.filter(permission__codename__in=NAMING_RESTS_ON)
    same = {"user": OuterRef("user"), "content_object": OuterRef("content_object")}
    lives = resting.filter(live_at(at), **same)
    named: Combinable | Q = Q(pk__in=[])
    for model in models_with_named_roles():
        of_model = named_role_grants(model).objects.exclude(
            permission__codename__in=model.lasting_roles
        )
        for unit in model.unit_of.values():
            there = {f"content_object__{unit}": OuterRef("content_object")}
            named |= Exists(of_model.filter(user=OuterRef("user"), **there))
    over = resting.filter(named, ~Exists(lives), expires_at__lte=at)
    rows = over.select_related("user__agency", "content_object")
    return list(rows.order_by("user", "pk"))  # accounts are locked in one order
