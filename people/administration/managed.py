"""
What an administrator manages: every agency, or the one for which they were appointed.

An administrator of the service holds administer_accounts on a unit of oversight. An administrator
of an agency holds administer_agency on a unit of their own agency and manages that agency alone.
"""

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import Refused
from people.access.scopes import Scope
from people.identity.capacities import AGENCY_CAPACITIES
from people.models import AccessProposal, Agency, Unit, User

OF_SERVICE = "administer_accounts"
OF_AGENCY = "administer_agency"
ADMINISTRATORS = frozenset({OF_SERVICE, *AGENCY_CAPACITIES})
OF_ANOTHER_AGENCY = _("This concerns another agency, so an administrator of the service does it.")
# Acts that administrators of the service alone propose and approve: they concern two agencies, or
# accounts that a person may have in another one.
SERVICE_ACTS = (
    "merge_agency", "move_unit", "set_areas", "set_route", "join_accounts", "part_accounts",
    "add_pilot_area", "change_pilot_area",
)  # fmt: skip


def is_administrator(scope: Scope) -> bool:
    """Whether the person manages accounts, of the service or of one agency."""
    return scope.holds_any(ADMINISTRATORS)


def manages_service(scope: Scope) -> bool:
    """Whether the person manages every agency."""
    return scope.holds(OF_SERVICE)


def manages(scope: Scope, agency_id: int | None) -> bool:
    """Whether the person manages this agency, its units and its accounts."""
    own = scope.holds(OF_AGENCY) and agency_id is not None and agency_id == scope.agency_id
    return manages_service(scope) or own


def refuse_other_agency(scope: Scope, agency_id: int | None) -> None:
    """Raise Refused unless the person manages this agency."""
    if not manages(scope, agency_id):
        raise Refused(OF_ANOTHER_AGENCY)


def of_managed(scope: Scope, agency: str = "agency") -> Q:
    """The condition on rows that their agency, at the end of this path, is managed."""
    if manages_service(scope):
        return Q()
    return Q(**{agency: scope.agency_id}) if scope.holds(OF_AGENCY) else Q(pk__in=[])


def managed_agencies(scope: Scope) -> QuerySet[Agency]:
    """The agencies that the person manages."""
    return Agency.objects.filter(of_managed(scope, "pk"))


def managed_units(scope: Scope) -> QuerySet[Unit]:
    """The units of the agencies that the person manages."""
    return Unit.objects.filter(of_managed(scope))


def managed_accounts(scope: Scope) -> QuerySet[User]:
    """The accounts of the agencies that the person manages, of people and of systems."""
    return User.objects.filter(of_managed(scope))


# Proposals


def managed_proposals(scope: Scope) -> QuerySet[AccessProposal]:
    """The proposals of which the person sees and settles those that others made."""
    if manages_service(scope):
        return AccessProposal.objects.all()
    if scope.holds(OF_AGENCY) and scope.agency_id is not None:
        return proposals_within(scope.agency_id)
    return AccessProposal.objects.none()


def proposals_within(agency_id: int) -> QuerySet[AccessProposal]:
    """The proposals that concern accounts, units and systems of this agency, and no others."""
    rows = AccessProposal.objects.alias(agency=KT("arguments__agency"))
    rows = rows.exclude(act__in=SERVICE_ACTS)
    concerns = Q()
    for name, agency in (("person", "person__agency"), ("unit", "unit__agency"), ("agency", "")):
        is_none = Q(**{f"{name}__isnull": True})
        own = Q(**{agency: agency_id}) if agency else Q(agency=str(agency_id))
        rows = rows.filter(is_none | own)
        concerns |= ~is_none
    return rows.filter(concerns)


def own_agency_of(proposal: AccessProposal) -> int | None:
    """The one agency that a proposal concerns; None where it concerns others too."""
    about = proposal.person or proposal.unit
    agency_id = about.agency_id if about else proposal.arguments.get("agency")
    if agency_id is None or not proposals_within(agency_id).filter(pk=proposal.pk).exists():
        return None
    return int(agency_id)
