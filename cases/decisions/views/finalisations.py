"""Administrative finalisation of a suspect's case, and reopening."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.action_plans.queries.action_items import open_items_about_suspect
from cases.decisions.actions import finalisations as actions
from cases.decisions.forms import finalisations as forms
from cases.decisions.queries.finalisations import finalisation_practice, newest_finalisation
from cases.models import Suspect
from cases.permissions import SUSPECT
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for, submit_form


@guarded("finalise_administratively", Suspect, SUSPECT)
def finalise_administratively(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """Finalise without a decision, for a coded reason."""
    form = forms.FinaliseAdministrativelyForm(request.POST or None)
    message = _("Suspect %(n)s finalised administratively. The police have been notified.")
    message %= {"n": suspect.number}
    if submit_form(request, form, actions.finalise_administratively, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    scope = scope_for(request)
    return render_form_with_draft(
        request, "cases/finalisations/finalise.html", form, suspect=suspect, case=suspect.case,
        practice=finalisation_practice(suspect, scope),
        items=open_items_about_suspect(suspect, scope),
    )  # fmt: skip


@guarded("reopen_suspect", Suspect, SUSPECT)
def reopen_suspect(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """Reopen the suspect in the state they were in."""
    form = forms.ReopenSuspectForm(request.POST or None)
    message = _("Suspect %(n)s reopened") % {"n": suspect.number}
    if submit_form(request, form, actions.reopen_suspect, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return render_form_with_draft(
        request, "cases/finalisations/reopen.html", form, suspect=suspect, case=suspect.case,
        finalisation=newest_finalisation(suspect, scope_for(request)),
    )  # fmt: skip
