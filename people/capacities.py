"""In what capacities a person may hold a unit, on which side, and which let them read its cases."""

from django.utils.translation import gettext_noop as _

from people.sides import Side

# A permission's name is stored in English; pages translate it where they show it.
POLICE_CAPACITIES = {
    "refer_cases": _("Prepares cases and refers them to the CPS"),
    "supervise_cases": _("Supervises the unit’s investigations and signs off referrals"),
    "inspect_cases": _("Inspector or above: takes up what the CPS refuses or leaves unresolved"),
}
CPS_CAPACITIES = {
    "triage_cases": _("Checks what the police submit"),
    "manage_early_advice": _("Decides which requests for early advice are taken on"),
    "allocate_cases": _("Allocates cases to prosecutors"),
    "prosecute_cases": _("Advises and decides on charge"),
}
FIGURES = {"see_figures": _("Sees the unit’s figures, never its cases")}
OVERSIGHT_CAPACITIES = {
    "administer_accounts": _("Manages agencies, units, people and what they hold"),
    "read_audit_log": _("Reads the log of who opened what"),
}

CAPACITIES_OF = {
    Side.POLICE: POLICE_CAPACITIES | FIGURES,
    Side.CPS: CPS_CAPACITIES | FIGURES,
    Side.OVERSIGHT: OVERSIGHT_CAPACITIES,
}
UNIT_CAPACITIES = POLICE_CAPACITIES | CPS_CAPACITIES | FIGURES | OVERSIGHT_CAPACITIES
READING = frozenset(POLICE_CAPACITIES | CPS_CAPACITIES)
