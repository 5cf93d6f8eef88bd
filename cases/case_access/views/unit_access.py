"""Access granted on a unit, for the people who lead it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse

from cases.case_access.queries import unit_access
from cases.permissions import SITE
from people.models import UnitGrant
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for


@guarded_site("see_unit_access", SITE)
def see_unit_access(request: GuardedRequest, allowed: frozenset[str], pk: UUID) -> HttpResponse:
    """Grants on a unit; 404 if the reader does not lead it.

    Args: pk: the unit's reference, as in notices.
    """
    scope = scope_for(request)
    unit = unit_access.led_unit(pk, scope)
    if unit is None:
        raise Http404
    given = unit_access.access_given_on(unit, scope)
    request.audit.add_rows(UnitGrant, [each.pk for each in given])
    page = {"unit": unit, "given": given, "most": unit_access.MAX_GRANTS, "allowed": allowed}
    page["moved"] = unit_access.people_moved(unit, scope)
    return TemplateResponse(request, "cases/unit_access/see.html", page)
