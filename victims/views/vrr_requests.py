"""Pages on VRR requests: the reviewable decisions, and each step of a request."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.views.form_page import render_form_with_draft
from people.access.scopes import Scope
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, scope_for, submit_form
from timeliness.announced_days import announced_closed_days
from victims.actions import reviewable_decisions
from victims.actions import vrr_outcomes as outcomes
from victims.actions import vrr_requests as actions
from victims.actions.possible_deciders import possible_deciders
from victims.forms import vrr_requests as forms
from victims.labels import REVIEW_VERB_LABELS
from victims.models import RightToReview, VictimRecord
from victims.permissions import RECORD, RIGHT_TO_REVIEW
from victims.queries import vrr_requests as queries
from victims.queries import vrr_time_to_ask
from victims.queries.contact_safety import contact_safety

# The verbs on a request: verb, address, label of the link.
REVIEW_REQUEST_STEPS = [
    (verb, verb.replace("_", "-"), text) for verb, text in REVIEW_VERB_LABELS.items()
]


@guarded("see_review_requests", VictimRecord, RECORD)
def see_review_requests(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    scope = scope_for(request)
    # nosemgrep: write-behind-a-read-verb - only reads
    found = reviewable_decisions.reviewable_decisions_of_victim(record, side=scope.side)
    context = {
        "record": record,
        "cards": queries.review_requests_of_victim(
            record, scope, request.audit.capacities, found=found
        ),
        "decided": _decision_times(record, found, scope),
        "steps_open": REVIEW_REQUEST_STEPS,
        "allowed": allowed,
    }
    return TemplateResponse(request, "victims/vrr_requests/see.html", context)


@guarded("ask_for_review", VictimRecord, RECORD)
def ask_for_review(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    """The form asks only for what the case does not hold of the decisions."""
    scope = scope_for(request)
    found = reviewable_decisions.reviewable_decisions_of_victim(record, side=scope.side)
    people = possible_deciders(record, found, at=scope.at)
    form = forms.AskForReviewForm(request.POST or None, found=found, people=people)
    message = _("The request is recorded. This page says whether it is within the scheme.")
    if submit_form(request, form, actions.ask_for_review, message, record=record):
        return redirect("see-review-requests", record.pk)
    decided = _decision_times(record, found, scope)
    return render_form_with_draft(
        request, "victims/vrr_requests/ask.html", form, record=record, decided=decided
    )


@guarded("acknowledge_review_request", RightToReview, RIGHT_TO_REVIEW)
def acknowledge_review_request(
    request: GuardedRequest, right: RightToReview, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.AcknowledgeReviewForm(request.POST or None, version=right.version)
    if submit_form(request, form, actions.acknowledge_review_request, _("Recorded"), right=right):
        return redirect("see-review-requests", right.record_id)
    return _review_request_form_page(request, "victims/vrr_requests/acknowledge.html", form, right)


@guarded("withdraw_review_request", RightToReview, RIGHT_TO_REVIEW)
def withdraw_review_request(
    request: GuardedRequest, right: RightToReview, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.WithdrawReviewForm(request.POST or None, version=right.version)
    if submit_form(request, form, actions.withdraw_review_request, _("Recorded"), right=right):
        return redirect("see-review-requests", right.record_id)
    return _review_request_form_page(request, "victims/vrr_requests/withdraw.html", form, right)


@guarded("name_reviewer", RightToReview, RIGHT_TO_REVIEW)
def name_reviewer(
    request: GuardedRequest, right: RightToReview, allowed: frozenset[str]
) -> HttpResponse:
    people = outcomes.independent_vrr_reviewers(right, at=scope_for(request).at)
    form = forms.NameReviewerForm(request.POST or None, version=right.version, people=people)
    message = _("The reviewer is named, and has been notified.")
    if submit_form(request, form, outcomes.name_reviewer, message, right=right):
        return redirect("see-review-requests", right.record_id)
    return _review_request_form_page(request, "victims/vrr_requests/name.html", form, right)


@guarded("decide_review", RightToReview, RIGHT_TO_REVIEW)
def decide_review(
    request: GuardedRequest, right: RightToReview, allowed: frozenset[str]
) -> HttpResponse:
    offered = outcomes.possible_review_outcomes(right)
    form = forms.DecideReviewForm(request.POST or None, version=right.version, outcomes=offered)
    message = _("The outcome is recorded. The victim is to be told.")
    if submit_form(request, form, outcomes.decide_review, message, right=right):
        return redirect("see-review-requests", right.record_id)
    return _review_request_form_page(request, "victims/vrr_requests/decide.html", form, right)


@guarded("tell_review_outcome", RightToReview, RIGHT_TO_REVIEW)
def tell_review_outcome(
    request: GuardedRequest, right: RightToReview, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.TellReviewOutcomeForm(request.POST or None, version=right.version)
    if submit_form(request, form, outcomes.tell_review_outcome, _("Recorded"), right=right):
        return redirect("see-review-requests", right.record_id)
    at = scope_for(request).at
    context: dict[str, Any] = {
        "right": right,
        "record": right.record,
        "safety": contact_safety(right.record, at=at),
    }
    return render_form_with_draft(request, "victims/vrr_requests/tell.html", form, **context)


def _decision_times(
    record: VictimRecord, found: list[reviewable_decisions.ReviewableSuspect], scope: Scope
) -> list[vrr_time_to_ask.TimesOfSuspect]:
    return vrr_time_to_ask.decision_times_by_suspect(
        found, record.case, at=scope.at, extra=announced_closed_days()
    )


def _review_request_form_page(
    request: GuardedRequest, template: str, form: Form, right: RightToReview
) -> HttpResponse:
    return render_form_with_draft(request, template, form, right=right, record=right.record)
