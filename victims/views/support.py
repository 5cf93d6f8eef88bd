"""Victims referred to a service, and the pages of those whom it supports."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.views.asking import ask
from people.fields import Form
from people.guards import acted, acted_before, guarded, guarded_list, is_read, scope_for
from people.visits import Request
from victims.actions import support as actions
from victims.actions.consents import keep_seen, keep_shown
from victims.forms import support as forms
from victims.models import Category, Support, VictimRecord
from victims.permissions import RECORD, SITE, SUPPORT
from victims.queries import consented
from victims.queries import support as queries
from victims.queries.meetings_agreed import of_isva
from victims.queries.support_known import supports_known


@guarded("see_victim_support", VictimRecord, RECORD)
def see_victim_support(
    request: Request, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    """What police and CPS know of a victim's support: what their side did, and what she agrees."""
    scope = scope_for(request)
    supports = supports_known(record, scope.side or "", at=scope.at)
    if is_read(request):
        keep_seen(supports=supports, notes=[], by=scope)
    held = request.visit.capacities
    shown = {
        "record": record,
        "allowed": allowed,
        "services": sorted({each.service.name for each in supports}),
        "referrals": queries.referrals_of(record, scope),
        "consents": queries.consents_known(record, scope, held=held),
    }
    return TemplateResponse(request, "victims/support/of_victim.html", shown)


@guarded("refer_to_service", VictimRecord, RECORD)
def refer_to_service(
    request: Request, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.ReferToService(request.POST or None, services=actions.services())
    if acted(request, form, actions.refer_to_service, _("Referred"), record=record):
        return redirect("see-victim-support", record.pk)
    return ask(request, "victims/support/refer.html", form, record=record)


@guarded_list("see_supported", SITE, queries.SUPPORTED)
def see_supported(request: Request, rows: Sequence[Any], following: str) -> HttpResponse:
    shown = {
        "rows": [queries.row(each) for each in rows],
        "following": following and f"?after={following}",
        "first": request.path if request.GET.get("after") else "",
    }
    return TemplateResponse(request, "victims/support/list.html", shown)


@guarded("see_support", Support, SUPPORT)
def see_support(request: Request, support: Support, allowed: frozenset[str]) -> HttpResponse:
    """What the victim agrees that the service sees, and nothing else of the case."""
    scope = scope_for(request)
    support = queries.in_full(support, scope)
    found = consented.shown_to_service(support, at=scope.at)
    facts = [fact for each in found.values() for fact in each]
    if is_read(request):
        keep_shown(support=support, by=scope, at=scope.at, facts=facts)
    shown = {
        "support": support,
        "allowed": allowed,
        "to_do": of_isva(support, scope) if support.has_to_do else [],
        "found": [(Category(name), facts) for name, facts in found.items()],
        "missing": [each for each in consented.SHOWN if each not in found],
        "steps": queries.steps_of(support, scope),
    }
    return TemplateResponse(request, "victims/support/see.html", shown)


@guarded("accept_support", Support, SUPPORT)
def accept_support(request: Request, support: Support, allowed: frozenset[str]) -> HttpResponse:
    form = forms.ChooseIsva(request.POST or None, isvas=actions.isvas_of(support))
    return _asked(
        request, support, form, actions.accept_support, _("Taken on"),
        title=_("Take this victim on"), says=_("Take on"),
    )  # fmt: skip


@guarded("decline_support", Support, SUPPORT)
def decline_support(request: Request, support: Support, allowed: frozenset[str]) -> HttpResponse:
    form = forms.DeclineSupport(request.POST or None)
    return _asked(
        request, support, form, actions.decline_support, _("Answered"),
        title=_("Record that the service cannot take this on"), says=_("Send answer"),
    )  # fmt: skip


@guarded("assign_isva", Support, SUPPORT)
def assign_isva(request: Request, support: Support, allowed: frozenset[str]) -> HttpResponse:
    isvas = actions.isvas_of(support)
    form = forms.AssignIsva(request.POST or None, isvas=isvas, now=support.isva_id)
    return _asked(
        request, support, form, actions.assign_isva, _("Allocated to another ISVA"),
        title=_("Allocate to another ISVA"), says=_("Give"),
    )  # fmt: skip


@guarded("end_support", Support, SUPPORT)
def end_support(request: Request, support: Support, allowed: frozenset[str]) -> HttpResponse:
    form = forms.EndSupport(request.POST or None)
    return _asked(
        request, support, form, actions.end_support, _("Support ended"),
        title=_("End support"), says=_("End support"),
    )  # fmt: skip


def _asked(
    request: Request,
    support: Support,
    form: Form,
    action: Callable[..., object],
    done: str,
    *,
    title: str,
    says: str,
) -> HttpResponse:
    if acted_before(request, form) or acted(request, form, action, done, support=support):
        return redirect("see-support", support.pk)
    page: dict[str, Any] = {"support": support, "title": title, "says": says}
    return ask(request, "victims/support/ask.html", form, **page)
