"""The police report what became of the charges that a prosecutor authorised."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.actions import charges as actions
from cases.forms import decisions as forms
from cases.models import Suspect
from cases.permissions import SUSPECT
from cases.queries.decisions import authorised
from cases.views.asking import ask
from people.guards import act, guarded, scope_for


@guarded("report_charge", Suspect, SUSPECT)
def report_charge(request, suspect, allowed):
    """How and when the suspect was charged."""
    decision, charges = authorised(suspect, scope_for(request))
    form = forms.ReportCharge(request.POST or None, decision=decision)
    if form.is_valid() and act(
        request, actions.report_charge, verb="report_charge", form=form, suspect=suspect,
        **form.cleaned_data,
    ):  # fmt: skip
        messages.success(request, _("Charge reported for suspect %(n)s") % {"n": suspect.number})
        return redirect("see-case", suspect.case_id)
    return ask(
        request, "cases/decisions/report_charge.html", form, suspect=suspect, case=suspect.case,
        decision=decision, charges=charges,
    )  # fmt: skip
