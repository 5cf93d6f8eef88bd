"""People with a named role on a case."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from cases.models import Case, CaseGrant
from people.access.expiry import live_at


def accounts_named_on(case: Case, *, at: datetime) -> QuerySet[CaseGrant, Any]:
    """
    Ids of the accounts that are named on a case as something or are on its list, as a subquery.

    Not who opened it by break-glass: they read it for some hours, and are chosen for nothing.
    """
    named = CaseGrant.objects.filter(live_at(at), content_object=case)
    return named.exclude(permission__codename__in=Case.passing_roles).values("user")
