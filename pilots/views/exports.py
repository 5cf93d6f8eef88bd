"""Pages of exports: ask for each kind, the person's own, and the download."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.quality_reports.queries.file_quality_report import month_from_text
from people.web.audit_context import GuardedRequest
from people.web.form_page import render_form_page
from people.web.guards import guarded_site, scope_for, submit_form
from pilots.actions import exports as actions
from pilots.forms.exports import AskExportForm
from pilots.measures.proportions import proportions_open_to
from pilots.measures.stages import STAGE_MEASURES_BY_CODE
from pilots.models import Export, ExportKind
from pilots.permissions import SITE
from pilots.queries import exports as queries
from pilots.queries.export_kinds import FILE_TYPES, KINDS, export_title, file_type
from pilots.queries.filters import filter_from_query
from pilots.queries.panel_report_files import REPORT_FILE_WRITERS
from pilots.queries.proportions.page import query_for_event_kind
from pilots.queries.spreadsheets import TABLE_FILE_WRITERS
from pilots.views.panel_report_filter import panel_report_filter

if TYPE_CHECKING:
    from collections.abc import Collection


@guarded_site("see_exports", SITE)
def see_exports(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    lines = queries.exports_of_person(scope_for(request))
    page = {"lines": lines, "allowed": allowed, "hours": settings.EXPORT_HOURS}
    return TemplateResponse(request, "pilots/exports/list.html", page)


@guarded_site("ask_export", SITE)
def ask_export(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    return _ask_page(request, ExportKind.FIGURES, {}, back=reverse("see-figures"))


@guarded_site("export_figure", SITE)
def export_figure(request: GuardedRequest, allowed: frozenset[str], name: str) -> HttpResponse:
    if name not in STAGE_MEASURES_BY_CODE:
        raise Http404
    asked = _figures_asked(request, name, request.GET.dict())
    return _ask_page(request, ExportKind.STAGE, asked, back=reverse("see-figure", args=[name]))


@guarded_site("export_share", SITE)
def export_share(request: GuardedRequest, allowed: frozenset[str], name: str) -> HttpResponse:
    offered = proportions_open_to(scope_for(request))
    if name not in offered:
        raise Http404
    given = query_for_event_kind(offered[name].subject, request.GET.dict())
    asked = _figures_asked(request, name, dict(given))
    return _ask_page(request, ExportKind.SHARE, asked, back=reverse("see-share", args=[name]))


@guarded_site("export_panel_report", SITE)
def export_panel_report(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    _form, area, year = panel_report_filter(request.GET.dict(), scope_for(request))
    asked = {"area": area, "year": str(year), "as": _type_asked(request, REPORT_FILE_WRITERS)}
    return _ask_page(request, ExportKind.PANELS, asked, back=reverse("see-panel-report"))


@guarded_site("export_file_quality", SITE)
def export_file_quality(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    month = month_from_text(request.GET.get("month", ""), at=scope_for(request).at)
    asked = {"month": f"{month:%Y-%m}"}
    back = f"{reverse('see-file-quality-report')}?month={asked['month']}"
    return _ask_page(request, ExportKind.FILE_QUALITY, asked, back=back)


@guarded_site("fetch_export", SITE)
def fetch_export(request: GuardedRequest, allowed: frozenset[str], pk: UUID) -> HttpResponse:
    """The access is checked again: a reader who has lost a place gets 404."""
    request.audit.add_rows(Export, [pk])
    export = queries.export_to_fetch(pk, scope_for(request))
    content = export and queries.content_of_export(export)
    if export is None or content is None:
        raise Http404
    request.audit.mark_disclosure(export.sha256)
    ending = file_type(export.kind, export.asked)
    name = f"{KINDS[export.kind].name(export.asked)}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=FILE_TYPES[ending], headers=headers)


def _figures_asked(request: GuardedRequest, name: str, given: dict[str, str]) -> dict[str, str]:
    """What of one measure is asked for; the reader's own place where they may not read that one."""
    kept, _wrong, _offered = filter_from_query(given, scope_for(request))
    return {
        "name": name, "place": kept.place, "urgency": kept.urgency, "by": kept.period_length,
        "as": _type_asked(request, TABLE_FILE_WRITERS),
    }  # fmt: skip


def _type_asked(request: GuardedRequest, types: "Collection[str]") -> str:
    """The type of file that the address asks for. Raises Http404 for another."""
    wanted = request.GET.get("as", "")
    if wanted not in types:
        raise Http404
    return wanted


def _ask_page(
    request: GuardedRequest, kind: ExportKind, asked: dict[str, str], *, back: str
) -> HttpResponse:
    """The page that asks why; what is asked for is in its address."""
    form, facts = AskExportForm(request.POST or None), {"kind": kind, "asked": asked}
    done = _("Asked for. It is being prepared.")
    if submit_form(request, form, actions.ask_export, done, **facts):
        return redirect("see-exports")
    kept = ngettext(
        "The file is made with your name in it. You fetch it from “Files that you asked for” "
        "within %(n)s hour; then it is destroyed.",
        "The file is made with your name in it. You fetch it from “Files that you asked for” "
        "within %(n)s hours; then it is destroyed.",
        settings.EXPORT_HOURS,
    )
    page: dict[str, Any] = {
        "title": _("Take a file away"), "says": _("Ask for the file"), "back": (back, _("Back")),
        "shown": [(_("What is in it"), export_title(kind, asked))],
        "lead": kept % {"n": settings.EXPORT_HOURS},
    }  # fmt: skip
    return render_form_page(request, form, **page)
