"""Find a case by its URN."""

import re
from collections.abc import Iterable
from uuid import UUID

from cases.models import Case, DestroyedCase
from people.access.row_security import for_purpose
from people.access.scopes import Scope


def case_by_urn(urn: str, scope: Scope) -> Case | None:
    """The case with this URN, or None. One query, whether it is missing or hidden."""
    return Case.objects.for_scope(scope).filter(urn=urn).first()


@for_purpose("the reading log looks a reference up")
def case_id_of_urn(urn: str) -> UUID | None:
    """
    The id of the case with this URN, hidden or not, for the audit log only; or None.

    Of a case that was destroyed, by its certificate, unless the URN is another case's now.
    """
    urn = re.sub(r"[^A-Z0-9]", "", urn.upper())
    cases = Case.objects.unscoped("the reading log looks a reference up")
    found = cases.filter(urn=urn).values_list("pk", flat=True).first()
    destroyed = DestroyedCase.objects.filter(urn=urn).order_by("-approved_at")
    return found or destroyed.values_list("pk", flat=True).first()


def urns_readable(ids: Iterable[UUID], scope: Scope) -> dict[UUID, str]:
    """{id: URN} of those of some cases that a person may read."""
    return dict(Case.objects.for_scope(scope).filter(pk__in=set(ids)).values_list("pk", "urn"))


def urn_of_case(key: str, scope: Scope) -> str:
    """The URN of the case with this id, as a form's initial value; "" if not visible."""
    try:
        pk = UUID(key)
    except ValueError:
        return ""
    cases = Case.objects.for_scope(scope).filter(pk=pk)
    return cases.values_list("urn", flat=True).first() or ""
