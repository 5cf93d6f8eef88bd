"""Who may approve a change that lets someone read more."""

from collections import defaultdict

from django.db.models import Q, QuerySet

from people.access.expiry import live_at
from people.access.scopes import Scope
from people.administration.lending import accounts_of_same_human, standing_in
from people.administration.managed import (
    ADMINISTRATORS,
    OF_AGENCY,
    OF_SERVICE,
    own_agency_of,
)
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


def administered_by_one(scope: Scope) -> dict[int, str]:
    """
    {agency: what one person of it alone administers, "agency" or "service"}. One query.

    Two accounts of one person are one. Where nobody administers an agency, the service does.
    """
    rows = UnitGrant.objects.filter(
        live_at(scope.at), user__is_active=True, user__is_system=False,
        permission__codename__in=ADMINISTRATORS,
    )  # fmt: skip
    people = defaultdict(set)
    for codename, agency, user, human in rows.values_list(
        "permission__codename", "user__agency", "user", "user__human"
    ):
        body = ("service", None) if codename == OF_SERVICE else ("agency", agency)
        people[body].add((agency, human or f"account {user}"))
    alone = {body: found for body, found in people.items() if len({who for _a, who in found}) == 1}
    # Of both, that of the service, where nobody stands in for what concerns two agencies.
    return {
        agency: kind
        for (kind, _body), found in sorted(alone.items(), key=lambda each: each[0][0])
        for agency, _who in found
    }


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
