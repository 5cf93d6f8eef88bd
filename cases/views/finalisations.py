"""A suspect's case is closed administratively, and taken up again."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.actions import finalisations as actions
from cases.forms import finalisations as forms
from cases.models import Suspect
from cases.permissions import SUSPECT
from cases.queries.action_items import open_about
from cases.queries.finalisations import newest, practice
from cases.views.asking import ask
from people.guards import acted, guarded, scope_for
from people.visits import Request


@guarded("finalise_administratively", Suspect, SUSPECT)
def finalise_administratively(
    request: Request, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """Closed without a decision, for a coded reason."""
    form = forms.FinaliseAdministratively(request.POST or None)
    told = _("Suspect %(n)s finalised administratively. The police have been notified.")
    told %= {"n": suspect.number}
    if acted(request, form, actions.finalise_administratively, told, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    scope = scope_for(request)
    return ask(
        request, "cases/finalisations/finalise.html", form, suspect=suspect, case=suspect.case,
        practice=practice(suspect, scope), items=open_about(suspect, scope),
    )  # fmt: skip


@guarded("reopen_suspect", Suspect, SUSPECT)
def reopen_suspect(request: Request, suspect: Suspect, allowed: frozenset[str]) -> HttpResponse:
    """Open again, where it was left."""
    form = forms.ReopenSuspect(request.POST or None)
    told = _("Suspect %(n)s reopened") % {"n": suspect.number}
    if acted(request, form, actions.reopen_suspect, told, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return ask(
        request, "cases/finalisations/reopen.html", form, suspect=suspect, case=suspect.case,
        finalisation=newest(suspect, scope_for(request)),
    )  # fmt: skip
