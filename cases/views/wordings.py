"""The standard wordings of a CPS Area: read by its prosecutors, kept by its managers."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.actions import wordings as actions
from cases.forms import wordings as forms
from cases.models import Wording
from cases.permissions import SITE
from cases.queries import wordings as queries
from cases.queries.wordings import Reading
from cases.views.asking import ask
from people.fields import Form
from people.guards import acted, guarded_site, scope_for
from people.visits import Request


@guarded_site("see_wordings", SITE)
def see_wordings(request: Request, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    rows = queries.current(scope)
    request.visit.shows(Wording, [row.wording_id for row in rows])
    page = {
        "groups": queries.by_category(rows), "retired": queries.retired(scope), "allowed": allowed,
    }  # fmt: skip
    return TemplateResponse(request, "cases/wordings/list.html", page)


@guarded_site("see_wording", SITE)
def see_wording(request: Request, allowed: frozenset[str], pk: UUID) -> HttpResponse:
    """What it says, and all that it said before."""
    page = {"reading": _reading(request, pk), "allowed": allowed}
    return TemplateResponse(request, "cases/wordings/see.html", page)


@guarded_site("add_wording", SITE)
def add_wording(request: Request, allowed: frozenset[str]) -> HttpResponse:
    form = forms.AddWording(request.POST or None)
    if acted(request, form, actions.add_wording, _("Wording added")):
        return redirect("see-wording", form.outcome)
    return ask(request, "cases/wordings/add.html", form)


@guarded_site("amend_wording", SITE)
def amend_wording(request: Request, allowed: frozenset[str], pk: UUID) -> HttpResponse:
    reading = _reading(request, pk)
    now = {"title": reading.now.title, "text": reading.now.text}
    form = forms.AmendWording(
        request.POST or None, version=reading.row.version, of=reading.row, initial=now
    )
    return _ask(request, reading, form, "amend_wording", _("Wording amended"))


@guarded_site("retire_wording", SITE)
def retire_wording(request: Request, allowed: frozenset[str], pk: UUID) -> HttpResponse:
    form = forms.RetireWording(request.POST or None)
    return _ask(request, _reading(request, pk), form, "retire_wording", _("Wording retired"))


def _ask(request: Request, reading: Reading, form: Form, verb: str, done: str) -> HttpResponse:
    if acted(request, form, getattr(actions, verb), done, wording=reading.row):
        return redirect("see-wording", reading.row.pk)
    return ask(request, f"cases/wordings/{verb}.html", form, reading=reading)


def _reading(request: Request, pk: UUID) -> Reading:
    """A wording of the reader's own Area; another Area's is not there."""
    row = get_object_or_404(queries.own(scope_for(request)), pk=pk)
    request.visit.shows(Wording, [row.pk])
    return queries.read(row)
