"""A prosecutor decides about one suspect; the police report the charge."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.actions import decisions
from cases.forms import decisions as forms
from cases.models import Suspect
from cases.permissions import SUSPECT
from cases.queries.decisions import allegations_against, authorised, consequences
from cases.views.asking import ask
from people.guards import act, guarded, scope_for


@guarded("authorise_charge", Suspect, SUSPECT)
def authorise_charge(request, suspect, allowed):
    """Which allegations become charges, and why."""
    scope = scope_for(request)
    allegations = allegations_against(suspect, scope)
    form = forms.AuthoriseCharge(request.POST or None, allegations=allegations)
    if form.is_valid() and act(
        request, decisions.authorise_charge, verb="authorise_charge", form=form,
        suspect=suspect, **form.cleaned_data,
    ):  # fmt: skip
        told = _("Charge authorised for suspect %(n)s. The police have been told.")
        messages.success(request, told % {"n": suspect.number})
        return redirect("see-case", suspect.case_id)
    return _ask(request, "cases/decisions/authorise_charge.html", form, suspect, allegations)


@guarded("take_no_further_action", Suspect, SUSPECT)
def take_no_further_action(request, suspect, allowed):
    """No charge: the reason, and why."""
    form = forms.TakeNoFurtherAction(request.POST or None)
    if form.is_valid() and act(
        request, decisions.take_no_further_action, verb="take_no_further_action", form=form,
        suspect=suspect, **form.cleaned_data,
    ):  # fmt: skip
        told = _("No further action recorded for suspect %(n)s. The police have been told.")
        messages.success(request, told % {"n": suspect.number})
        return redirect("see-case", suspect.case_id)
    allegations = allegations_against(suspect, scope_for(request))
    return _ask(request, "cases/decisions/no_further_action.html", form, suspect, allegations)


def _ask(request, template, form, suspect, allegations):
    follows = consequences(suspect, scope_for(request))
    return ask(
        request, template, form, suspect=suspect, case=suspect.case, allegations=allegations,
        follows=follows,
    )  # fmt: skip


@guarded("report_charge", Suspect, SUSPECT)
def report_charge(request, suspect, allowed):
    """How and when the suspect was charged."""
    decision, charges = authorised(suspect, scope_for(request))
    form = forms.ReportCharge(request.POST or None, decision=decision)
    if form.is_valid() and act(
        request, decisions.report_charge, verb="report_charge", form=form, suspect=suspect,
        **form.cleaned_data,
    ):  # fmt: skip
        messages.success(request, _("Charge reported for suspect %(n)s") % {"n": suspect.number})
        return redirect("see-case", suspect.case_id)
    return ask(
        request, "cases/decisions/report_charge.html", form, suspect=suspect, case=suspect.case,
        decision=decision, charges=charges,
    )  # fmt: skip
