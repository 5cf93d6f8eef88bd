"""People who may read a case, but for who opened it by break-glass."""

from datetime import datetime

from django.db.models import Q, QuerySet

from cases.models import Case
from cases.queries.conflicts import free_of_conflict
from cases.queries.named_people import accounts_named_on
from people.access.expiry import live_at
from people.identity.capacities import READING
from people.models import Side, UnitGrant, User


def case_readers(case: Case, *, at: datetime) -> QuerySet[User]:
    """Active people of both sides who may read a case now, by access blocks and grants."""
    return free_of_conflict(people_reaching_case(case, at=at), case.pk)


def people_reaching_case(case: Case, *, at: datetime) -> QuerySet[User]:
    """
    The people of case_readers and those whom a conflict of interest blocks.

    For the choices on pages: a missing name would reveal a conflict.
    """
    reach = Q(pk__in=accounts_named_on(case, at=at))
    units = {Side.POLICE: case.police_unit_id, Side.CPS: case.cps_unit_id}
    for side, unit_id in units.items() if not case.is_restricted else ():
        grants = UnitGrant.objects.filter(live_at(at), permission__codename__in=READING)
        grants = grants.filter(content_object=unit_id).values("user")
        reach |= Q(agency__side=side, pk__in=grants)
    return User.objects.filter(reach, is_active=True, is_system=False)
