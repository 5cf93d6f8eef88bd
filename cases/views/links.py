"""Linked cases and likely duplicates: read, said, dismissed and taken back."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.actions import cases as case_actions
from cases.actions import links as actions
from cases.forms.cases import RecordCrimeReference
from cases.forms.finding import NOT_OPEN
from cases.forms.links import DismissMatch, LinkCase, UnlinkCase
from cases.models import Case
from cases.permissions import CASE
from cases.queries import links
from cases.queries.finding import case_by_urn, urn_of
from cases.views.asking import ask
from people.guards import act, acted, guarded, scope_for
from people.visits import Request


@guarded("see_links", Case, CASE)
def see_links(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    page = links.page(case, scope_for(request))
    request.visit.ids += [match.case.pk for match in page.matches]
    shown = {"case": case, "page": page, "allowed": allowed}
    return TemplateResponse(request, "cases/links/see.html", shown)


@guarded("link_case", Case, CASE)
def link_case(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    done = _("Cases linked")
    return _say(request, case, LinkCase, actions.link_case, "link_case", done)


@guarded("dismiss_match", Case, CASE)
def dismiss_match(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    done = _("These two are no longer shown as a possible match")
    return _say(request, case, DismissMatch, actions.dismiss_match, "dismiss_match", done)


def _say(
    request: Request,
    case: Case,
    questions: type[LinkCase],
    action: Callable[..., Case],
    verb: str,
    done: str,
) -> HttpResponse:
    """A case that is out of sight and one that is not there are answered in the same words."""
    scope = scope_for(request)
    typed = {"urn": urn_of(request.GET.get("case", ""), scope)}
    form = questions(request.POST or None, initial=typed)
    if form.is_valid():
        sent = form.cleaned_data
        request.visit.seeks(sent["urn"])
        other = case_by_urn(sent["urn"], scope)
        if other is None:
            form.add_error("urn", NOT_OPEN)
        elif act(
            request, action, verb=verb, form=form, case=case, other=other, reason=sent["reason"]
        ):
            messages.success(request, done)
            return redirect("see-links", case.pk)
    return ask(request, f"cases/links/{verb}.html", form, case=case)


@guarded("unlink_case", Case, CASE)
def unlink_case(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    found = links.holding(case, scope_for(request))
    form = UnlinkCase(request.POST or None, links=found)
    if acted(request, form, actions.unlink_case, _("Withdrawn"), case=case):
        return redirect("see-links", case.pk)
    return ask(request, "cases/links/unlink_case.html", form, case=case, links=found)


@guarded("record_crime_reference", Case, CASE)
def record_crime_reference(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    recorded = {"crime_reference": case.crime_reference}
    form = RecordCrimeReference(
        request.POST or None, version=case.version, of=case, initial=recorded
    )
    told = _("Crime reference recorded")
    if acted(request, form, case_actions.record_crime_reference, told, case=case):
        return redirect("see-links", case.pk)
    return ask(request, "cases/links/record_crime_reference.html", form, case=case)
