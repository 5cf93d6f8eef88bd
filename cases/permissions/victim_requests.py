"""What must come before an action reaches into the victim's life, who does it, in which order."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Proposal, ProposalStatus, Reach, VictimRequest
from cases.permissions.who import (
    for_managers,
    for_police,
    for_prosecutor,
    is_one_of,
    on_the_case,
)
from people.access import Rules, Standing, because


@because(_("You proposed this, so another manager must decide."))
def not_the_proposer(who: Standing, proposal: Proposal) -> bool:
    return not is_one_of(who, [proposal.by_id])


PROPOSAL_NOW: dict[str, Promise] = {
    ProposalStatus.WAITING: _("A manager has not decided on this yet."),
    ProposalStatus.APPROVED: _("This has been approved already."),
    ProposalStatus.REFUSED: _("This was not approved."),
    ProposalStatus.SET: _("The action has been set already."),
}


def what_became_of_it(who: Standing, proposal: Proposal) -> str | Promise:
    """Why a verb about a proposal is closed: what has become of the proposal."""
    return PROPOSAL_NOW[proposal.status]


@because(what_became_of_it, stage=True)
def not_judged(who: Standing, proposal: Proposal) -> bool:
    """A manager has decided on it already."""
    return proposal.status == ProposalStatus.WAITING


@because(what_became_of_it, stage=True)
def is_approved(who: Standing, proposal: Proposal) -> bool:
    """It is not approved, or the action is set already."""
    return proposal.status == ProposalStatus.APPROVED


PROPOSAL = Rules(
    {
        "see_proposal": [on_the_case],
        "judge_proposal": [for_managers, not_the_proposer, not_judged],
        "set_proposed_action": [for_prosecutor, is_approved],
    }
)


@because(_("The agreement was withdrawn, so nothing more is taken."), stage=True)
def not_withdrawn(who: Standing, request: VictimRequest) -> bool:
    return request.withdrawn_on is None


@because(_("The decision has been recorded already."), stage=True)
def not_authorised(who: Standing, request: VictimRequest) -> bool:
    return request.authorised_on is None


@because(_("The notice to the victim has been recorded already."), stage=True)
def not_notified(who: Standing, request: VictimRequest) -> bool:
    return request.notified_on is None


@because(_("Only for a device does the victim agree in writing."), stage=True)
def about_a_device(who: Standing, request: VictimRequest) -> bool:
    return request.reach == Reach.DEVICE


@because(_("The victim’s agreement has been recorded already."), stage=True)
def not_agreed(who: Standing, request: VictimRequest) -> bool:
    return request.agreed_on is None


@because(_("No agreement of the victim has been recorded."), stage=True)
def was_agreed(who: Standing, request: VictimRequest) -> bool:
    return request.agreed_on is not None


@because(_("Record first who decided that the request may be made, and why."), stage=True)
def authorised_first(who: Standing, request: VictimRequest) -> bool:
    return request.authorised_on is not None


@because(_("Record first what the victim was told, or the exception relied on."), stage=True)
def notified_first(who: Standing, request: VictimRequest) -> bool:
    return request.notified_on is not None or request.is_excepted


@because(_("Record the victim’s written agreement first."), stage=True)
def agreed_first(who: Standing, request: VictimRequest) -> bool:
    return request.reach != Reach.DEVICE or request.agreed_on is not None


@because(_("The request has been made already."), stage=True)
def not_requested(who: Standing, request: VictimRequest) -> bool:
    return request.requested_on is None


VICTIM_REQUEST = Rules(
    {
        "see_victim_request": [on_the_case],
        "record_authority": [for_police, not_withdrawn, not_authorised],
        "record_notice": [for_police, not_withdrawn, not_notified],
        "record_agreement": [for_police, about_a_device, not_agreed],
        "record_withdrawal": [for_police, about_a_device, was_agreed, not_withdrawn],
        "mark_requested": [
            for_police, not_withdrawn, authorised_first, notified_first, agreed_first,
            not_requested,
        ],
    }
)  # fmt: skip
