"""Pages on referrals to services, and on the victims that a service supports."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import (
    guarded,
    guarded_list,
    is_response_read,
    recall_earlier_submission,
    scope_for,
    submit_form,
)
from victims.actions import support as actions
from victims.actions.shown_facts import record_facts_shown, record_support_shown
from victims.forms import support as forms
from victims.models import ConsentCategory, Support, VictimRecord
from victims.permissions import RECORD, SITE, SUPPORT
from victims.queries import consent_sharing
from victims.queries import support as queries
from victims.queries.agreed_actions import agreed_actions_of_isva
from victims.queries.known_support import supports_known_to_side


@guarded("see_victim_support", VictimRecord, RECORD)
def see_victim_support(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    """What police and CPS may know of a victim's support: their side's actions, and by consent."""
    scope = scope_for(request)
    supports = supports_known_to_side(record, scope.side or "", at=scope.at)
    if is_response_read(request):
        # nosemgrep: write-behind-a-read-verb - records what was shown
        record_support_shown(supports=supports, notes=[], by=scope)
    held = request.audit.capacities
    context = {
        "record": record,
        "allowed": allowed,
        "services": sorted({each.service.name for each in supports}),
        "referrals": queries.referral_rows_of_victim(record, scope),
        "consents": queries.consents_known_to_reader(record, scope, capacities=held),
    }
    return TemplateResponse(request, "victims/support/of_victim.html", context)


@guarded("refer_to_service", VictimRecord, RECORD)
def refer_to_service(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.ReferToServiceForm(request.POST or None, services=actions.services_to_refer_to())
    if submit_form(request, form, actions.refer_to_service, _("Referred"), record=record):
        return redirect("see-victim-support", record.pk)
    return render_form_with_draft(request, "victims/support/refer.html", form, record=record)


@guarded_list("see_supported", SITE, queries.SUPPORTED_WORKLIST)
def see_supported(request: GuardedRequest, rows: Sequence[Any], following: str) -> HttpResponse:
    context = {
        "rows": [queries.support_list_row(each) for each in rows],
        "following": following and f"?after={following}",
        "first": request.path if request.GET.get("after") else "",
    }
    return TemplateResponse(request, "victims/support/list.html", context)


@guarded("see_support", Support, SUPPORT)
def see_support(request: GuardedRequest, support: Support, allowed: frozenset[str]) -> HttpResponse:
    """What the victim consents that the service sees, and nothing else of the case."""
    scope = scope_for(request)
    support = queries.support_detail(support, scope)
    found = consent_sharing.facts_shown_to_service(support, at=scope.at, agreed=support.agreed)
    facts = [fact for each in found.values() for fact in each]
    if is_response_read(request):
        # nosemgrep: write-behind-a-read-verb - records what was shown
        record_facts_shown(support=support, by=scope, at=scope.at, facts=facts)
    context = {
        "support": support,
        "allowed": allowed,
        "to_do": agreed_actions_of_isva(support, scope) if support.has_to_do else [],
        "found": [(ConsentCategory(name), facts) for name, facts in found.items()],
        "missing": [each for each in consent_sharing.CATEGORIES_SHOWN if each not in found],
        "steps": queries.support_history(support, scope),
    }
    return TemplateResponse(request, "victims/support/see.html", context)


@guarded("accept_support", Support, SUPPORT)
def accept_support(
    request: GuardedRequest, support: Support, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.ChooseIsvaForm(request.POST or None, isvas=actions.isvas_of_service(support))
    return _support_form_page(
        request, support, form, actions.accept_support, _("Taken on"),
        title=_("Take this victim on"), says=_("Take on this victim"),
    )  # fmt: skip


@guarded("decline_support", Support, SUPPORT)
def decline_support(
    request: GuardedRequest, support: Support, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.DeclineSupportForm(request.POST or None)
    return _support_form_page(
        request, support, form, actions.decline_support, _("Answered"),
        title=_("Record that the service cannot take this on"), says=_("Send answer"),
    )  # fmt: skip


@guarded("assign_isva", Support, SUPPORT)
def assign_isva(request: GuardedRequest, support: Support, allowed: frozenset[str]) -> HttpResponse:
    isvas = actions.isvas_of_service(support)
    form = forms.AssignIsvaForm(request.POST or None, isvas=isvas, now=support.isva_id)
    return _support_form_page(
        request, support, form, actions.assign_isva, _("Allocated to another ISVA"),
        title=_("Allocate to another ISVA"), says=_("Allocate to this ISVA"),
    )  # fmt: skip


@guarded("end_support", Support, SUPPORT)
def end_support(request: GuardedRequest, support: Support, allowed: frozenset[str]) -> HttpResponse:
    form = forms.EndSupportForm(request.POST or None)
    return _support_form_page(
        request, support, form, actions.end_support, _("Support ended"),
        title=_("End support"), says=_("End support"),
    )  # fmt: skip


def _support_form_page(
    request: GuardedRequest,
    support: Support,
    form: Form,
    action: Callable[..., object],
    done: str,
    *,
    title: str,
    says: str,
) -> HttpResponse:
    if recall_earlier_submission(request, form) or submit_form(
        request, form, action, done, support=support
    ):
        return redirect("see-support", support.pk)
    page: dict[str, Any] = {"support": support, "title": title, "says": says}
    return render_form_with_draft(request, "victims/support/ask.html", form, **page)
