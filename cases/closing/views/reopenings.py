"""Reopen an investigation that the police had closed."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.closing.actions import reopenings as actions
from cases.closing.forms import reopenings as forms
from cases.closing.queries import closing_reports as queries
from cases.models import Suspect
from cases.permissions import SUSPECT
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for, submit_form


@guarded("reopen_investigation", Suspect, SUSPECT)
def reopen_investigation(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """Reopen it, with the ground and a reason."""
    form = forms.ReopenInvestigationForm(request.POST or None)
    message = _("Suspect %(n)s is under investigation again") % {"n": suspect.number}
    if submit_form(request, form, actions.reopen_investigation, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    report = queries.last_report(suspect, scope_for(request))
    return render_form_with_draft(
        request, "cases/closing/reopen.html", form, suspect=suspect, case=suspect.case,
        detail=report and queries.report_detail(report),
    )  # fmt: skip
