"""A referral: writing, checks, sign-off, sending back and withdrawal."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case, Referral
from cases.permissions import CASE, REFERRAL
from cases.queries import urgency_periods
from cases.queries.suspect_choices import SuspectChoice
from cases.referrals.actions import referrals as actions
from cases.referrals.forms import referrals as forms
from cases.referrals.queries import referral_checks, referrals, submission_comparisons
from cases.referrals.queries.advice_before import advice_before
from cases.referrals.queries.submission_text import documents_to_send
from cases.referrals.queries.submissions import has_submission
from cases.views.form_page import current_values, render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for, submit_form

REFERRAL_WRITTEN = gettext_lazy("Referral sent to your supervisor for sign-off.")


@guarded("write_referral", Case, CASE)
def write_referral(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    choosing = referrals.suspects_to_refer(case, scope, request.audit.capacities)
    before = referrals.last_ended_referral(case, scope, choosing.ready)
    advice = None if before else advice_before(case, choosing.ready, scope)
    form = _referral_form(
        request, forms.WriteReferralForm, case, choosing, advice=advice,
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
        returned=before and referrals.return_of_referral(before, scope),
        advice=advice,
        after_draft={
            "gate": lambda: referral_checks.checks_of_typed_referral(
                case, choosing.ready, current_values(form), scope
            )
        },
    )


@guarded("revise_referral", Referral, REFERRAL)
def revise_referral(
    request: GuardedRequest, referral: Referral, allowed: frozenset[str]
) -> HttpResponse:
    scope = scope_for(request)
    case = referral.case
    choosing = referrals.suspects_to_refer(case, scope, request.audit.capacities, revising=referral)
    about = referral.suspects.for_scope(scope).order_by("number")
    form = _referral_form(
        request, forms.ReviseReferralForm, case, choosing, version=referral.version, of=referral,
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
        after_draft={
            "gate": lambda: referral_checks.checks_of_typed_referral(
                case, choosing.ready, current_values(form), scope
            )
        },
    )


@guarded("write_referral", Case, CASE)
def check_referral(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """Fragment of the referral page: check results of the text typed so far."""
    scope = scope_for(request)
    suspects = list(referrals.with_advice_sought(case.suspects.for_scope(scope)))
    form = forms.WriteReferralForm(request.POST, suspects=suspects, hints={})
    page = {
        "form": form,
        "gate": referral_checks.checks_of_typed_referral(
            case, suspects, current_values(form), scope
        ),
    }
    return TemplateResponse(request, "cases/referrals/gate_part.html", page)


def _referral_form(
    request: GuardedRequest,
    kind: type[forms.WriteReferralForm],
    case: Case,
    choosing: SuspectChoice,
    **about: Any,
) -> forms.WriteReferralForm:
    """The form of a referral, bound on POST.

    On POST all suspects are valid choices, because the action refuses with a reason, and a repeated
    submission still counts as the first after its suspects have moved on.
    """
    suspects = choosing.everyone if request.method == "POST" else choosing.ready
    unit = referrals.receiving_unit(case, "", scope_for(request))
    hints = urgency_periods.urgency_hints(at=scope_for(request).at, area=unit.area if unit else "")
    return kind(request.POST or None, suspects=suspects, hints=hints, **about)


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
