"""One drawn case of a panel."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.views.asking import ask
from people.fields import Form
from people.guards import acted, guarded
from people.visits import Request
from pilots.actions import leaving_out
from pilots.forms import panels as forms
from pilots.models import PanelCase
from pilots.permissions import PANEL_CASE


@guarded("ask_to_leave_out", PanelCase, PANEL_CASE)
def ask_to_leave_out(
    request: Request, panel_case: PanelCase, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.AskToLeaveOut(request.POST or None)
    told = _("A second person is to agree")
    return _asked(request, panel_case, form, leaving_out.ask_to_leave_out, told)


@guarded("settle_leaving_out", PanelCase, PANEL_CASE)
def settle_leaving_out(
    request: Request, panel_case: PanelCase, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.SettleLeavingOut(request.POST or None)
    return _asked(request, panel_case, form, leaving_out.settle_leaving_out, _("Answer recorded"))


def _asked(
    request: Request,
    panel_case: PanelCase,
    form: Form,
    action: Callable[..., object],
    told: str | Promise,
) -> HttpResponse:
    """The page of one verb about a drawn case, and after it the panel."""
    if acted(request, form, action, told, panel_case=panel_case):
        return redirect("see-panel", panel_case.panel_id)
    template = f"pilots/panels/{action.__name__}.html"
    return ask(request, template, form, panel_case=panel_case, panel=panel_case.panel)
