"""The suspects of a case: who, and where they are now."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.actions import cases as actions
from cases.forms.suspects import AddSuspect, RecordCustody
from cases.models import Case, Suspect
from cases.permissions import CASE, SUSPECT
from cases.views.asking import ask
from people.guards import act, guarded, scope_for


@guarded("add_suspect", Case, CASE)
def add_suspect(request, case, allowed):
    form = AddSuspect(request.POST or None)
    if form.is_valid() and act(
        request, actions.add_suspect, verb="add_suspect", form=form, case=case, **form.cleaned_data
    ):
        messages.success(request, _("Suspect added."))
        return redirect("see-case", case.pk)
    return ask(request, "cases/suspects/add.html", form, case=case)


@guarded("record_custody", Suspect, SUSPECT)
def record_custody(request, suspect, allowed):
    case = Case.objects.for_scope(scope_for(request)).get(pk=suspect.case_id)
    recorded = {name: getattr(suspect, name) for name in RecordCustody.base_fields.keys() - HIDDEN}
    form = RecordCustody(request.POST or None, version=suspect.version, initial=recorded)
    if form.is_valid() and act(
        request, actions.record_custody, verb="record_custody", form=form, suspect=suspect,
        **form.cleaned_data,
    ):  # fmt: skip
        messages.success(request, _("Custody and bail recorded."))
        return redirect("see-case", case.pk)
    return ask(request, "cases/suspects/custody.html", form, case=case, suspect=suspect)


HIDDEN = {"form_key", "version"}
