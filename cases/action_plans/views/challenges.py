"""Acceptance, variation and challenge of an action item, and their resolution."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from cases.action_plans.actions import challenge_resolution, challenges
from cases.action_plans.forms import challenges as forms
from cases.action_plans.queries.challenges import challenge_detail
from cases.action_plans.views.item_verb_page import item_verb_page
from cases.allocation.queries.allocations import inspectors_for, managers_for
from cases.models import ActionItem
from cases.permissions import ITEM
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


@guarded("accept_item", ActionItem, ITEM)
def accept_item(request: GuardedRequest, item: ActionItem, allowed: frozenset[str]) -> HttpResponse:
    """The police accept the action item."""
    form = forms.AcceptItemForm(request.POST or None, version=item.version)
    act_, done = challenges.accept_item, _("Action accepted")
    return item_verb_page(request, item, allowed, form, act_, done)


@guarded("vary_item", ActionItem, ITEM)
def vary_item(request: GuardedRequest, item: ActionItem, allowed: frozenset[str]) -> HttpResponse:
    """The police propose to do the action differently or by another date."""
    now = {"proposed_text": item.text}
    form = forms.VaryItemForm(request.POST or None, version=item.version, initial=now)
    act_, done = challenges.vary_item, _("Variation sent to the prosecutor")
    return item_verb_page(request, item, allowed, form, act_, done)


@guarded("challenge_item", ActionItem, ITEM)
def challenge_item(
    request: GuardedRequest, item: ActionItem, allowed: frozenset[str]
) -> HttpResponse:
    """The police challenge the action item."""
    form = forms.ChallengeItemForm(request.POST or None, version=item.version)
    act_, done = challenges.challenge_item, _("Challenge sent to the prosecutor")
    return item_verb_page(request, item, allowed, form, act_, done)


@guarded("withdraw_challenge", ActionItem, ITEM)
def withdraw_challenge(
    request: GuardedRequest, item: ActionItem, allowed: frozenset[str]
) -> HttpResponse:
    """The police withdraw their challenge."""
    form = forms.WithdrawChallengeForm(request.POST or None, version=item.version)
    act_, done = (
        challenges.withdraw_challenge,
        _("Withdrawn: the action is unchanged, and is accepted"),
    )
    return item_verb_page(request, item, allowed, form, act_, done)


@guarded("answer_challenge", ActionItem, ITEM)
def answer_challenge(
    request: GuardedRequest, item: ActionItem, allowed: frozenset[str]
) -> HttpResponse:
    """The prosecutor agrees to a variation, or upholds or rejects a challenge."""
    detail = challenge_detail(item, scope_for(request))
    ask = forms.AnswerVariationForm if detail and detail.is_variation else forms.AnswerChallengeForm
    form = ask(request.POST or None, version=item.version, initial={"new_text": item.text})
    act_, done = challenges.answer_challenge, _("Answer sent to the police")
    return item_verb_page(request, item, allowed, form, act_, done)


@guarded("send_challenge_up", ActionItem, ITEM)
def send_challenge_up(
    request: GuardedRequest, item: ActionItem, allowed: frozenset[str]
) -> HttpResponse:
    """Either side names two people to resolve the challenge."""
    at = scope_for(request).at
    form = forms.SendChallengeUpForm(
        request.POST or None, version=item.version,
        inspectors=inspectors_for(item.case, at=at).order_by("name", "pk"),
        managers=managers_for(item.case, at=at).order_by("name", "pk"),
    )  # fmt: skip
    act_, done = challenge_resolution.send_challenge_up, _("The two people have been notified")
    return item_verb_page(request, item, allowed, form, act_, done)


@guarded("propose_outcome", ActionItem, ITEM)
def propose_outcome(
    request: GuardedRequest, item: ActionItem, allowed: frozenset[str]
) -> HttpResponse:
    """One of the two people named proposes an outcome."""
    now = {"new_text": item.text}
    form = forms.ProposeOutcomeForm(request.POST or None, version=item.version, initial=now)
    act_, done = challenge_resolution.propose_outcome, _("Outcome proposed")
    return item_verb_page(request, item, allowed, form, act_, done)


@guarded("answer_outcome", ActionItem, ITEM)
def answer_outcome(
    request: GuardedRequest, item: ActionItem, allowed: frozenset[str]
) -> HttpResponse:
    """The other agrees to the outcome or declines it."""
    form = forms.AnswerOutcomeForm(request.POST or None, version=item.version)
    act_, done = challenge_resolution.answer_outcome, _("Answer sent")
    return item_verb_page(request, item, allowed, form, act_, done)
