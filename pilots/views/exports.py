"""All figures that one reads as a file: asked for here, made by the worker, fetched here."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from people.fields import Form
from people.guards import acted, guarded_site, scope_for
from people.visits import Request
from pilots.actions import exports as actions
from pilots.forms.exports import AskExport
from pilots.models import Export
from pilots.permissions import SITE
from pilots.queries import exports as queries
from pilots.queries.figure_sheets import KINDS

NAME = "figures.ods"


@guarded_site("see_exports", SITE)
def see_exports(request: Request, allowed: frozenset[str]) -> HttpResponse:
    return _page(request, AskExport())


@guarded_site("ask_export", SITE)
def ask_export(request: Request, allowed: frozenset[str]) -> HttpResponse:
    form = AskExport(request.POST or None)
    if acted(request, form, actions.ask_export, _("Asked for. It is being prepared.")):
        return redirect("see-exports")
    return _page(request, form)


@guarded_site("fetch_export", SITE)
def fetch_export(request: Request, allowed: frozenset[str], pk: UUID) -> HttpResponse:
    """The right is asked again: whoever lost a place since finds nothing."""
    export = queries.to_fetch(pk, scope_for(request))
    if export is None:
        raise Http404
    assert export.content is not None  # it was made
    request.visit.shows(Export, [export.pk])
    request.visit.discloses(export.sha256)
    content_type, _make = KINDS["ods"]
    headers = {"Content-Disposition": f'attachment; filename="{NAME}"'}
    return HttpResponse(bytes(export.content), content_type=content_type, headers=headers)


def _page(request: Request, form: Form) -> HttpResponse:
    lines = queries.asked_for(scope_for(request))
    page = {
        "form": form, "lines": lines, "is_waiting": any(line.is_waiting for line in lines),
        "days": settings.EXPORT_DAYS,
    }  # fmt: skip
    return TemplateResponse(request, "pilots/exports/list.html", page)
