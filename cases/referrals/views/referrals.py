"""A referral: writing, checks, sign-off, sending back and withdrawal."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.action_plans.queries.file_beside import documents_alone
from cases.models import Case, Referral, Suspect
from cases.open_lines import OpenLine
from cases.permissions import CASE, REFERRAL
from cases.queries import urgency_periods
from cases.queries.suspect_choices import SuspectChoice
from cases.referrals.actions import referrals as actions
from cases.referrals.forms import referrals as forms
from cases.referrals.forms.open_lines import (
    MAX_OPEN_LINES,
    open_lines_begun_with,
    open_lines_formset,
)
from cases.referrals.forms.return_answers import returns_shown
from cases.referrals.queries import referral_checks, referrals, submission_comparisons
from cases.referrals.queries.advice_before import advice_before
from cases.referrals.queries.referral_checks import CheckReport
from cases.referrals.queries.returns_to_answer import returns_to_answer
from cases.referrals.queries.submission_text import documents_to_send
from cases.referrals.queries.submissions import has_submission
from cases.referrals.queries.victims_to_refer import victims_to_refer
from cases.views.form_page import current_values, render_form_with_draft
from people.access.scopes import Scope
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for, submit_form

REFERRAL_WRITTEN = gettext_lazy("Referral sent to your supervisor for sign-off.")


@guarded("write_referral", Case, CASE)
def write_referral(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    choosing = referrals.suspects_to_refer(case, scope, request.audit.capacities)
    before = referrals.last_ended_referral(case, scope, choosing.ready)
    advice = None if before else advice_before(case, choosing.ready, scope)
    begun = advice.open_lines if advice else open_lines_begun_with(before)
    form = _referral_form(
        request, forms.WriteReferralForm, case, choosing, begun, advice=advice,
        initial=forms.referral_form_initial(before, choosing.ready),
    )  # fmt: skip
    if submit_form(request, form, actions.write_referral, REFERRAL_WRITTEN, case=case):
        return redirect("see-referral", form.result_id)
    return render_form_with_draft(
        request,
        "cases/referrals/write.html",
        form,
        case=case,
        choosing=choosing,
        advice=advice,
        victims=victims_to_refer(case, scope),
        added="add" in request.POST,
        most=MAX_OPEN_LINES,
        after_draft=_asked_of_form(form, case, choosing.ready, scope),
    )


@guarded("revise_referral", Referral, REFERRAL)
def revise_referral(
    request: GuardedRequest, referral: Referral, allowed: frozenset[str]
) -> HttpResponse:
    scope = scope_for(request)
    case = referral.case
    choosing = referrals.suspects_to_refer(case, scope, request.audit.capacities, revising=referral)
    about = referral.suspects.for_scope(scope).order_by("number")
    begun = open_lines_begun_with(referral)
    form = _referral_form(
        request, forms.ReviseReferralForm, case, choosing, begun, version=referral.version,
        of=referral,
        initial=forms.referral_form_initial(referral, about),
    )  # fmt: skip
    if submit_form(request, form, actions.revise_referral, REFERRAL_WRITTEN, referral=referral):
        return redirect("see-referral", referral.pk)
    return render_form_with_draft(
        request,
        "cases/referrals/revise.html",
        form,
        case=case,
        referral=referral,
        choosing=choosing,
        victims=victims_to_refer(case, scope),
        added="add" in request.POST,
        most=MAX_OPEN_LINES,
        after_draft=_asked_of_form(form, case, choosing.ready, scope),
    )


@guarded("write_referral", Case, CASE)
def check_referral(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """Fragment of the referral page: check results of the text typed so far."""
    scope = scope_for(request)
    suspects = list(referrals.with_advice_sought(case.suspects.for_scope(scope)))
    lines = open_lines_formset(request.POST)
    form = forms.WriteReferralForm(request.POST, suspects=suspects, hints={}, lines=lines)
    page = {"form": form, "gate": _checks_of_form(form, case, suspects, scope)}
    return TemplateResponse(request, "cases/referrals/gate_part.html", page)


def _referral_form(
    request: GuardedRequest,
    kind: type[forms.WriteReferralForm],
    case: Case,
    choosing: SuspectChoice,
    begun: Iterable[OpenLine] | None,
    **about: Any,
) -> forms.WriteReferralForm:
    """The form of a referral, bound on POST, unless rows of the open lines are added or removed.

    begun: the open lines that it begins with.

    On POST all suspects are valid choices, because the action refuses with a reason, and a repeated
    submission still counts as the first after its suspects have moved on.
    """
    is_reshaped = bool({"add", "remove"} & request.POST.keys())
    data = None if is_reshaped else request.POST or None
    lines = open_lines_formset(request.POST, begun or ())
    unit = referrals.receiving_unit(case, "", scope_for(request))
    offered = choosing.everyone if data else choosing.ready
    about |= {
        "suspects": offered,
        "returns": returns_to_answer(offered),
        "hints": urgency_periods.urgency_hints(
            at=scope_for(request).at, area=unit.area if unit else ""
        ),
    }
    form = kind(data, lines=lines, **about)
    if is_reshaped:
        form.prefill(request.POST)
    return form


def _asked_of_form(
    form: forms.WriteReferralForm, case: Case, ready: list[Suspect], scope: Scope
) -> dict[str, Callable[[], object]]:
    """What the page asks for beside the fields, once the form's values are known."""
    return {
        "gate": lambda: _checks_of_form(form, case, ready, scope),
        "returns": lambda: returns_shown(form, form.returns, ready),
    }


def _checks_of_form(
    form: forms.WriteReferralForm, case: Case, suspects: list[Suspect], scope: Scope
) -> CheckReport:
    """Check results of what is typed so far."""
    return referral_checks.checks_of_typed_referral(
        case, suspects, current_values(form), form.lines_typed, scope
    )


@guarded("see_referral", Referral, REFERRAL)
def see_referral(
    request: GuardedRequest, referral: Referral, allowed: frozenset[str]
) -> HttpResponse:
    scope, page = scope_for(request), _referral_context(request, referral)
    page |= {"allowed": allowed, "was_sent": has_submission(referral.case, scope), "gate": None}
    if "see_unsent_changes" in allowed:
        page["gate"] = referral_checks.checks_of_referral(page["reading"], scope)
    return TemplateResponse(request, "cases/referrals/see.html", page)


def _referral_context(request: GuardedRequest, referral: Referral) -> dict[str, Any]:
    """Context of a page that shows a whole referral."""
    return {
        "case": referral.case,
        "reading": referrals.referral_detail(referral, scope_for(request)),
    }


@guarded("sign_referral_off", Referral, REFERRAL)
def sign_referral_off(
    request: GuardedRequest, referral: Referral, allowed: frozenset[str]
) -> HttpResponse:
    unit = referrals.receiving_unit(referral.case, referral.urgency, scope_for(request))
    form = forms.SuperviseReferralForm(request.POST or None, version=referral.version)
    message = _("Referral signed off and sent to %(unit)s.") % {"unit": unit}
    if submit_form(request, form, actions.sign_referral_off, message, referral=referral):
        return redirect("see-referral", referral.pk)
    scope, page = scope_for(request), _referral_context(request, referral)
    content = referral_checks.snapshot_of_detail(page["reading"], scope)
    page["gate"] = referral_checks.checks_of_snapshot(content, page["reading"], scope)
    page["comparison"] = submission_comparisons.compare_snapshot(content, referral.case, scope)
    page["going"] = documents_to_send(content)
    page["file"] = documents_alone(referral.case, scope)
    return render_form_with_draft(
        request, "cases/referrals/sign_off.html", form, allowed=allowed, receiving=unit, **page
    )


@guarded("send_referral_back", Referral, REFERRAL)
def send_referral_back(
    request: GuardedRequest, referral: Referral, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.SuperviseReferralForm(request.POST or None, version=referral.version)
    message = _("Referral sent back to the officer.")
    if submit_form(request, form, actions.send_referral_back, message, referral=referral):
        return redirect("see-referral", referral.pk)
    return render_form_with_draft(
        request, "cases/referrals/send_back.html", form, allowed=allowed,
        **_referral_context(request, referral),
    )  # fmt: skip


@guarded("withdraw_referral", Referral, REFERRAL)
def withdraw_referral(
    request: GuardedRequest, referral: Referral, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.WithdrawReferralForm(request.POST or None)
    message = _("Referral withdrawn. Its suspects are with the police again.")
    if submit_form(request, form, actions.withdraw_referral, message, referral=referral):
        return redirect("see-referral", referral.pk)
    return render_form_with_draft(
        request, "cases/referrals/withdraw.html", form, **_referral_context(request, referral)
    )
