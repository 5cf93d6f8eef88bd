"""Pages to export all figures: queue, progress and download."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded_site, scope_for, submit_form
from pilots.actions import exports as actions
from pilots.forms.exports import AskExportForm
from pilots.models import Export
from pilots.permissions import SITE
from pilots.queries import exports as queries
from pilots.queries.spreadsheets import TABLE_FILE_WRITERS

EXPORT_FILE_NAME = "figures.ods"


@guarded_site("see_exports", SITE)
def see_exports(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    return _exports_page(request, AskExportForm())


@guarded_site("ask_export", SITE)
def ask_export(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    form = AskExportForm(request.POST or None)
    if submit_form(request, form, actions.ask_export, _("Asked for. It is being prepared.")):
        return redirect("see-exports")
    return _exports_page(request, form)


@guarded_site("fetch_export", SITE)
def fetch_export(request: GuardedRequest, allowed: frozenset[str], pk: UUID) -> HttpResponse:
    """The access is checked again: a reader who has lost a place gets 404."""
    export = queries.export_to_fetch(pk, scope_for(request))
    if export is None:
        raise Http404
    assert export.content is not None  # it is finished
    request.audit.add_rows(Export, [export.pk])
    request.audit.mark_disclosure(export.sha256)
    content_type, _make = TABLE_FILE_WRITERS["ods"]
    headers = {"Content-Disposition": f'attachment; filename="{EXPORT_FILE_NAME}"'}
    return HttpResponse(bytes(export.content), content_type=content_type, headers=headers)


def _exports_page(request: GuardedRequest, form: Form) -> HttpResponse:
    lines = queries.exports_of_person(scope_for(request))
    page = {
        "form": form, "lines": lines, "is_waiting": any(line.is_waiting for line in lines),
        "days": settings.EXPORT_DAYS,
    }  # fmt: skip
    return TemplateResponse(request, "pilots/exports/list.html", page)
