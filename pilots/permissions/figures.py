"""Who reads figures: people responsible for a unit, those granted its figures, pilot managers."""

from django.utils.translation import gettext_lazy as _

from people.access.export_right import takes_exports
from people.access.scopes import Scope, refusal_reason
from people.identity.capacities import LEADING, READING_FIGURES


@refusal_reason(_("Only those who answer for a unit, or who manage a pilot area, read figures."))
def reads_figures(scope: Scope) -> bool:
    return bool(scope.all_capacities & READING_FIGURES)


@refusal_reason(_("Only supervisors, inspectors and managers read figures about their unit."))
def leads_a_unit(scope: Scope) -> bool:
    return bool(scope.all_capacities & LEADING)


@refusal_reason(_("Only managers of a pilot area see what has changed since it began."))
def manages_a_pilot(scope: Scope) -> bool:
    return scope.holds("manage_pilot_area")


FIGURES_SITE = {
    "see_figures": [reads_figures],
    "see_figure": [reads_figures],
    "see_figure_list": [reads_figures],
    "explain_figure": [reads_figures],
    "export_figure": [reads_figures, takes_exports],
    "compare_places": [reads_figures],
    "see_share": [reads_figures],
    "see_share_list": [reads_figures],
    "export_share": [reads_figures, takes_exports],
    "see_what_if": [reads_figures],
    "export_file_quality": [leads_a_unit, takes_exports],
    "see_exports": [takes_exports],
    "ask_export": [reads_figures, takes_exports],
    "fetch_export": [takes_exports],
    "see_figure_change": [manages_a_pilot],
    "see_pilot_area": [manages_a_pilot],
}
