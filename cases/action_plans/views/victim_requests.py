"""Steps of a victim information request before the police make it, and how it came to be one."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.action_plans.actions import holder_replies, reclassification, victim_notices
from cases.action_plans.actions import victim_request_steps as actions
from cases.action_plans.forms import victim_notices as victim_notice_forms
from cases.action_plans.forms import victim_request_steps as forms
from cases.action_plans.forms.victim_requests import JustifyItemForm
from cases.action_plans.queries.victim_register import requests_of_case, victim_registers
from cases.action_plans.queries.victim_requests import victim_request_detail
from cases.action_plans.views.action_plan_formset import facts_about_victims
from cases.action_plans.views.item_verb_page import item_verb_page
from cases.models import ActionItem, Case, Reach, VictimRequest
from cases.permissions import CASE, ITEM, VICTIM_REQUEST
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, scope_for, submit_form
from timeliness.calendar import london_day


@guarded("see_victim_request", VictimRequest, VICTIM_REQUEST)
def see_victim_request(
    request: GuardedRequest, row: VictimRequest, allowed: frozenset[str]
) -> HttpResponse:
    """Everything decided, notified and agreed about the request."""
    page = {"reading": victim_request_detail(row, scope_for(request)), "case": row.case}
    return TemplateResponse(request, "cases/victim_requests/see.html", page)


@guarded("record_authority", VictimRequest, VICTIM_REQUEST)
def record_authority(
    request: GuardedRequest, row: VictimRequest, allowed: frozenset[str]
) -> HttpResponse:
    """Record the decision of the authorised person."""
    form = forms.RecordAuthorityForm(
        request.POST or None, reach=row.reach, began_on=london_day(row.set_at),
        today=london_day(scope_for(request).at),
    )  # fmt: skip
    return _request_form_page(request, row, form, actions.record_authority, _("Decision recorded"))


@guarded("record_notice", VictimRequest, VICTIM_REQUEST)
def record_notice(
    request: GuardedRequest, row: VictimRequest, allowed: frozenset[str]
) -> HttpResponse:
    """Record the notice to the victim, why it is late, or the exception relied on."""
    form: Form
    if row.reach == Reach.DEVICE:
        form = victim_notice_forms.RecordDeviceNoticeForm(request.POST or None)
    else:
        today = london_day(scope_for(request).at)
        form = victim_notice_forms.RecordNoticeForm(request.POST or None, today=today)
    return _request_form_page(
        request, row, form, victim_notices.record_notice, _("What the victim was told is recorded")
    )


@guarded("record_agreement", VictimRequest, VICTIM_REQUEST)
def record_agreement(
    request: GuardedRequest, row: VictimRequest, allowed: frozenset[str]
) -> HttpResponse:
    """Record the victim's written agreement about a device."""
    form = forms.RecordAgreementForm(request.POST or None)
    return _request_form_page(request, row, form, actions.record_agreement, _("Agreement recorded"))


@guarded("record_withdrawal", VictimRequest, VICTIM_REQUEST)
def record_withdrawal(
    request: GuardedRequest, row: VictimRequest, allowed: frozenset[str]
) -> HttpResponse:
    """Record that the victim withdrew their agreement."""
    form = forms.RecordWithdrawalForm(request.POST or None)
    return _request_form_page(
        request, row, form, actions.record_withdrawal, _("Withdrawal recorded")
    )


@guarded("mark_requested", VictimRequest, VICTIM_REQUEST)
def mark_requested(
    request: GuardedRequest, row: VictimRequest, allowed: frozenset[str]
) -> HttpResponse:
    """Record that the request was made."""
    form = forms.MarkRequestedForm(request.POST or None, reach=row.reach)
    return _request_form_page(request, row, form, actions.mark_requested, _("Request recorded"))


@guarded("record_reply", VictimRequest, VICTIM_REQUEST)
def record_reply(
    request: GuardedRequest, row: VictimRequest, allowed: frozenset[str]
) -> HttpResponse:
    """Record what the holder replied."""
    form = forms.RecordReplyForm(request.POST or None)
    return _request_form_page(request, row, form, holder_replies.record_reply, _("Reply recorded"))


@guarded("mark_given_back", VictimRequest, VICTIM_REQUEST)
def mark_given_back(
    request: GuardedRequest, row: VictimRequest, allowed: frozenset[str]
) -> HttpResponse:
    """Record that the material or the device was given back."""
    form = forms.MarkGivenBackForm(request.POST or None)
    return _request_form_page(
        request, row, form, holder_replies.mark_given_back, _("Return recorded")
    )


@guarded("see_victim_register", Case, CASE)
def see_victim_register(
    request: GuardedRequest, case: Case, allowed: frozenset[str]
) -> HttpResponse:
    """What was asked about each victim of the case: of whom, why, when, and what came of it."""
    scope = scope_for(request)
    registers = victim_registers(requests_of_case(case, scope), scope)
    page = {"case": case, "registers": registers}
    return TemplateResponse(request, "cases/victim_requests/register.html", page)


def _request_form_page(
    request: GuardedRequest, row: VictimRequest, form: Form,
    action: Callable[..., VictimRequest], done: str,
) -> HttpResponse:  # fmt: skip
    """The form of one step of a request; its template has the action's name."""
    if submit_form(request, form, action, done, victim_request=row):
        return redirect("see-victim-request", row.pk)
    template = f"cases/victim_requests/{action.__name__}.html"
    reading = victim_request_detail(row, scope_for(request))
    return render_form_with_draft(request, template, form, reading=reading, case=row.case)


@guarded("reclassify_item", ActionItem, ITEM)
def reclassify_item(
    request: GuardedRequest, item: ActionItem, allowed: frozenset[str]
) -> HttpResponse:
    """The police find that an action reaches into the victim's life."""
    form = forms.ReclassifyItemForm(request.POST or None, version=item.version)
    done = _("The prosecutor has been notified, and says what is asked for")
    return item_verb_page(request, item, allowed, form, reclassification.reclassify_item, done)


@guarded("justify_item", ActionItem, ITEM)
def justify_item(
    request: GuardedRequest, item: ActionItem, allowed: frozenset[str]
) -> HttpResponse:
    """The prosecutor says what is asked for, and why, of an action that the police reclassified."""
    about = facts_about_victims(request, item.case)
    form = JustifyItemForm(request.POST or None, version=item.version, reach=item.reach, **about)
    done = _("Sent to the police, who take the steps that come first")
    return item_verb_page(
        request, item, allowed, form, reclassification.justify_item, done,
        registers=victim_registers(about["register"], scope_for(request)),
    )  # fmt: skip
