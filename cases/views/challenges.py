"""The police accept an action, propose a variation or challenge it; the prosecutor answers."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from cases.actions import challenges, settlements
from cases.forms import challenges as forms
from cases.models import ActionItem
from cases.permissions import ITEM
from cases.queries.allocations import inspectors_for, managers_for
from cases.queries.challenges import question
from cases.views.asking import ask_about
from people.guards import guarded, scope_for
from people.visits import Request


@guarded("accept_item", ActionItem, ITEM)
def accept_item(request: Request, item: ActionItem, allowed: frozenset[str]) -> HttpResponse:
    """The police take it on."""
    form = forms.AcceptItem(request.POST or None, version=item.version)
    act_, done = challenges.accept_item, _("Action accepted")
    return ask_about(request, item, allowed, form, act_, done)


@guarded("vary_item", ActionItem, ITEM)
def vary_item(request: Request, item: ActionItem, allowed: frozenset[str]) -> HttpResponse:
    """The police would do it otherwise."""
    now = {"proposed_text": item.text}
    form = forms.VaryItem(request.POST or None, version=item.version, initial=now)
    act_, done = challenges.vary_item, _("Variation sent to the prosecutor")
    return ask_about(request, item, allowed, form, act_, done)


@guarded("challenge_item", ActionItem, ITEM)
def challenge_item(request: Request, item: ActionItem, allowed: frozenset[str]) -> HttpResponse:
    """The police say why not."""
    form = forms.ChallengeItem(request.POST or None, version=item.version)
    act_, done = challenges.challenge_item, _("Challenge sent to the prosecutor")
    return ask_about(request, item, allowed, form, act_, done)


@guarded("withdraw_challenge", ActionItem, ITEM)
def withdraw_challenge(request: Request, item: ActionItem, allowed: frozenset[str]) -> HttpResponse:
    """The police leave it at that."""
    form = forms.WithdrawChallenge(request.POST or None, version=item.version)
    act_, done = (
        challenges.withdraw_challenge,
        _("Withdrawn: the action is unchanged, and is accepted"),
    )
    return ask_about(request, item, allowed, form, act_, done)


@guarded("answer_challenge", ActionItem, ITEM)
def answer_challenge(request: Request, item: ActionItem, allowed: frozenset[str]) -> HttpResponse:
    """The prosecutor agrees, upholds or holds."""
    asked = question(item, scope_for(request))
    ask = forms.AnswerVariation if asked and asked.is_variation else forms.AnswerChallenge
    form = ask(request.POST or None, version=item.version, initial={"new_text": item.text})
    act_, done = challenges.answer_challenge, _("Answer sent to the police")
    return ask_about(request, item, allowed, form, act_, done)


@guarded("send_challenge_up", ActionItem, ITEM)
def send_challenge_up(request: Request, item: ActionItem, allowed: frozenset[str]) -> HttpResponse:
    """Two people are named to settle it."""
    at = scope_for(request).at
    form = forms.SendChallengeUp(
        request.POST or None, version=item.version,
        inspectors=inspectors_for(item.case, at=at).order_by("name", "pk"),
        managers=managers_for(item.case, at=at).order_by("name", "pk"),
    )  # fmt: skip
    act_, done = settlements.send_challenge_up, _("The two people have been notified")
    return ask_about(request, item, allowed, form, act_, done)


@guarded("propose_outcome", ActionItem, ITEM)
def propose_outcome(request: Request, item: ActionItem, allowed: frozenset[str]) -> HttpResponse:
    """One of the two says how it should end."""
    now = {"new_text": item.text}
    form = forms.ProposeOutcome(request.POST or None, version=item.version, initial=now)
    act_, done = settlements.propose_outcome, _("Outcome proposed")
    return ask_about(request, item, allowed, form, act_, done)


@guarded("answer_outcome", ActionItem, ITEM)
def answer_outcome(request: Request, item: ActionItem, allowed: frozenset[str]) -> HttpResponse:
    """The other agrees, or does not."""
    form = forms.AnswerOutcome(request.POST or None, version=item.version)
    act_, done = settlements.answer_outcome, _("Answer sent")
    return ask_about(request, item, allowed, form, act_, done)
