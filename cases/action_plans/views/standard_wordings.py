"""Standard wordings of a CPS Area: read by prosecutors, edited by managers."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.action_plans.actions import standard_wordings as actions
from cases.action_plans.forms import standard_wordings as forms
from cases.action_plans.queries import standard_wordings as queries
from cases.action_plans.queries.standard_wordings import WordingDetail
from cases.models import Wording
from cases.permissions import SITE
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded_site, scope_for, submit_form


@guarded_site("see_wordings", SITE)
def see_wordings(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    rows = queries.offered_wordings(scope)
    request.audit.add_rows(Wording, [row.wording_id for row in rows])
    page = {
        "groups": queries.wordings_by_category(rows), "retired": queries.retired_wordings(scope),
        "allowed": allowed,
    }  # fmt: skip
    return TemplateResponse(request, "cases/standard_wordings/list.html", page)


@guarded_site("see_wording", SITE)
def see_wording(request: GuardedRequest, allowed: frozenset[str], pk: UUID) -> HttpResponse:
    """A wording with all its versions."""
    page = {"reading": _own_wording_detail(request, pk), "allowed": allowed}
    return TemplateResponse(request, "cases/standard_wordings/see.html", page)


@guarded_site("add_wording", SITE)
def add_wording(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    form = forms.AddWordingForm(request.POST or None)
    if submit_form(request, form, actions.add_wording, _("Wording added")):
        return redirect("see-wording", form.result_id)
    return render_form_with_draft(request, "cases/standard_wordings/add.html", form)


@guarded_site("amend_wording", SITE)
def amend_wording(request: GuardedRequest, allowed: frozenset[str], pk: UUID) -> HttpResponse:
    reading = _own_wording_detail(request, pk)
    now = {"title": reading.current_version.title, "text": reading.current_version.text}
    form = forms.AmendWordingForm(
        request.POST or None, version=reading.row.version, of=reading.row, initial=now
    )
    return _wording_form_page(request, reading, form, "amend_wording", _("Wording amended"))


@guarded_site("retire_wording", SITE)
def retire_wording(request: GuardedRequest, allowed: frozenset[str], pk: UUID) -> HttpResponse:
    form = forms.RetireWordingForm(request.POST or None)
    return _wording_form_page(
        request, _own_wording_detail(request, pk), form, "retire_wording", _("Wording retired")
    )


def _wording_form_page(
    request: GuardedRequest, reading: WordingDetail, form: Form, verb: str, done: str
) -> HttpResponse:
    if submit_form(request, form, getattr(actions, verb), done, wording=reading.row):
        return redirect("see-wording", reading.row.pk)
    return render_form_with_draft(
        request, f"cases/standard_wordings/{verb}.html", form, reading=reading
    )


def _own_wording_detail(request: GuardedRequest, pk: UUID) -> WordingDetail:
    """A wording of the reader's own Area; 404 for another Area's."""
    row = get_object_or_404(queries.wordings_of_area(scope_for(request)), pk=pk)
    request.audit.add_rows(Wording, [row.pk])
    return queries.wording_detail(row)
