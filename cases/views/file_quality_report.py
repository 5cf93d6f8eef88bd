"""How good the files of each police unit were, month by month."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from cases.permissions import SITE
from cases.queries.file_quality_report import Report, as_csv, month_of, report
from cases.queries.taken_away import about_the_file
from people.guards import guarded_site, scope_for
from people.visits import Request


@guarded_site("see_file_quality_report", SITE)
def see_file_quality_report(request: Request, allowed: frozenset[str]) -> HttpResponse:
    found = _asked(request)
    shown = {"report": found, "allowed": allowed}
    return TemplateResponse(request, "cases/file_quality/report.html", shown)


@guarded_site("export_file_quality", SITE)
def export_file_quality(request: Request, allowed: frozenset[str]) -> HttpResponse:
    """Figures leave the system here, so the log says so; no word anybody wrote goes along."""
    request.visit.discloses()
    found = _asked(request)
    name = f"file-quality-{found.month:%Y-%m}.csv"
    return HttpResponse(
        as_csv(found, about_the_file(scope_for(request))).encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _asked(request: Request) -> Report:
    scope = scope_for(request)
    return report(month_of(request.GET.get("month", ""), at=scope.at), scope)
