"""A person's named roles on cases, for an administrator: never on which case."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from cases.models import Case, CaseGrant
from people.access.expiry import live_at
from people.access.row_security import for_purpose
from people.access.scopes import UNIT_COLUMN_OF_SIDE
from people.models import User
from people.web.pagination import page_of_query


def named_roles_of(person: User, *, at: datetime) -> QuerySet[CaseGrant]:
    """
    The named roles of a person that have not ended, but for lists of restricted cases and cases
    opened by break-glass.

    No administrator learns who is on such a list, or ends it.
    """
    live = CaseGrant.objects.filter(live_at(at), user=person)
    return live.exclude(permission__codename__in=(*Case.lasting_roles, *Case.passing_roles))


@for_purpose("the roles that a person holds by name, and on which unit each rests")
def named_roles_page(
    person: User, *, at: datetime, after: int = 0
) -> tuple[list[tuple[Any, ...]], str]:
    """A page of named roles, newest first: (id, capacity, unit, by whom, since, until).

    Of the case it shows the unit on the person's own side, on which the named role rests.
    """
    rows = named_roles_of(person, at=at).order_by("-pk")
    if after:
        rows = rows.filter(pk__lt=after)
    unit = f"content_object__{UNIT_COLUMN_OF_SIDE.get(person.agency.side, 'police_unit')}__name"
    found = page_of_query(
        rows.values_list(
            "pk", "permission__name", unit, "granted_by__name", "granted_at", "expires_at"
        ),
        lambda row: str(row[0]),
    )
    return [(pk, gettext(name), *rest) for pk, name, *rest in found.rows], found.after
