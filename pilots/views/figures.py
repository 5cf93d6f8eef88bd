"""How long the stages take: overview, a stage, what is behind a figure, files to take away."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse

from cases.models import Suspect
from cases.queries.taken_away import about_the_file
from people.guards import guarded_site, scope_for
from people.visits import Request
from pilots import national
from pilots.measures import BY_CODE, Measure
from pilots.permissions import SITE
from pilots.queries.dashboard import dashboard
from pilots.queries.figure_lists import listed
from pilots.queries.figure_pages import BY, NOTES, URGENCIES, Reading, read
from pilots.queries.figure_sheets import KINDS, definitions, table
from pilots.queries.figure_words import HEADINGS, PARTS
from pilots.queries.figures import Asked


@guarded_site("see_figures", SITE)
def see_figures(request: Request, allowed: frozenset[str]) -> HttpResponse:
    read = dashboard(request.GET.dict(), scope_for(request))
    page = {"read": read, "query": _query(read.asked), "lengths": BY.items()}
    return TemplateResponse(request, "pilots/figures/overview.html", page)


@guarded_site("see_figure", SITE)
def see_figure(request: Request, allowed: frozenset[str], name: str) -> HttpResponse:
    reading = _read(request, name)
    page = {
        "reading": reading, "headings": HEADINGS, "urgencies": URGENCIES.items(),
        "lengths": BY.items(), "query": _query(reading.asked), "kinds": list(KINDS), "parts": PARTS,
    }  # fmt: skip
    return TemplateResponse(request, "pilots/figures/see.html", page)


@guarded_site("see_figure_list", SITE)
def see_figure_list(request: Request, allowed: frozenset[str], name: str) -> HttpResponse:
    """The suspects behind a figure, of whose cases the reader may open each."""
    reading, period = _read(request, name), request.GET.get("period", "")
    chosen = zip(reading.figures, reading.rows, strict=True)
    figure, row = next((each for each in chosen if each[0].period == period), (None, None))
    page = request.GET.get("page", "1")
    if figure is None or not (page.isdecimal() and 0 < len(page) < 7 and int(page)):
        raise Http404
    lines, ids, following = listed(name, reading.asked, figure, scope_for(request), page=int(page))
    request.visit.shows(Suspect, ids)
    page = {
        "reading": reading, "row": row, "lines": lines, "query": _query(reading.asked),
        "following": following and _query(reading.asked, period=period, page=following),
    }  # fmt: skip
    return TemplateResponse(request, "pilots/figures/list.html", page)


@guarded_site("explain_figure", SITE)
def explain_figure(request: Request, allowed: frozenset[str], name: str) -> HttpResponse:
    page = {"measure": _measure(name), "notes": NOTES, "published": national.beside(name)}
    page["caution"] = national.CAUTION
    return TemplateResponse(request, "pilots/figures/explained.html", page)


@guarded_site("export_figure", SITE)
def export_figure(request: Request, allowed: frozenset[str], name: str) -> HttpResponse:
    """The same table as a file. It is made as it is fetched, so the right is asked for both."""
    reading = _read(request, name)
    return taken(request, name, definitions(reading), table(reading))


def taken(
    request: Request,
    name: str,
    definitions: Iterable[Sequence[Any]],
    table: Iterable[Sequence[Any]],
) -> HttpResponse:
    """A table as a file of the kind that is asked for, and that it was taken away."""
    kind = request.GET.get("as", "")
    if kind not in KINDS:
        raise Http404
    content_type, make = KINDS[kind]
    content = make([*about_the_file(scope_for(request)), *definitions], table)
    request.visit.discloses(sha256(content).hexdigest())
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _measure(name: str) -> Measure:
    if name not in BY_CODE:
        raise Http404
    return BY_CODE[name]


def _read(request: Request, name: str) -> Reading:
    return read(_measure(name), request.GET.dict(), scope_for(request))


def _query(asked: Asked, **more: object) -> str:
    return urlencode({"place": asked.place, "urgency": asked.urgency, "by": asked.by, **more})
