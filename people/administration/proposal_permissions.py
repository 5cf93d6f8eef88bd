"""Permissions on proposals of access: whoever makes one never settles it."""

from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import EVERY_CHANGE, Rules, SiteRules, refusal_reason
from people.access.scopes import Scope
from people.administration.approvers import is_anothers, is_lent_to_leader
from people.administration.managed import ADMINISTRATORS, managed_proposals
from people.administration.unit_leaders import LEADERS
from people.models import AccessProposal

Status = AccessProposal.Status


@refusal_reason(_("Only administrators, and leaders of a unit, see what waits for approval."))
def may_look_for_proposals(scope: Scope) -> bool:
    return bool(scope.all_capacities & (ADMINISTRATORS | LEADERS))


@refusal_reason(_("Only administrators see this."))
def sees_proposal(scope: Scope, proposal: AccessProposal) -> bool:
    return managed_proposals(scope).filter(pk=proposal.pk).exists() or (
        is_anothers(scope, proposal) and is_lent_to_leader(scope, proposal)
    )


@refusal_reason(_("You proposed this, or it is for you, so another person must settle it."))
def is_of_another(scope: Scope, proposal: AccessProposal) -> bool:
    return is_anothers(scope, proposal)


@refusal_reason(_("Only the person who proposed this may do that."))
def is_own(scope: Scope, proposal: AccessProposal) -> bool:
    return proposal.proposed_by_id == scope.user_id


@refusal_reason(_("This has been settled already."), stage=True)
def is_waiting(scope: Scope, proposal: AccessProposal) -> bool:
    return proposal.status == Status.WAITING


@refusal_reason(_("This has been settled already."), stage=True)
def is_not_done(scope: Scope, proposal: AccessProposal) -> bool:
    return proposal.status in (Status.WAITING, Status.APPROVED)


@refusal_reason(_("This has not been approved, or has been carried out already."), stage=True)
def is_approved(scope: Scope, proposal: AccessProposal) -> bool:
    return proposal.status == Status.APPROVED


@refusal_reason(_("This has been reviewed already."), stage=True)
def is_to_review(scope: Scope, proposal: AccessProposal) -> bool:
    return proposal.status == Status.TO_REVIEW


ACCESS_PROPOSAL = Rules(
    {
        "see_access_proposal": [sees_proposal],
        "approve_access": [sees_proposal, is_of_another, is_waiting],
        "refuse_access": [sees_proposal, is_of_another, is_not_done],
        "withdraw_access": [sees_proposal, is_own, is_not_done],
        "carry_out_access": [sees_proposal, is_own, is_approved],
        "confirm_emergency": [sees_proposal, is_of_another, is_to_review],
        "undo_emergency": [sees_proposal, is_of_another, is_to_review],
    },
    fresh=EVERY_CHANGE,
)
# Pages about one proposal: the tests above follow once it is found.
ACCESS_PROPOSALS_SITE = SiteRules(
    {verb: [may_look_for_proposals] for verb in ("see_access_proposals", *ACCESS_PROPOSAL)},
    fresh=EVERY_CHANGE,
)
