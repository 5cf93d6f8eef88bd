"""Permission tables of proposals and victim information requests, and the order of their steps."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Proposal, ProposalStatus, Reach, VictimRequest
from cases.permissions.capacity_tests import (
    for_managers,
    for_police,
    for_prosecutor,
    is_on_case,
    is_one_of,
)
from people.access.scopes import Rules, Standing, refusal_reason


@refusal_reason(_("You proposed this, so another manager must decide."))
def is_not_proposer(who: Standing, proposal: Proposal) -> bool:
    return not is_one_of(who, [proposal.by_id])


@refusal_reason(_("You approved this, so another prosecutor must set the action."))
def is_not_judge(who: Standing, proposal: Proposal) -> bool:
    return not is_one_of(who, [proposal.judged_by_id])


PROPOSAL_STATUS_TEXT: dict[str, Promise] = {
    ProposalStatus.WAITING: _("A manager has not decided on this yet."),
    ProposalStatus.APPROVED: _("This has been approved already."),
    ProposalStatus.REFUSED: _("This was not approved."),
    ProposalStatus.SET: _("The action has been set already."),
}


def why_proposal_is_closed(who: Standing, proposal: Proposal) -> str | Promise:
    """Reason why the proposal's status closes a verb."""
    return PROPOSAL_STATUS_TEXT[proposal.status]


@refusal_reason(
    why_proposal_is_closed, stage=True, refuses_when="A manager has decided on it already."
)
def is_proposal_waiting(who: Standing, proposal: Proposal) -> bool:
    return proposal.status == ProposalStatus.WAITING


@refusal_reason(
    why_proposal_is_closed,
    stage=True,
    refuses_when="It is not approved, or the action is set already.",
)
def is_proposal_approved(who: Standing, proposal: Proposal) -> bool:
    return proposal.status == ProposalStatus.APPROVED


PROPOSAL = Rules(
    {
        "see_proposal": [is_on_case],
        "judge_proposal": [for_managers, is_not_proposer, is_proposal_waiting],
        "set_proposed_action": [for_prosecutor, is_not_judge, is_proposal_approved],
    }
)


@refusal_reason(_("The agreement was withdrawn, so nothing more is taken."), stage=True)
def is_agreement_not_withdrawn(who: Standing, request: VictimRequest) -> bool:
    return request.withdrawn_on is None


@refusal_reason(_("The decision has been recorded already."), stage=True)
def is_not_authorised(who: Standing, request: VictimRequest) -> bool:
    return request.authorised_on is None


@refusal_reason(_("The notice to the victim has been recorded already."), stage=True)
def is_victim_not_notified(who: Standing, request: VictimRequest) -> bool:
    return request.notified_on is None or request.exception_again_on is not None


@refusal_reason(_("Only for a device does the victim agree in writing."), stage=True)
def is_about_device(who: Standing, request: VictimRequest) -> bool:
    return request.reach == Reach.DEVICE


@refusal_reason(_("The victim’s agreement has been recorded already."), stage=True)
def has_no_agreement(who: Standing, request: VictimRequest) -> bool:
    return request.agreed_on is None


@refusal_reason(_("No agreement of the victim has been recorded."), stage=True)
def has_agreement(who: Standing, request: VictimRequest) -> bool:
    return request.agreed_on is not None


@refusal_reason(_("Record first who decided that the request may be made, and why."), stage=True)
def is_request_authorised(who: Standing, request: VictimRequest) -> bool:
    return request.authorised_on is not None


@refusal_reason(
    _(
        "Record first what the victim was told, why it cannot be given before, or the exception "
        "relied on."
    ),
    stage=True,
)
def is_victim_notified(who: Standing, request: VictimRequest) -> bool:
    is_late = request.notice_by is not None
    return request.notified_on is not None or request.is_excepted or is_late


@refusal_reason(_("Record the victim’s written agreement first."), stage=True)
def is_agreed_if_device(who: Standing, request: VictimRequest) -> bool:
    return request.reach != Reach.DEVICE or request.agreed_on is not None


@refusal_reason(_("The request has been made already."), stage=True)
def is_not_requested(who: Standing, request: VictimRequest) -> bool:
    return request.requested_on is None


@refusal_reason(_("Record first that the request was made."), stage=True)
def is_requested(who: Standing, request: VictimRequest) -> bool:
    return request.requested_on is not None


@refusal_reason(_("A device has no holder who replies."), stage=True)
def is_about_holder(who: Standing, request: VictimRequest) -> bool:
    return request.reach != Reach.DEVICE


@refusal_reason(_("The reply has been recorded already."), stage=True)
def is_not_replied(who: Standing, request: VictimRequest) -> bool:
    return request.replied_on is None


@refusal_reason(_("Record first what the holder replied."), stage=True)
def is_replied_if_holder(who: Standing, request: VictimRequest) -> bool:
    return request.reach == Reach.DEVICE or request.replied_on is not None


@refusal_reason(_("It has been given back already."), stage=True)
def is_not_returned(who: Standing, request: VictimRequest) -> bool:
    return request.returned_on is None


@refusal_reason(_("This request is for an action of a plan. It ends with the action."), stage=True)
def is_own_request(who: Standing, request: VictimRequest) -> bool:
    return request.is_own


@refusal_reason(_("The police no longer ask for this."), stage=True)
def is_not_dropped(who: Standing, request: VictimRequest) -> bool:
    return request.dropped_at is None


@refusal_reason(_("The police no longer ask for this, and nobody was asked."), stage=True)
def is_notice_still_given(who: Standing, request: VictimRequest) -> bool:
    return request.dropped_at is None or request.requested_on is not None


@refusal_reason(_("Nothing is waited for any more."), stage=True)
def is_waited_for(who: Standing, request: VictimRequest) -> bool:
    is_taken = request.reach == Reach.DEVICE and request.requested_on is not None
    return request.replied_on is None and request.withdrawn_on is None and not is_taken


VICTIM_REQUEST = Rules(
    {
        "see_victim_request": [is_on_case],
        "record_authority": [
            for_police, is_not_dropped, is_agreement_not_withdrawn, is_not_authorised,
        ],
        "record_notice": [
            for_police, is_notice_still_given, is_agreement_not_withdrawn, is_victim_not_notified,
        ],
        "record_agreement": [for_police, is_not_dropped, is_about_device, has_no_agreement],
        "record_withdrawal": [
            for_police,
            is_not_dropped,
            is_about_device,
            has_agreement,
            is_agreement_not_withdrawn,
        ],
        "mark_requested": [
            for_police,
            is_not_dropped,
            is_agreement_not_withdrawn,
            is_request_authorised,
            is_victim_notified,
            is_agreed_if_device,
            is_not_requested,
        ],
        "record_reply": [for_police, is_about_holder, is_requested, is_not_replied],
        "mark_given_back": [for_police, is_requested, is_replied_if_holder, is_not_returned],
        "drop_victim_request": [for_police, is_own_request, is_not_dropped, is_waited_for],
    }
)  # fmt: skip
