"""People with a conflict of interest in a case."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from cases.models import Conflict
from people.models import User


def accounts_in_conflict(case_id: UUID) -> QuerySet[User, Any]:
    """Ids of the accounts that a conflict blocks from a case now, as a subquery.

    Includes every other account of the same person, whenever it was linked. By a view, which sees
    every conflict also where row-level security hides it from whoever reads.
    """
    blocked = RawSQL("SELECT user_id FROM cases_kept_from WHERE case_id = %s", [case_id])
    return User.objects.filter(pk__in=blocked).values("pk")


def free_of_conflict(people: QuerySet[User], case_id: UUID) -> QuerySet[User]:
    """`people` without those in conflict with a case.

    For acting on the person chosen; never for the choices on a page, where a missing name would
    reveal the conflict.
    """
    return people.exclude(pk__in=accounts_in_conflict(case_id))


def is_in_conflict(person: User, case_id: UUID) -> bool:
    """Whether a conflict blocks a person from a case now."""
    return accounts_in_conflict(case_id).filter(pk=person.pk).exists()


def accounts_recorded_by(side: str | None, case_id: UUID) -> QuerySet[User, Any]:
    """Like accounts_in_conflict, by one side's records: neither side sees the other's."""
    return _accounts_in(Conflict.objects.open_with(case_id).filter(only_side=side))


def _accounts_in(conflicts: QuerySet[Conflict]) -> QuerySet[User, Any]:
    about = conflicts.values("user")
    humans = User.objects.filter(pk__in=about, human__isnull=False).values("human")
    return User.objects.filter(Q(pk__in=about) | Q(human__in=humans)).values("pk")
