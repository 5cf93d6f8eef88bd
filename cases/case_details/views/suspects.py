"""The suspects of a case: identity and custody."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.case_details.actions import cases as actions
from cases.case_details.forms.suspects import AddSuspectForm, CorrectSuspectForm, RecordCustodyForm
from cases.case_details.queries.possible_matches import possible_matches
from cases.models import Case, Suspect
from cases.permissions import CASE, SUSPECT
from cases.permissions.court_facts import CHARGED_STATES
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, scope_for, submit_action, submit_form


@guarded("add_suspect", Case, CASE)
def add_suspect(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    form = AddSuspectForm(request.POST or None)
    if form.is_valid() and submit_action(
        request, actions.add_suspect, verb="add_suspect", form=form, case=case, **form.cleaned_data
    ):
        if possible_matches(case, scope_for(request)):
            messages.success(request, _("Suspect added. Check whether these cases are the same."))
            return redirect("see-links", case.pk)
        messages.success(request, _("Suspect added."))
        return redirect("see-case", case.pk)
    return render_form_with_draft(request, "cases/suspects/add.html", form, case=case)


@guarded("record_custody", Suspect, SUSPECT)
def record_custody(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    is_charged = suspect.state in CHARGED_STATES
    form = _prefilled_form(request, suspect, RecordCustodyForm, is_charged=is_charged)
    return _suspect_form_page(
        request, suspect, form, "record_custody", _("Custody and bail recorded.")
    )


@guarded("correct_suspect", Suspect, SUSPECT)
def correct_suspect(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    form = _prefilled_form(request, suspect, CorrectSuspectForm, arrested_on=suspect.arrested_on)
    return _suspect_form_page(request, suspect, form, "correct_suspect", _("Suspect corrected."))


HIDDEN_FIELDS = {"form_key", "version", "opened"}


def _prefilled_form(
    request: GuardedRequest,
    suspect: Suspect,
    asked: type[RecordCustodyForm] | type[CorrectSuspectForm],
    **known: Any,
) -> RecordCustodyForm | CorrectSuspectForm:
    known_fields = asked.base_fields.keys() - HIDDEN_FIELDS - {"is_unidentified"}
    recorded = {name: getattr(suspect, name) for name in known_fields}
    recorded["is_unidentified"] = not suspect.is_identified
    return asked(
        request.POST or None, version=suspect.version, of=suspect, initial=recorded, **known
    )


def _suspect_form_page(
    request: GuardedRequest, suspect: Suspect, form: Form, verb: str, done: str
) -> HttpResponse:
    case = Case.objects.for_scope(scope_for(request)).get(pk=suspect.case_id)
    if submit_form(request, form, getattr(actions, verb), done, suspect=suspect):
        return redirect("see-case", case.pk)
    return render_form_with_draft(
        request, f"cases/suspects/{verb}.html", form, case=case, suspect=suspect
    )
