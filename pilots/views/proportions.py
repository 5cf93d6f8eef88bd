"""Pages on a proportion: by period, by place, events behind it."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse

from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for
from people.web.pagination import page_number
from pilots.measures.proportions import proportions_open_to
from pilots.permissions import SITE
from pilots.queries.filters import PERIOD_LENGTH_LABELS, URGENCY_LABELS, FigureFilter
from pilots.queries.proportions import page as share_pages
from pilots.queries.proportions.by_place import proportion_by_place
from pilots.queries.proportions.cases_behind import MODEL_BY_EVENT_KIND, events_behind_proportion
from pilots.queries.spreadsheets import TABLE_FILE_WRITERS


@guarded_site("see_share", SITE)
def see_share(request: GuardedRequest, allowed: frozenset[str], name: str) -> HttpResponse:
    reading = _proportion_detail_from_request(request, name)
    page = {
        "reading": reading, "urgencies": URGENCY_LABELS.items(),
        "lengths": PERIOD_LENGTH_LABELS.items(),
        "query": _filter_query(reading.asked),
        "kinds": list(TABLE_FILE_WRITERS) if "export_share" in allowed else [],
        "parts": [("", range(len(reading.headings) - 1))],
    }  # fmt: skip
    return TemplateResponse(request, "pilots/proportions/see.html", page)


@guarded_site("compare_places", SITE)
def compare_places(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    """One proportion at every place whose figures the reader reads."""
    scope = scope_for(request)
    read = proportion_by_place(proportions_open_to(scope), request.GET.dict(), scope)
    page = {
        "read": read, "urgencies": URGENCY_LABELS.items(), "lengths": PERIOD_LENGTH_LABELS.items(),
        "query": urlencode({"urgency": read.asked.urgency, "by": read.asked.period_length}),
    }  # fmt: skip
    return TemplateResponse(request, "pilots/proportions/places.html", page)


@guarded_site("see_share_list", SITE)
def see_share_list(request: GuardedRequest, allowed: frozenset[str], name: str) -> HttpResponse:
    """The events behind a number that the reader may open."""
    reading, period = _proportion_detail_from_request(request, name), request.GET.get("period", "")
    question, answer = reading.question, request.GET.get("answer", "")
    chosen = zip(reading.found, reading.rows, strict=True)
    share, row = next((each for each in chosen if each[0].period == period), (None, None))
    labels = {one.code: one.label for one in question.answers} | {"": ""}
    number = page_number(request)
    if share is None or answer not in labels:
        raise Http404
    lines, ids, following = events_behind_proportion(
        question, reading.asked, share, scope_for(request), answer=answer, page=number
    )
    request.audit.add_rows(MODEL_BY_EVENT_KIND[question.subject.code], ids)
    more = {"period": period, "answer": answer, "page": following}
    page = {
        "reading": reading, "row": row, "said": labels[answer], "lines": lines,
        "query": _filter_query(reading.asked),
        "following": following and _filter_query(reading.asked, **more),
    }  # fmt: skip
    return TemplateResponse(request, "pilots/proportions/list.html", page)


def _proportion_detail_from_request(
    request: GuardedRequest, name: str
) -> share_pages.ProportionDetail:
    scope = scope_for(request)
    offered = proportions_open_to(scope)
    if name not in offered:
        raise Http404
    return share_pages.proportion_detail(offered[name], request.GET.dict(), scope)


def _filter_query(chosen: FigureFilter, **more: object) -> str:
    return urlencode(
        {"place": chosen.place, "urgency": chosen.urgency, "by": chosen.period_length, **more}
    )
