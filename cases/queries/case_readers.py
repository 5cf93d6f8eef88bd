"""Who may read a case: the people whom somebody on it can turn to."""

from datetime import datetime

from django.db.models import Q, QuerySet

from cases.models import Case, CaseGrant
from cases.queries.conflicts import free_of_conflict
from people.identity.capacities import READING
from people.models import Side, UnitGrant, User


def case_readers(case: Case, *, at: datetime) -> QuerySet[User]:
    """The active people of both sides who may read a case now, as the walls and grants say."""
    return free_of_conflict(people_reaching_case(case, at=at), case.pk)


def people_reaching_case(case: Case, *, at: datetime) -> QuerySet[User]:
    """
    As readers, and those whom a conflict of interest keeps from it: whom a page offers to choose
    from, so that nobody reads from it who is in conflict.
    """
    live = Q(expires_at=None) | Q(expires_at__gt=at)
    named = CaseGrant.objects.filter(live, content_object=case)
    reach = Q(pk__in=named.values("user"))
    units = {Side.POLICE: case.police_unit_id, Side.CPS: case.cps_unit_id}
    for side, unit_id in units.items() if not case.is_restricted else ():
        held = UnitGrant.objects.filter(live, permission__codename__in=READING)
        held = held.filter(content_object=unit_id).values("user")
        reach |= Q(agency__side=side, pk__in=held)
    return User.objects.filter(reach, is_active=True, is_system=False)
