"""The personal details of a suspect: what an MG3 asks besides identity and custody."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.case_details.actions import personal_details as actions
from cases.case_details.forms.personal_details import (
    RecordPersonalDetailsForm,
    details_form_arguments,
)
from cases.models import Case, Suspect
from cases.permissions import SUSPECT
from cases.personal_details import details_texts
from cases.queries.personal_details import details_of_suspect
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for, submit_form


@guarded("see_personal_details", Suspect, SUSPECT)
def see_personal_details(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    scope = scope_for(request)
    now = details_of_suspect(suspect, scope)
    page = {
        "case": _case_of(request, suspect),
        "suspect": suspect,
        "facts": list(details_texts(now)) if now.number else [],
        "allowed": allowed,
    }
    return TemplateResponse(request, "cases/suspects/see_personal_details.html", page)


@guarded("record_personal_details", Suspect, SUSPECT)
def record_personal_details(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    scope = scope_for(request)
    known = details_form_arguments(suspect, scope)
    form = RecordPersonalDetailsForm(request.POST or None, of=suspect, **known)
    act = actions.record_personal_details
    if submit_form(request, form, act, _("Personal details recorded."), suspect=suspect):
        return redirect("see-personal-details", suspect.pk)
    return render_form_with_draft(
        request, "cases/suspects/record_personal_details.html", form,
        case=_case_of(request, suspect), suspect=suspect,
        in_words=details_of_suspect(suspect, scope).ethnicity,
    )  # fmt: skip


def _case_of(request: GuardedRequest, suspect: Suspect) -> Case:
    return Case.objects.for_scope(scope_for(request)).get(pk=suspect.case_id)
