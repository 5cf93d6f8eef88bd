"""A victim asks for a decision to be reviewed: what there is to ask about, and each step since."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.views.asking import ask
from people.access import Scope
from people.fields import Form
from people.guards import acted, guarded, scope_for
from people.visits import Request
from timeliness.actions import clocks
from victims.actions import review_outcomes as outcomes
from victims.actions import reviewable
from victims.actions import reviews as actions
from victims.forms import reviews as forms
from victims.models import RightToReview, VictimRecord
from victims.permissions import RECORD, RIGHT_TO_REVIEW
from victims.queries import review_times
from victims.queries import reviews as queries
from victims.queries.safety import safety
from victims.words import REVIEW_TO_DO

# What can be done about a request: the verb, its address, and what a link calls it.
STEPS = [(verb, verb.replace("_", "-"), text) for verb, text in REVIEW_TO_DO.items()]


@guarded("see_review_requests", VictimRecord, RECORD)
def see_review_requests(
    request: Request, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    scope = scope_for(request)
    found = reviewable.of_record(record, side=scope.side)
    shown = {
        "record": record,
        "cards": queries.of_record(record, scope, request.visit.capacities, found=found),
        "decided": _decided(found, scope),
        "steps_open": STEPS,
        "allowed": allowed,
    }
    return TemplateResponse(request, "victims/reviews/see.html", shown)


@guarded("ask_for_review", VictimRecord, RECORD)
def ask_for_review(request: Request, record: VictimRecord, allowed: frozenset[str]) -> HttpResponse:
    """The page asks only for what the record of the case does not know of the decisions."""
    scope = scope_for(request)
    found = reviewable.of_record(record, side=scope.side)
    people = reviewable.may_have_decided(record, found, at=scope.at)
    form = forms.AskForReview(request.POST or None, found=found, people=people)
    told = _("The request is recorded. This page says whether it is within the scheme.")
    if acted(request, form, actions.ask_for_review, told, record=record):
        return redirect("see-review-requests", record.pk)
    decided = _decided(found, scope)
    return ask(request, "victims/reviews/ask.html", form, record=record, decided=decided)


@guarded("acknowledge_review_request", RightToReview, RIGHT_TO_REVIEW)
def acknowledge_review_request(
    request: Request, right: RightToReview, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.AcknowledgeReview(request.POST or None, version=right.version)
    if acted(request, form, actions.acknowledge_review_request, _("Recorded"), right=right):
        return redirect("see-review-requests", right.record_id)
    return _ask_about(request, "victims/reviews/acknowledge.html", form, right)


@guarded("withdraw_review_request", RightToReview, RIGHT_TO_REVIEW)
def withdraw_review_request(
    request: Request, right: RightToReview, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.WithdrawReview(request.POST or None, version=right.version)
    if acted(request, form, actions.withdraw_review_request, _("Recorded"), right=right):
        return redirect("see-review-requests", right.record_id)
    return _ask_about(request, "victims/reviews/withdraw.html", form, right)


@guarded("name_reviewer", RightToReview, RIGHT_TO_REVIEW)
def name_reviewer(request: Request, right: RightToReview, allowed: frozenset[str]) -> HttpResponse:
    people = outcomes.independent(right, at=scope_for(request).at)
    form = forms.NameReviewer(request.POST or None, version=right.version, people=people)
    told = _("The reviewer is named, and has been notified.")
    if acted(request, form, outcomes.name_reviewer, told, right=right):
        return redirect("see-review-requests", right.record_id)
    return _ask_about(request, "victims/reviews/name.html", form, right)


@guarded("decide_review", RightToReview, RIGHT_TO_REVIEW)
def decide_review(request: Request, right: RightToReview, allowed: frozenset[str]) -> HttpResponse:
    offered = outcomes.outcomes_of(right)
    form = forms.DecideReview(request.POST or None, version=right.version, outcomes=offered)
    told = _("The outcome is recorded. The victim is to be told.")
    if acted(request, form, outcomes.decide_review, told, right=right):
        return redirect("see-review-requests", right.record_id)
    return _ask_about(request, "victims/reviews/decide.html", form, right)


@guarded("tell_review_outcome", RightToReview, RIGHT_TO_REVIEW)
def tell_review_outcome(
    request: Request, right: RightToReview, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.TellOutcome(request.POST or None, version=right.version)
    if acted(request, form, outcomes.tell_review_outcome, _("Recorded"), right=right):
        return redirect("see-review-requests", right.record_id)
    at = scope_for(request).at
    shown: dict[str, Any] = {
        "right": right,
        "record": right.record,
        "safety": safety(right.record, at=at),
    }
    return ask(request, "victims/reviews/tell.html", form, **shown)


def _decided(found: list[reviewable.Reviewable], scope: Scope) -> list[Any]:
    return review_times.decided(found, at=scope.at, extra=clocks.extra_days())


def _ask_about(request: Request, template: str, form: Form, right: RightToReview) -> HttpResponse:
    return ask(request, template, form, right=right, record=right.record)
