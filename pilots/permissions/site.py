"""Permission table of pages without a row: decided by the caller's capacities anywhere."""

from django.utils.translation import gettext_lazy as _

from people.access.export_right import takes_exports
from people.access.scopes import Scope, SiteRules, refusal_reason
from people.identity.capacities import LEADING
from pilots.permissions.figures import FIGURES_SITE
from pilots.permissions.learning_points import LEARNING_SITE


@refusal_reason(_("Only administrators set pilots up."))
def administers(scope: Scope) -> bool:
    return scope.holds("administer_accounts")


@refusal_reason(_("Only managers of a pilot area register measures."))
def manages_an_area(scope: Scope) -> bool:
    return scope.holds("manage_pilot_area")


@refusal_reason(_("Only those who set up or take part in pilots see this."))
def takes_part_in_pilots(scope: Scope) -> bool:
    return bool(
        scope.all_capacities & {"administer_accounts", "manage_pilot_area", "convene_panels"}
    )


@refusal_reason(_("Only conveners of panels begin one."))
def convenes_panels(scope: Scope) -> bool:
    return scope.holds("convene_panels")


@refusal_reason(_("Only those who convene panels or can sit on them see this."))
def is_on_panels(scope: Scope) -> bool:
    return bool(scope.all_capacities & {"convene_panels", "sit_on_panels"})


PANEL_TASK_CAPACITIES = LEADING | {"prosecute_cases", "convene_panels", "sit_on_panels"}


@refusal_reason(_("Only people of whom a panel can ask something see this."))
def can_be_asked_by_panels(scope: Scope) -> bool:
    return bool(scope.all_capacities & PANEL_TASK_CAPACITIES)


@refusal_reason(_("Only conveners of panels and managers of a pilot area read reports on panels."))
def reads_panel_reports(scope: Scope) -> bool:
    return bool(scope.all_capacities & {"convene_panels", "manage_pilot_area"})


SITE = SiteRules(
    {
        "see_pilots": [takes_part_in_pilots],
        "see_pilot": [takes_part_in_pilots],
        "add_pilot": [administers],
        "change_pilot": [administers],
        "add_pilot_area": [administers],
        "change_pilot_area": [administers],
        "register_measure": [manages_an_area],
        **FIGURES_SITE,
        **LEARNING_SITE,
        "see_asked_by_panels": [can_be_asked_by_panels],
        "see_panel_report": [reads_panel_reports],
        "export_panel_report": [reads_panel_reports, takes_exports],
        "see_panels": [is_on_panels],
        "add_panel": [convenes_panels],
    },
    fresh={
        "add_pilot_area",
        "change_pilot_area",
        "export_figure",
        "export_share",
        "ask_export",
        "fetch_export",
        "export_panel_report",
        "export_file_quality",
    },
)
