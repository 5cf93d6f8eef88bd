"""Linked cases and possible matches: list, link, dismiss and end."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.case_details.actions import cases as case_actions
from cases.case_details.actions import linked_cases as actions
from cases.case_details.forms.case_search import NOT_OPEN
from cases.case_details.forms.cases import RecordCrimeReferenceForm
from cases.case_details.forms.linked_cases import (
    DismissMatchesForm,
    DismissMatchForm,
    LinkCaseForm,
    UnlinkCaseForm,
)
from cases.case_details.queries import linked_cases
from cases.case_details.queries.case_search import case_by_urn, urn_of_case
from cases.case_details.queries.possible_matches import possible_matches
from cases.models import Case
from cases.permissions import CASE
from cases.views.form_page import render_form_with_draft
from people.access.audit_log import NOT_FOUND
from people.access.reading_limits import check_search
from people.web.audit_context import GuardedRequest
from people.web.guards import (
    guarded,
    recall_earlier_submission,
    scope_for,
    submit_action,
    submit_form,
)


@guarded("see_links", Case, CASE)
def see_links(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    page = linked_cases.linked_cases_page(case, scope_for(request))
    request.audit.ids += [match.case.pk for match in page.matches]
    context = {"case": case, "page": page, "allowed": allowed}
    return TemplateResponse(request, "cases/linked_cases/see.html", context)


@guarded("link_case", Case, CASE)
def link_case(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    done = _("Cases linked")
    return _link_form_page(request, case, LinkCaseForm, actions.link_case, "link_case", done)


@guarded("dismiss_match", Case, CASE)
def dismiss_match(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    done = _("These two are no longer shown as a possible match")
    return _link_form_page(
        request, case, DismissMatchForm, actions.dismiss_match, "dismiss_match", done
    )


@guarded("dismiss_matches", Case, CASE)
def dismiss_matches(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """None of the possible matches is the same case."""
    matches = possible_matches(case, scope_for(request))
    request.audit.ids += [match.case.pk for match in matches]
    form = DismissMatchesForm(request.POST or None, matches=matches)
    message = _("These are no longer shown as possible matches")
    if recall_earlier_submission(request, form) or submit_form(
        request, form, actions.dismiss_matches, message, case=case
    ):
        return redirect("see-links", case.pk)
    return render_form_with_draft(
        request, "cases/linked_cases/dismiss_matches.html", form, case=case, matches=matches
    )


def _link_form_page(
    request: GuardedRequest,
    case: Case,
    questions: type[LinkCaseForm],
    action: Callable[..., Case],
    verb: str,
    done: str,
) -> HttpResponse:
    """Form page of a link; a hidden case and a missing one get the same refusal."""
    scope = scope_for(request)
    typed = {"urn": urn_of_case(request.GET.get("case", ""), scope)}
    form = questions(request.POST or None, initial=typed)
    if form.is_valid():
        sent = form.cleaned_data
        request.audit.set_search_text(sent["urn"])
        check_search(scope, sent["urn"])
        other = case_by_urn(sent["urn"], scope)
        if other is None:
            request.audit.write_entry(refused=NOT_FOUND, kind="", ids=[], case_id=None)
            form.add_error("urn", NOT_OPEN)
        elif submit_action(
            request, action, verb=verb, form=form, case=case, other=other, reason=sent["reason"]
        ):
            messages.success(request, done)
            return redirect("see-links", case.pk)
    return render_form_with_draft(request, f"cases/linked_cases/{verb}.html", form, case=case)


@guarded("unlink_case", Case, CASE)
def unlink_case(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    found = linked_cases.open_links_of_case(case, scope_for(request))
    form = UnlinkCaseForm(request.POST or None, links=found)
    if submit_form(request, form, actions.unlink_case, _("Withdrawn"), case=case):
        return redirect("see-links", case.pk)
    return render_form_with_draft(
        request, "cases/linked_cases/unlink_case.html", form, case=case, links=found
    )


@guarded("record_crime_reference", Case, CASE)
def record_crime_reference(
    request: GuardedRequest, case: Case, allowed: frozenset[str]
) -> HttpResponse:
    recorded = {"crime_reference": case.crime_reference}
    form = RecordCrimeReferenceForm(
        request.POST or None, version=case.version, of=case, initial=recorded
    )
    message = _("Crime reference recorded")
    if submit_form(request, form, case_actions.record_crime_reference, message, case=case):
        return redirect("see-links", case.pk)
    return render_form_with_draft(
        request, "cases/linked_cases/record_crime_reference.html", form, case=case
    )
