"""Who may be given a case, and how much each of them has."""

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from cases.models import AllocationKind, Case, Suspect
from cases.states import State
from people.models import Side, UnitGrant, User
from timeliness.calendar import london_day


def prosecutors_for(case, *, at):
    """The active people who prosecute for the case's CPS unit and have no conflict with it."""
    live = Q(expires_at=None) | Q(expires_at__gt=at)
    held = UnitGrant.objects.filter(
        live, content_object=case.cps_unit_id, permission__codename="prosecute_cases"
    )
    conflicted = case.conflicts.values("user")
    people = User.objects.filter(is_active=True, agency__side=Side.CPS, pk__in=held.values("user"))
    return people.exclude(pk__in=conflicted)


def workloads(case, scope):
    """Those prosecutors by name, each with open_cases: how many they review now, as far as the
    person asking may know."""
    open_suspects = Suspect.objects.for_scope(scope).filter(case=OuterRef("pk"), is_open=True)
    theirs = Case.objects.for_scope(scope).filter(Exists(open_suspects), prosecutor=OuterRef("pk"))
    counted = theirs.order_by().values("prosecutor").annotate(n=Count("pk")).values("n")
    people = prosecutors_for(case, at=scope.at)
    return list(people.annotate(open_cases=Coalesce(Subquery(counted), 0)).order_by("name", "pk"))


def ready_to_allocate(case, scope):
    """The suspects of a case that wait for a prosecutor."""
    rows = case.suspects.for_scope(scope).filter(state=State.READY_TO_ALLOCATE)
    return list(rows.order_by("number"))


def cover_of(case, scope):
    """[(name, last day)] of the cover that has not ended, soonest first."""
    today = london_day(scope.at)
    rows = case.allocations.for_scope(scope).filter(kind=AllocationKind.COVER, until_on__gte=today)
    return list(rows.order_by("until_on").values_list("to__name", "until_on"))
