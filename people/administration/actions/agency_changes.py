"""What merging an agency and moving one of its units to another have in common."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.access.histories import with_history_facts
from people.access.permission_tables import Refused
from people.access.scopes import Scope
from people.administration.actions.open_admin_action import refuse_if_taken, save_all_next_version
from people.identity.sides import Side
from people.models import Agency, Unit, UnitGrant

OTHER_SIDE = _("Select an agency of the same side.")
INTO_MERGED = _("%(agency)s was merged into another agency. Select that one.")
SAME_NAMES = _("Both agencies have a unit of this name: %(names)s. Change one of them first.")


def lock_agencies(*agencies: Agency) -> list[Agency]:
    """Lock the rows of these agencies, and return them in the order in which they were given."""
    rows = Agency.objects.select_for_update(of=("self",), no_key=True)
    found = {row.pk: row for row in rows.filter(pk__in=[a.pk for a in agencies]).order_by("pk")}
    return [found[each.pk] for each in agencies]


def check_can_take(
    into: Agency, units: QuerySet[Unit], *, agency: Agency, is_same: str | Promise
) -> None:
    """
    Raise Refused unless these units of an agency can become another's.

    is_same: what is said of the agency that has them already.
    """
    if into.pk == agency.pk:
        raise Refused(is_same, is_stage=True)
    if into.side != agency.side:
        raise Refused(OTHER_SIDE, is_stage=True)
    if into.merged_into_id:
        raise Refused(INTO_MERGED % {"agency": into.name}, is_stage=True)
    there = into.units.values("name")
    if names := units.filter(name__in=there).order_by("name").values_list("name", flat=True):
        raise Refused(SAME_NAMES % {"names": ", ".join(names)}, is_stage=True)


def give_units(
    verb: str, units: QuerySet[Unit], *, agency: Agency, into: Agency, by: Scope, at: datetime
) -> list[Unit]:
    """
    Make units of one agency the other's, and return them.

    Those to which the periods of the CPS Area that they leave apply follow the other's.
    """
    ids = list(units.values_list("pk", flat=True))
    names = ", ".join(units.order_by("name").values_list("name", flat=True))
    with refuse_if_taken(SAME_NAMES % {"names": names}):  # one that is added at this moment
        moved = save_all_next_version(verb, units, by=by, at=at, agency=into)
    if agency.side == Side.CPS:
        own = Unit.objects.filter(pk__in=ids, area=agency.short_name)
        save_all_next_version(verb, own, by=by, at=at, area=into.short_name)
    return moved


def end_roles(verb: str, grants: QuerySet[UnitGrant], *, by: Scope, at: datetime) -> None:
    """End roles on units, each with its history."""
    for grant in grants.order_by("pk").select_for_update(of=("self",)):
        with_history_facts(grant, by=by, at=at, why=verb).delete()
