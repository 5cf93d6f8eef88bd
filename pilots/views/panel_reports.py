"""What panels found in a year: of one pilot area, or of all; to read, to print, to take further."""

from hashlib import sha256

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse

from cases.queries.taken_away import about_the_file
from people.guards import guarded_site, scope_for
from people.visits import Request
from pilots.forms import panel_reports as forms
from pilots.permissions import SITE
from pilots.queries import panel_reports as queries
from pilots.queries.panel_report_files import HIDDEN, KINDS


@guarded_site("see_panel_report", SITE)
def see_panel_report(request: Request, allowed: frozenset[str]) -> HttpResponse:
    report, form, query = _read(request)
    page = {"report": report, "form": form, "query": query, "kinds": list(KINDS)}
    return TemplateResponse(
        request, "pilots/reports/see.html", page | {"hidden": HIDDEN, "allowed": allowed}
    )


@guarded_site("export_panel_report", SITE)
def export_panel_report(request: Request, allowed: frozenset[str]) -> HttpResponse:
    kind = request.GET.get("as", "")
    if kind not in KINDS:
        raise Http404
    report, _form, _query = _read(request)
    content_type, make = KINDS[kind]
    content = make(report, about_the_file(scope_for(request)))
    request.visit.discloses(sha256(content).hexdigest())
    headers = {"Content-Disposition": f'attachment; filename="panels-{report.year}.{kind}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _read(request: Request) -> tuple[queries.Report, forms.ChooseReport, str]:
    """The report that an address asks for, or the reader's own where it asks for none of hers."""
    scope = scope_for(request)
    areas, years = queries.areas(scope), queries.years(scope)
    first = {"area": areas[0][0], "year": str(years[0])}
    form = forms.ChooseReport(first | request.GET.dict(), areas=areas, years=years)
    asked = first | (form.cleaned_data if form.is_valid() else {})
    report = queries.read(scope, area=asked["area"], year=int(asked["year"]))
    return report, form, f"area={asked['area']}&year={asked['year']}"
