"""Pages on stage durations: overview, one stage, suspects behind a figure."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse

from cases.models import Suspect
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for
from people.web.pagination import page_number
from pilots import national_figures
from pilots.measures.stages import STAGE_MEASURES_BY_CODE, StageMeasure
from pilots.permissions import SITE
from pilots.queries.dashboard import dashboard
from pilots.queries.filters import PERIOD_LENGTH_LABELS, URGENCY_LABELS, FigureFilter
from pilots.queries.spreadsheets import TABLE_FILE_WRITERS
from pilots.queries.stages.cases_behind import suspects_behind_figure
from pilots.queries.stages.page import STAGE_NOTES, StageDetail, stage_detail
from pilots.queries.stages.text import STAGE_HEADINGS, STAGE_TABLE_PARTS


@guarded_site("see_figures", SITE)
def see_figures(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    read = dashboard(request.GET.dict(), scope_for(request))
    page = {
        "read": read,
        "query": _filter_query(read.asked),
        "lengths": PERIOD_LENGTH_LABELS.items(),
        "takes_exports": "see_exports" in allowed,
    }
    return TemplateResponse(request, "pilots/stages/overview.html", page)


@guarded_site("see_figure", SITE)
def see_figure(request: GuardedRequest, allowed: frozenset[str], name: str) -> HttpResponse:
    reading = _stage_detail_from_request(request, name)
    page = {
        "reading": reading, "headings": STAGE_HEADINGS, "urgencies": URGENCY_LABELS.items(),
        "lengths": PERIOD_LENGTH_LABELS.items(), "query": _filter_query(reading.asked),
        "kinds": list(TABLE_FILE_WRITERS) if "export_figure" in allowed else [],
        "parts": STAGE_TABLE_PARTS,
    }  # fmt: skip
    return TemplateResponse(request, "pilots/stages/see.html", page)


@guarded_site("see_figure_list", SITE)
def see_figure_list(request: GuardedRequest, allowed: frozenset[str], name: str) -> HttpResponse:
    """The suspects behind a figure whose cases the reader may open."""
    reading, period = _stage_detail_from_request(request, name), request.GET.get("period", "")
    chosen = zip(reading.figures, reading.rows, strict=True)
    figure, row = next((each for each in chosen if each[0].period == period), (None, None))
    number = page_number(request)
    if figure is None:
        raise Http404
    lines, ids, following = suspects_behind_figure(
        name, reading.asked, figure, scope_for(request), page=number
    )
    request.audit.add_rows(Suspect, ids)
    page = {
        "reading": reading, "row": row, "lines": lines, "query": _filter_query(reading.asked),
        "following": following and _filter_query(reading.asked, period=period, page=following),
    }  # fmt: skip
    return TemplateResponse(request, "pilots/stages/list.html", page)


@guarded_site("explain_figure", SITE)
def explain_figure(request: GuardedRequest, allowed: frozenset[str], name: str) -> HttpResponse:
    page = {
        "measure": _stage_measure_or_404(name),
        "notes": STAGE_NOTES,
        "published": national_figures.national_figures_of_stage(name),
    }
    page["caution"] = national_figures.COMPARISON_CAUTION
    return TemplateResponse(request, "pilots/stages/explained.html", page)


def _stage_measure_or_404(name: str) -> StageMeasure:
    if name not in STAGE_MEASURES_BY_CODE:
        raise Http404
    return STAGE_MEASURES_BY_CODE[name]


def _stage_detail_from_request(request: GuardedRequest, name: str) -> StageDetail:
    return stage_detail(_stage_measure_or_404(name), request.GET.dict(), scope_for(request))


def _filter_query(chosen: FigureFilter, **more: object) -> str:
    return urlencode(
        {"place": chosen.place, "urgency": chosen.urgency, "by": chosen.period_length, **more}
    )
