"""Filter of panel reports."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from people.web import fields
from pilots.queries.panel_reports import ALL_PILOT_AREAS


class PanelReportFilterForm(fields.FilterForm):
    """Area and year."""

    area = fields.Lookup(label=_("Pilot area"), required=False)
    year = fields.Lookup(label=_("Year"), required=False)

    def __init__(
        self, *args: Any, areas: Iterable[tuple[str, str]], years: Iterable[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("area", [*areas, (ALL_PILOT_AREAS, _("All pilot areas"))])
        self.set_choices("year", [(str(year), str(year)) for year in years])
