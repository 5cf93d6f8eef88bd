"""Who may approve a change that lets someone read more."""

from django.db.models import Q, QuerySet

from people.access.expiry import live_at
from people.access.scopes import Scope
from people.administration.managed import OF_AGENCY, OF_SERVICE, own_agency_of
from people.administration.unit_leaders import LEADERS
from people.models import AccessProposal, Unit, UnitGrant, User


def approving_administrators(proposal: AccessProposal, scope: Scope) -> QuerySet[User]:
    """
    The administrators whose approval a proposal waits for: neither who made it nor whom it is for.

    Under any of their accounts. Where an administrator of an agency made it, those of that agency;
    else those of the service too, who may approve every proposal.
    """
    of_agency = _grants(OF_AGENCY, scope).filter(user__agency=own_agency_of(proposal))
    held = Q(pk__in=of_agency.values("user"))
    if not _grants(OF_AGENCY, scope).filter(user=proposal.proposed_by_id).exists():
        held |= Q(pk__in=_grants(OF_SERVICE, scope).values("user"))
    return _others(proposal, held)


def service_administrators(proposal: AccessProposal, scope: Scope) -> QuerySet[User]:
    """The administrators of the service who may approve a proposal, whoever made it."""
    return _others(proposal, Q(pk__in=_grants(OF_SERVICE, scope).values("user")))


def _others(proposal: AccessProposal, held: Q) -> QuerySet[User]:
    own = [pk for pk in (proposal.proposed_by_id, proposal.person_id) if pk is not None]
    same_human = User.objects.filter(Q(pk__in=own) | Q(human__accounts__in=own))
    rows = User.objects.filter(held, is_active=True, is_system=False)
    return rows.exclude(pk__in=same_human.values("pk"))


def _grants(capacity: str, scope: Scope) -> QuerySet[UnitGrant]:
    return UnitGrant.objects.filter(live_at(scope.at), permission__codename=capacity)


def is_anothers(scope: Scope, proposal: AccessProposal) -> bool:
    """Whether the caller neither made the proposal nor is the person it is for."""
    return not scope.accounts & {proposal.proposed_by_id, proposal.person_id}


def is_lent_to_leader(scope: Scope, proposal: AccessProposal) -> bool:
    """
    Whether a leader of a unit that is opened approves, because no administrator can.

    So an administration with one administrator is no reason to let one person act alone.
    """
    led = scope.units_with(*LEADERS)
    return (
        bool(led)
        and units_opened(proposal, scope).filter(pk__in=led).exists()
        and not approving_administrators(proposal, scope).exists()
    )


def units_opened(proposal: AccessProposal, scope: Scope) -> QuerySet[Unit]:
    """
    The units whose leaders stand in for an administrator.

    The unit that is opened; else those on which the person has roles; else those of the agency
    that the proposal is about.
    """
    if proposal.unit_id is not None:
        return Unit.objects.filter(pk=proposal.unit_id)
    if proposal.person_id is not None:
        held = UnitGrant.objects.filter(live_at(scope.at), user=proposal.person_id)
        return Unit.objects.filter(pk__in=held.values("content_object"))
    agency = proposal.arguments.get("into") or proposal.arguments.get("agency")
    return Unit.objects.filter(Q(agency=agency) | Q(pk=proposal.arguments.get("unit")))
