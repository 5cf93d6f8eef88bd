"""Of how many something is so: a share by period, what is behind it, files to take away."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse

from people.guards import guarded_site, scope_for
from people.visits import Request
from pilots.permissions import SITE
from pilots.queries import share_pages
from pilots.queries.figure_pages import BY, URGENCIES
from pilots.queries.figure_sheets import KINDS
from pilots.queries.figures import Asked
from pilots.queries.share_lists import MODELS, listed
from pilots.queries.share_tables import table
from pilots.shares import open_to
from pilots.views.figures import taken


@guarded_site("see_share", SITE)
def see_share(request: Request, allowed: frozenset[str], name: str) -> HttpResponse:
    reading = _read(request, name)
    page = {
        "reading": reading, "urgencies": URGENCIES.items(), "lengths": BY.items(),
        "query": _query(reading.asked), "kinds": list(KINDS),
        "parts": [("", range(len(reading.headings) - 1))],
    }  # fmt: skip
    return TemplateResponse(request, "pilots/shares/see.html", page)


@guarded_site("compare_places", SITE)
def compare_places(request: Request, allowed: frozenset[str]) -> HttpResponse:
    """One share at every place of which the reader reads figures."""
    scope = scope_for(request)
    read = table(open_to(scope), request.GET.dict(), scope)
    page = {
        "read": read, "urgencies": URGENCIES.items(), "lengths": BY.items(),
        "query": urlencode({"urgency": read.asked.urgency, "by": read.asked.by}),
    }  # fmt: skip
    return TemplateResponse(request, "pilots/shares/places.html", page)


@guarded_site("see_share_list", SITE)
def see_share_list(request: Request, allowed: frozenset[str], name: str) -> HttpResponse:
    """What is behind a number, of which the reader may open each."""
    reading, period = _read(request, name), request.GET.get("period", "")
    question, answer = reading.question, request.GET.get("answer", "")
    chosen = zip(reading.found, reading.rows, strict=True)
    share, row = next((each for each in chosen if each[0].period == period), (None, None))
    said = {one.code: one.label for one in question.answers} | {"": ""}
    page = request.GET.get("page", "1")
    is_page = page.isdecimal() and 0 < len(page) < 7 and int(page)
    if share is None or answer not in said or not is_page:
        raise Http404
    lines, ids, following = listed(
        question, reading.asked, share, scope_for(request), answer=answer, page=int(page)
    )
    request.visit.shows(MODELS[question.subject.code], ids)
    more = {"period": period, "answer": answer, "page": following}
    page = {
        "reading": reading, "row": row, "said": said[answer], "lines": lines,
        "query": _query(reading.asked), "following": following and _query(reading.asked, **more),
    }  # fmt: skip
    return TemplateResponse(request, "pilots/shares/list.html", page)


@guarded_site("export_share", SITE)
def export_share(request: Request, allowed: frozenset[str], name: str) -> HttpResponse:
    """The same table as a file. It is made as it is fetched, so the right is asked for both."""
    reading = _read(request, name)
    return taken(request, name, share_pages.definitions(reading), share_pages.table(reading))


def _read(request: Request, name: str) -> share_pages.Reading:
    scope = scope_for(request)
    offered = open_to(scope)
    if name not in offered:
        raise Http404
    return share_pages.read(offered[name], request.GET.dict(), scope)


def _query(asked: Asked, **more: object) -> str:
    return urlencode({"place": asked.place, "urgency": asked.urgency, "by": asked.by, **more})
