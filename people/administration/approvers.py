"""Who may approve a change that lets someone read more."""

from django.db.models import Q, QuerySet

from people.access.expiry import live_at
from people.access.scopes import Scope
from people.administration.lending import accounts_of_same_human, standing_in
from people.administration.managed import OF_AGENCY, OF_SERVICE, own_agency_of
from people.administration.unit_leaders import LEADERS
from people.models import AccessProposal, UnitGrant, User


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
    same_human = accounts_of_same_human(proposal.proposed_by_id, proposal.person_id)
    rows = User.objects.filter(held, is_active=True, is_system=False)
    return rows.exclude(pk__in=same_human.values("pk"))


def _grants(capacity: str, scope: Scope) -> QuerySet[UnitGrant]:
    return UnitGrant.objects.filter(live_at(scope.at), permission__codename=capacity)


def is_anothers(scope: Scope, proposal: AccessProposal) -> bool:
    """Whether the caller neither made the proposal nor is the person it is for."""
    return not scope.accounts & {proposal.proposed_by_id, proposal.person_id}


def is_lent_to_leader(scope: Scope, proposal: AccessProposal) -> bool:
    """
    Whether a leader of what is opened approves, because no administrator can.

    So an administration with one administrator is no reason to let one person act alone.
    """
    return (
        bool(scope.units_with(*LEADERS))
        and scope.user_id in standing_in(proposal, scope.at)
        and not approving_administrators(proposal, scope).exists()
    )
