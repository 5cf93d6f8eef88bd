"""The victims of a case: numbers, no names."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases import circumstances as words
from cases.case_details.actions import cases as actions
from cases.case_details.actions import circumstances
from cases.case_details.forms.cases import AddVictimForm
from cases.case_details.forms.circumstances import (
    RecordCircumstancesForm,
    circumstances_form_arguments,
)
from cases.case_details.queries.circumstances import alleged_titles, circumstances_versions
from cases.models import Case, Victim
from cases.permissions import CASE, VICTIM
from cases.queries.circumstances import circumstances_of_victim
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for, submit_form
from timeliness.calendar import london_day


@guarded("add_victim", Case, CASE)
def add_victim(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    form = AddVictimForm(request.POST or None)
    if submit_form(request, form, actions.add_victim, _("Victim added."), case=case):
        return redirect("see-case", case.pk)
    numbers = case.victims.for_scope(scope_for(request)).values_list("number", flat=True)
    return render_form_with_draft(
        request, "cases/victims/add.html", form, case=case, number=1 + max(numbers, default=0)
    )


@guarded("see_circumstances", Victim, VICTIM)
def see_circumstances(
    request: GuardedRequest, victim: Victim, allowed: frozenset[str]
) -> HttpResponse:
    """What is recorded of a victim that rules use, and each version before."""
    scope = scope_for(request)
    now, today = circumstances_of_victim(victim, scope), london_day(scope.at)
    page = {
        "case": victim.case,
        "victim": victim,
        "facts": list(words.circumstances_texts(now, alleged_titles(victim, scope), on=today)),
        "versions": circumstances_versions(victim, scope),
        "allowed": allowed,
    }
    return TemplateResponse(request, "cases/victims/see_circumstances.html", page)


@guarded("record_circumstances", Victim, VICTIM)
def record_circumstances(
    request: GuardedRequest, victim: Victim, allowed: frozenset[str]
) -> HttpResponse:
    known = circumstances_form_arguments(victim, scope_for(request))
    form = RecordCircumstancesForm(request.POST or None, of=victim, **known)
    act = circumstances.record_circumstances
    if submit_form(request, form, act, _("Circumstances recorded."), victim=victim):
        return redirect("see-circumstances", victim.pk)
    return render_form_with_draft(
        request, "cases/victims/record_circumstances.html", form, case=victim.case, victim=victim
    )
