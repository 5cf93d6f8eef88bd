"""The suspects of a case: who, and where they are now."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.actions import cases as actions
from cases.forms.suspects import AddSuspect, CorrectSuspect, RecordCustody
from cases.models import Case, Suspect
from cases.permissions import CASE, SUSPECT
from cases.permissions.court_facts import BEEN_CHARGED
from cases.queries.matches import matches
from cases.views.asking import ask
from people.fields import Form
from people.guards import act, acted, guarded, scope_for
from people.visits import Request


@guarded("add_suspect", Case, CASE)
def add_suspect(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    form = AddSuspect(request.POST or None)
    if form.is_valid() and act(
        request, actions.add_suspect, verb="add_suspect", form=form, case=case, **form.cleaned_data
    ):
        if matches(case, scope_for(request)):
            messages.success(request, _("Suspect added. Check whether these cases are the same."))
            return redirect("see-links", case.pk)
        messages.success(request, _("Suspect added."))
        return redirect("see-case", case.pk)
    return ask(request, "cases/suspects/add.html", form, case=case)


@guarded("record_custody", Suspect, SUSPECT)
def record_custody(request: Request, suspect: Suspect, allowed: frozenset[str]) -> HttpResponse:
    is_charged = suspect.state in BEEN_CHARGED
    form = _with_what_is_recorded(request, suspect, RecordCustody, is_charged=is_charged)
    return _change(request, suspect, form, "record_custody", _("Custody and bail recorded."))


@guarded("correct_suspect", Suspect, SUSPECT)
def correct_suspect(request: Request, suspect: Suspect, allowed: frozenset[str]) -> HttpResponse:
    form = _with_what_is_recorded(request, suspect, CorrectSuspect, arrested_on=suspect.arrested_on)
    return _change(request, suspect, form, "correct_suspect", _("Suspect corrected."))


HIDDEN = {"form_key", "version", "opened"}


def _with_what_is_recorded(
    request: Request,
    suspect: Suspect,
    asked: type[RecordCustody] | type[CorrectSuspect],
    **known: Any,
) -> RecordCustody | CorrectSuspect:
    recorded = {name: getattr(suspect, name) for name in asked.base_fields.keys() - HIDDEN}
    return asked(
        request.POST or None, version=suspect.version, of=suspect, initial=recorded, **known
    )


def _change(request: Request, suspect: Suspect, form: Form, verb: str, done: str) -> HttpResponse:
    case = Case.objects.for_scope(scope_for(request)).get(pk=suspect.case_id)
    if acted(request, form, getattr(actions, verb), done, suspect=suspect):
        return redirect("see-case", case.pk)
    return ask(request, f"cases/suspects/{verb}.html", form, case=case, suspect=suspect)
