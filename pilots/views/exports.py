"""Pages of exports: ask for each kind, the person's own, and the download."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.quality_reports.queries.file_quality_report import month_from_text
from people.web.audit_context import GuardedRequest
from people.web.form_page import render_form_page
from people.web.guards import guarded_site, scope_for, submit_action
from pilots.actions import exports as actions
from pilots.forms.exports import AskExportForm
from pilots.measures.proportions import proportions_open_to
from pilots.measures.stages import STAGE_MEASURES_BY_CODE
from pilots.models import Export, ExportKind
from pilots.permissions import SITE
from pilots.queries import exports as queries
from pilots.queries.export_kinds import FILE_TYPES, KINDS, export_title, file_type
from pilots.queries.filters import (
    PERIOD_LENGTH_LABELS,
    URGENCY_LABELS,
    filter_from_query,
    place_with_key,
)
from pilots.queries.panel_report_files import REPORT_FILE_WRITERS
from pilots.queries.panel_reports import report_areas
from pilots.queries.proportions.page import query_for_event_kind
from pilots.queries.spreadsheets import TABLE_FILE_WRITERS
from pilots.views.panel_report_filter import panel_report_filter

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

FILE_TYPE_LABELS = {
    "csv": gettext_lazy("CSV: one table as text, which any spreadsheet opens"),
    "ods": gettext_lazy("OpenDocument spreadsheet"),
    "pdf": gettext_lazy("PDF"),
}
REPLACED = gettext_lazy(
    "The address has a choice that is not available to you. The file has what is named here."
)


@guarded_site("see_exports", SITE)
def see_exports(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    lines = queries.exports_of_person(scope_for(request))
    page = {"lines": lines, "allowed": allowed, "hours": settings.EXPORT_HOURS}
    return TemplateResponse(request, "pilots/exports/list.html", page)


@guarded_site("ask_export", SITE)
def ask_export(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    return _ask_page(request, ExportKind.FIGURES, Choice({}), back=reverse("see-figures"))


@guarded_site("export_figure", SITE)
def export_figure(request: GuardedRequest, allowed: frozenset[str], name: str) -> HttpResponse:
    if name not in STAGE_MEASURES_BY_CODE:
        raise Http404
    choice = _figures_asked(request, name, request.GET.dict())
    return _ask_page(request, ExportKind.STAGE, choice, back=reverse("see-figure", args=[name]))


@guarded_site("export_share", SITE)
def export_share(request: GuardedRequest, allowed: frozenset[str], name: str) -> HttpResponse:
    offered = proportions_open_to(scope_for(request))
    if name not in offered:
        raise Http404
    given = query_for_event_kind(offered[name].subject, request.GET.dict())
    choice = _figures_asked(request, name, dict(given))
    return _ask_page(request, ExportKind.SHARE, choice, back=reverse("see-share", args=[name]))


@guarded_site("export_panel_report", SITE)
def export_panel_report(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    scope, given = scope_for(request), request.GET.dict()
    _form, area, year = panel_report_filter(given, scope)
    asked = {"area": area, "year": str(year), "as": _type_asked(request, REPORT_FILE_WRITERS)}
    place = dict(report_areas(scope)).get(area) or _("All pilot areas")
    choice = Choice(asked, [(_("Place"), place)], _is_replaced(asked, given))
    return _ask_page(request, ExportKind.PANELS, choice, back=reverse("see-panel-report"))


@guarded_site("export_file_quality", SITE)
def export_file_quality(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    month = month_from_text(request.GET.get("month", ""), at=scope_for(request).at)
    asked = {"month": f"{month:%Y-%m}"}
    back = f"{reverse('see-file-quality-report')}?month={asked['month']}"
    choice = Choice(asked, is_replaced=_is_replaced(asked, request.GET.dict()))
    return _ask_page(request, ExportKind.FILE_QUALITY, choice, back=back)


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


@dataclass(frozen=True)
class Choice:
    """
    What of its kind is asked for.

    shown: the same in words, as [(question, answer)]. is_replaced: the address has something that
    the reader may not read or that there is not; this has their own place or usual choice instead.
    """

    asked: dict[str, str]
    shown: "Sequence[tuple[str, str]]" = ()
    is_replaced: bool = False


def _figures_asked(request: GuardedRequest, name: str, given: dict[str, str]) -> Choice:
    """What of one measure is asked for; the reader's own place where they may not read that one."""
    kept, is_replaced, offered = filter_from_query(given, scope_for(request))
    asked = {
        "name": name, "place": kept.place, "urgency": kept.urgency, "by": kept.period_length,
        "as": _type_asked(request, TABLE_FILE_WRITERS),
    }  # fmt: skip
    shown = [
        (_("Place"), place_with_key(kept.place, offered).label),
        (_("Urgency"), str(URGENCY_LABELS[kept.urgency])),
        (_("Periods"), str(PERIOD_LENGTH_LABELS[kept.period_length])),
    ]
    return Choice(asked, shown, is_replaced)


def _is_replaced(asked: dict[str, str], given: dict[str, str]) -> bool:
    """Whether something that the address names is not what is asked for."""
    return any(given.get(name, value) != value for name, value in asked.items())


def _type_asked(request: GuardedRequest, types: "Collection[str]") -> str:
    """The type of file that the address asks for. Raises Http404 for another."""
    wanted = request.GET.get("as", "")
    if wanted not in types:
        raise Http404
    return wanted


def _ask_page(
    request: GuardedRequest, kind: ExportKind, choice: Choice, *, back: str
) -> HttpResponse:
    """The page that asks why; what is asked for is in its address."""
    form = AskExportForm(request.POST or None)
    if form.is_valid() and submit_action(
        request, actions.ask_export, verb="ask_export", form=form, kind=kind, asked=choice.asked,
        **form.cleaned_data,
    ):  # fmt: skip
        messages.success(request, _said_when_asked(form))
        return redirect("see-exports")
    ending = file_type(kind, choice.asked)
    page: dict[str, Any] = {
        "title": _("Take a file away"), "says": _("Ask for the file"), "back": (back, _("Back")),
        "shown": [
            (_("What is in it"), export_title(kind, choice.asked)), *choice.shown,
            (_("Type of file"), str(FILE_TYPE_LABELS[ending])),
            *([(_("Not as in the address"), REPLACED)] if choice.is_replaced else []),
        ],
        "lead": _kept_sentence(),
    }  # fmt: skip
    return render_form_page(request, form, **page)


def _said_when_asked(form: AskExportForm) -> str:
    """What the person is told: the one that waits keeps the reason that was given first."""
    export = getattr(form, "result", None)
    if export is not None and export.reason != form.cleaned_data["reason"]:
        return _(
            "You have asked for this file before, and it is still being prepared. It keeps the "
            "reason that you gave first."
        )
    return _("Asked for. It is being prepared.")


def _kept_sentence() -> str:
    kept = ngettext(
        "The file is made with your name in it. You fetch it from “Files that you asked for” "
        "within %(n)s hour; then it is destroyed.",
        "The file is made with your name in it. You fetch it from “Files that you asked for” "
        "within %(n)s hours; then it is destroyed.",
        settings.EXPORT_HOURS,
    )
    return kept % {"n": settings.EXPORT_HOURS}
