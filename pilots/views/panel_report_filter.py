"""Which panel report an address asks for."""

from collections.abc import Mapping

from people.access.scopes import Scope
from pilots.forms.panel_reports import PanelReportFilterForm
from pilots.queries.panel_reports import report_areas, report_years


def panel_report_filter(
    given: Mapping[str, str], scope: Scope
) -> tuple[PanelReportFilterForm, str, int]:
    """
    (its form, area, year) of a query string.

    It is the reader's own area, and this year, where they may not read those that it asks for.
    """
    areas, years = report_areas(scope), report_years(scope)
    first = {"area": areas[0][0], "year": str(years[0])}
    form = PanelReportFilterForm(first | dict(given), areas=areas, years=years)
    chosen = first | (form.cleaned_data if form.is_valid() else {})
    return form, chosen["area"], int(chosen["year"])
