"""One drawn case of a panel."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, submit_form
from pilots.actions import exclusions
from pilots.forms import panels as forms
from pilots.models import PanelCase
from pilots.permissions import PANEL_CASE


@guarded("ask_to_leave_out", PanelCase, PANEL_CASE)
def ask_to_leave_out(
    request: GuardedRequest, panel_case: PanelCase, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.AskToLeaveOutForm(request.POST or None)
    message = _("A second person is to agree")
    return _exclusion_form_page(request, panel_case, form, exclusions.ask_to_leave_out, message)


@guarded("settle_leaving_out", PanelCase, PANEL_CASE)
def settle_leaving_out(
    request: GuardedRequest, panel_case: PanelCase, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.SettleLeavingOutForm(request.POST or None)
    return _exclusion_form_page(
        request, panel_case, form, exclusions.settle_leaving_out, _("Answer recorded")
    )


def _exclusion_form_page(
    request: GuardedRequest,
    panel_case: PanelCase,
    form: Form,
    action: Callable[..., object],
    message: str | Promise,
) -> HttpResponse:
    """The page of one verb on a drawn case; redirects to the panel."""
    if submit_form(request, form, action, message, panel_case=panel_case):
        return redirect("see-panel", panel_case.panel_id)
    template = f"pilots/panels/{action.__name__}.html"
    return render_form_with_draft(
        request, template, form, panel_case=panel_case, panel=panel_case.panel
    )
