"""Conflicts of interest of those who work with a victim, and of the people of a service."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.forms.conflicts import DeclareConflict, RecordConflict
from cases.views.asking import ask
from cases.views.conflicts import GONE
from people.fields import Form
from people.guards import acted, acted_before, guarded, scope_for
from people.visits import Request
from victims.actions import conflicts as actions
from victims.forms.conflicts import LiftServiceConflict
from victims.models import Support, VictimRecord
from victims.permissions import RECORD, SUPPORT
from victims.queries.conflicts import can_be_recorded, lines, open_ones


@guarded("declare_victim_conflict", VictimRecord, RECORD, gone_to="see-victims")
def declare_victim_conflict(
    request: Request, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    form = DeclareConflict(request.POST or None)
    if acted(request, form, actions.declare_victim_conflict, GONE, record=record):
        return redirect("see-victims")
    back = (reverse("see-victim", args=[record.pk]), _("Wishes and needs"))
    return ask(request, "victims/conflicts/declare.html", form, record=record, back=back)


@guarded("see_service_conflicts", Support, SUPPORT)
def see_service_conflicts(
    request: Request, support: Support, allowed: frozenset[str]
) -> HttpResponse:
    """Whoever supports her may declare one; the manager of the service reads what there is."""
    found = lines(support, scope_for(request), request.visit.capacities)
    shown = {"support": support, "conflicts": found, "allowed": allowed}
    return TemplateResponse(request, "victims/conflicts/see.html", shown)


@guarded("declare_service_conflict", Support, SUPPORT, gone_to="see-supported")
def declare_service_conflict(
    request: Request, support: Support, allowed: frozenset[str]
) -> HttpResponse:
    form = DeclareConflict(request.POST or None)
    if acted(request, form, actions.declare_service_conflict, GONE, support=support):
        return redirect("see-supported")
    back = (reverse("see-service-conflicts", args=[support.pk]), _("Conflicts of interest"))
    return ask(request, "victims/conflicts/declare.html", form, record=support.record, back=back)


@guarded("record_service_conflict", Support, SUPPORT)
def record_service_conflict(
    request: Request, support: Support, allowed: frozenset[str]
) -> HttpResponse:
    people = list(can_be_recorded(support, scope_for(request)))
    form = RecordConflict(request.POST or None, people=people)
    return _asked(
        request, support, form, actions.record_service_conflict,
        _("Conflict of interest recorded"), title=_("Record a conflict of interest"),
        says=_("Record"),
    )  # fmt: skip


@guarded("lift_service_conflict", Support, SUPPORT)
def lift_service_conflict(
    request: Request, support: Support, allowed: frozenset[str]
) -> HttpResponse:
    conflicts = list(open_ones(support, scope_for(request)))
    form = LiftServiceConflict(request.POST or None, conflicts=conflicts)
    return _asked(
        request, support, form, actions.lift_service_conflict, _("Conflict of interest lifted"),
        title=_("Lift a conflict of interest"), says=_("Lift"),
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
        return redirect("see-service-conflicts", support.pk)
    page: dict[str, Any] = {"support": support, "title": title, "says": says}
    return ask(request, "victims/support/ask.html", form, **page)
