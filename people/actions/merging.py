"""One unit becomes part of another: everything that it has follows, and it says where it went."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from people import leaders
from people.access import Scope
from people.actions.base import change_units, log, write
from people.actions.units import IS_MERGED
from people.histories import signed
from people.models import Operation, Route, Unit, UnitGrant
from people.permissions import SITE
from people.rules import Refused, Stale

VERB = "merge_unit"
INTO_ITSELF = _("Select another unit. A unit cannot be merged into itself.")
OTHER_AGENCY = _("Select a unit of the same agency.")
OTHER_KIND = _("Select a unit of the same kind.")
IS_CLOSED = _("%(unit)s is closed. Select an open unit.")
NEVER = datetime.max.replace(tzinfo=UTC)  # when a capacity without an end ends


@transaction.atomic
def merge_unit(*, unit: Unit, by: Scope, at: datetime, version: int, into: Unit) -> Unit:
    """
    Merge a unit into another open one of its agency and kind, and close it. Returns the other.

    Routes and what people hold follow here, and those who lead the other unit hear of it. What
    other apps keep by unit follows by the functions that UNIT_FOLLOWERS names, which are called in
    this transaction: people/ knows nothing of cases. While it goes on nobody acts for any unit, so
    nothing is added to the one that goes.
    """
    SITE.check(by, VERB)
    change_units()
    both = Unit.objects.select_for_update(of=("self",), no_key=True).select_related("merged_into")
    found = {each.pk: each for each in both.filter(pk__in=[unit.pk, into.pk]).order_by("pk")}
    unit, into = found[unit.pk], found[into.pk]
    _check(unit, into)
    if version != unit.version:
        raise Stale([], version=unit.version)
    write(VERB, unit, by=by, at=at, is_open=False, merged_into=into)
    _routes_follow(unit, into, by=by, at=at)
    _capacities_follow(unit, into, by=by, at=at)
    leaders.tell_of_access(into, at=at)
    for follow in settings.UNIT_FOLLOWERS:
        import_string(follow)(unit=unit, into=into, by=by, at=at)
    log(VERB, into, by=by, at=at, operation=Operation.COMBINATION)
    return into


def _check(unit: Unit, into: Unit) -> None:
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


def _routes_follow(unit: Unit, into: Unit, *, by: Scope, at: datetime) -> None:
    """
    Whoever sent referrals to the one sends them to the other.

    A police unit that has routes of its own keeps them; one that has none takes those that come.
    """
    for route in Route.objects.filter(cps_unit=unit).order_by("pk").select_for_update():
        write(VERB, route, by=by, at=at, cps_unit=into)
    has_routes = Route.objects.filter(police_unit=into).exists()
    for route in Route.objects.filter(police_unit=unit).order_by("pk").select_for_update():
        if has_routes:
            log(VERB, route, by=by, at=at)
            signed(route, by=by, at=at, why=VERB).delete()
        else:
            write(VERB, route, by=by, at=at, police_unit=into)


def _capacities_follow(unit: Unit, into: Unit, *, by: Scope, at: datetime) -> None:
    """What people hold of the one they hold of the other; whoever held both holds it once."""
    grants = UnitGrant.objects.select_for_update().order_by("pk")
    there = {
        (each.user_id, each.permission_id): each for each in grants.filter(content_object=into)
    }
    for grant in grants.filter(content_object=unit):
        held = there.get((grant.user_id, grant.permission_id))
        if held is None:
            grant.content_object = into
            signed(grant, by=by, at=at, why=VERB).save()
            continue
        if (grant.expires_at or NEVER) > (held.expires_at or NEVER):
            held.expires_at = grant.expires_at
            signed(held, by=by, at=at, why=VERB).save()
        signed(grant, by=by, at=at, why=VERB).delete()
