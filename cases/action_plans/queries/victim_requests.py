"""Victim information requests of intrusive actions: what was decided, notified and agreed."""

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import (
    ActionItem,
    Proposal,
    Review,
    StatutoryDecision,
    Suspect,
    VictimNotice,
    VictimRequest,
)
from cases.permissions import ITEM, PROPOSAL, VICTIM_REQUEST
from cases.victim_request_law import COUNSELLING_STEPS, EXCEPTION_GROUNDS, law_text
from people.access.scopes import Scope, standing_on

# Verbs in the order of the page, with their labels.
REQUEST_VERB_LABELS = {
    "record_authority": _("Record the decision"),
    "record_notice": _("Record what the victim was told"),
    "record_agreement": _("Record the victim’s agreement"),
    "mark_requested": _("Record that the request was made"),
    "record_reply": _("Record what the holder replied"),
    "mark_given_back": _("Record that it was given back"),
    "record_withdrawal": _("Record that the agreement was withdrawn"),
    "drop_victim_request": _("Stop asking for this"),
}
WHILE_ASKED = REQUEST_VERB_LABELS.keys() - {
    "record_withdrawal",
    "record_reply",
    "mark_given_back",
    "drop_victim_request",
}  # while the action item waits for the police


@dataclass(frozen=True)
class VictimRequestDetail:
    """What every page about one victim information request shows."""

    request: VictimRequest
    item: ActionItem | None  # None of one that the police decided on themselves
    decision: StatutoryDecision | None
    notices: list[VictimNotice]
    steps: list[str]  # of the code of practice, that were taken
    grounds: dict[str, str]  # {code: text} of the exceptions relied on
    open_verbs: list[tuple[str, str | Promise]]  # (verb, label)
    closed_verbs: dict[str, list[str | Promise]]  # {reason: labels of the verbs it closes}


def victim_request_of_item(item: ActionItem, scope: Scope) -> VictimRequest | None:
    """The victim information request of an action item, or None. One query."""
    return VictimRequest.objects.for_scope(scope).filter(item=item).first()


def victim_request_detail(request: VictimRequest, scope: Scope) -> VictimRequestDetail:
    """A request with everything recorded about it. Four queries."""
    rows = VictimRequest.objects.for_scope(scope).select_related(
        "approved_by", "set_by", "victim", "case"
    )
    request = rows.get(pk=request.pk)
    items = ActionItem.objects.for_scope(scope).select_related("plan", "case")
    request.item = item = items.get(pk=request.item_id) if request.item_id else None
    about = {"request": request}
    decisions = StatutoryDecision.objects.for_scope(scope).filter(**about).select_related("by")
    victim_notices = VictimNotice.objects.for_scope(scope).filter(**about).select_related("by")
    can, not_yet = _request_verbs(request, item, scope)
    decision, told = decisions.first(), list(victim_notices.order_by("at"))
    steps = [law_text(COUNSELLING_STEPS, code) for code in (decision.steps if decision else ())]
    grounds = {each.ground: law_text(EXCEPTION_GROUNDS, each.ground) for each in told}
    return VictimRequestDetail(request, item, decision, told, steps, grounds, can, not_yet)


def _request_verbs(
    request: VictimRequest, item: ActionItem | None, scope: Scope
) -> tuple[list[tuple[str, str | Promise]], dict[str, list[str | Promise]]]:
    who = standing_on(scope, request)
    allowed, closed = (
        VICTIM_REQUEST.allowed_verbs(who, request),
        VICTIM_REQUEST.stage_refusals(who, request),
    )
    if item is not None:  # it ends with its action, and nobody drops it by itself
        closed = {verb: why for verb, why in closed.items() if verb != "drop_victim_request"}
    if item is not None and ITEM.refusal(who, "answer_item", item) is not None:
        still = {"record_notice"} if request.is_notice_open and request.requested_on else set()
        allowed -= WHILE_ASKED - still
        closed = {}
    by_reason: defaultdict[str, list[str | Promise]] = defaultdict(list)
    for verb, words in REQUEST_VERB_LABELS.items():
        if verb in closed:
            by_reason[str(closed[verb])].append(words)
    return [(verb, words) for verb, words in REQUEST_VERB_LABELS.items() if verb in allowed], dict(
        by_reason
    )


def proposals_of_review(review: Review, scope: Scope) -> list[Proposal]:
    """The proposals on a review, newest first. One query."""
    rows = Proposal.objects.for_scope(scope).filter(review=review)
    return list(rows.order_by("-at"))


def proposal_detail(proposal: Proposal, scope: Scope) -> tuple[Proposal, list[Suspect], Set[str]]:
    """A proposal with names of its people and suspects, and open verbs. Two queries."""
    rows = Proposal.objects.for_scope(scope).select_related("by", "judged_by", "review", "case")
    proposal = rows.get(pk=proposal.pk)
    suspects = list(proposal.suspects.for_scope(scope).order_by("number"))
    return proposal, suspects, PROPOSAL.allowed_verbs(standing_on(scope, proposal), proposal)
