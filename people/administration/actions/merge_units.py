"""Merge one unit into another: move everything it has, close it, and record where it went."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from people.access.advisory_locks import lock_units_exclusive
from people.access.histories import with_history_facts
from people.access.permission_tables import Refused, Stale
from people.access.scopes import Scope
from people.administration import unit_leaders
from people.administration.actions.open_admin_action import log_admin_action, save_next_version
from people.administration.actions.units import IS_MERGED
from people.administration.approvals import Approval
from people.administration.managed import refuse_other_agency
from people.administration.permissions import SITE
from people.models import Operation, Route, Unit, UnitGrant

VERB = "merge_unit"
INTO_ITSELF = _("Select another unit. A unit cannot be merged into itself.")
OTHER_AGENCY = _("Select a unit of the same agency.")
OTHER_KIND = _("Select a unit of the same kind.")
IS_CLOSED = _("%(unit)s is closed. Select an open unit.")
NO_END = datetime.max.replace(tzinfo=UTC)  # stands for "no expiry" in comparisons


@transaction.atomic
def merge_unit(
    *, unit: Unit, by: Scope, at: datetime, approval: Approval, version: int, into: Unit
) -> Unit:
    """
    Merge a unit into another open one of its agency and kind, and close it. Returns the other.

    Moves routes and capacities, and notifies those who lead the other unit, or one whose route it
    changes. The functions of other apps listed in UNIT_FOLLOWERS move their rows in this
    transaction (people/ does not import cases/). The exclusive lock on units keeps rows from being
    added to the closed unit meanwhile.
    """
    approval.check(VERB)
    SITE.check(by, VERB)
    lock_units_exclusive()
    both = Unit.objects.select_for_update(of=("self",), no_key=True).select_related("merged_into")
    found = {each.pk: each for each in both.filter(pk__in=[unit.pk, into.pk]).order_by("pk")}
    unit, into = found[unit.pk], found[into.pk]
    _check_merge(unit, into, by=by)
    if version != unit.version:
        raise Stale([], version=unit.version)
    save_next_version(VERB, unit, by=by, at=at, is_open=False, merged_into=into)
    rerouted = _move_routes(unit, into, by=by, at=at)
    _move_capacities(unit, into, by=by, at=at)
    unit_leaders.notify_leaders_of_access(into, at=at)
    unit_leaders.notify_leaders_of_units(rerouted, notice="route_set", at=at)
    for follow in settings.UNIT_FOLLOWERS:
        import_string(follow)(unit=unit, into=into, by=by, at=at)
    log_admin_action(VERB, into, by=by, at=at, operation=Operation.COMBINATION)
    return into


def _check_merge(unit: Unit, into: Unit, *, by: Scope) -> None:
    for each in (unit, into):
        refuse_other_agency(by, each.agency_id)
    if unit.merged_into:
        raise Refused(IS_MERGED % {"unit": unit.merged_into.name}, is_stage=True)
    if into.pk == unit.pk:
        raise Refused(INTO_ITSELF, is_stage=True)
    if into.agency_id != unit.agency_id:
        raise Refused(OTHER_AGENCY, is_stage=True)
    if not into.is_open:
        raise Refused(IS_CLOSED % {"unit": into.name}, is_stage=True)
    if into.kind != unit.kind:
        raise Refused(OTHER_KIND, is_stage=True)


def _move_routes(unit: Unit, into: Unit, *, by: Scope, at: datetime) -> list[int]:
    """
    Point the routes that lead to `unit` at `into`.

    If `into` has routes of its own it keeps them; otherwise it takes those of `unit`.
    Returns the ids of the units that send or receive otherwise, without `unit`.
    """
    found: set[int] = set()
    for route in Route.objects.filter(cps_unit=unit).order_by("pk").select_for_update():
        found |= {route.police_unit_id, into.pk}
        save_next_version(VERB, route, by=by, at=at, cps_unit=into)
    has_routes = Route.objects.filter(police_unit=into).exists()
    for route in Route.objects.filter(police_unit=unit).order_by("pk").select_for_update():
        found |= {route.cps_unit_id, into.pk}
        if has_routes:
            log_admin_action(VERB, route, by=by, at=at)
            with_history_facts(route, by=by, at=at, why=VERB).delete()
        else:
            save_next_version(VERB, route, by=by, at=at, police_unit=into)
    return sorted(found)


def _move_capacities(unit: Unit, into: Unit, *, by: Scope, at: datetime) -> None:
    """Move the capacities on `unit` to `into`; a person who has one on both keeps one."""
    grants = UnitGrant.objects.select_for_update().order_by("pk")
    there = {
        (each.user_id, each.permission_id): each for each in grants.filter(content_object=into)
    }
    for grant in grants.filter(content_object=unit):
        held = there.get((grant.user_id, grant.permission_id))
        if held is None:
            grant.content_object = into
            with_history_facts(grant, by=by, at=at, why=VERB).save()
            continue
        if (grant.expires_at or NO_END) > (held.expires_at or NO_END):
            held.expires_at = grant.expires_at
            with_history_facts(held, by=by, at=at, why=VERB).save()
        with_history_facts(grant, by=by, at=at, why=VERB).delete()
