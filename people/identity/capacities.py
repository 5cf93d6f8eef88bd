"""The capacities a person can have on a unit, by side, and the sets of them that access uses."""

from django.utils.translation import gettext_noop as _

from people.identity.sides import Side

# A permission's name is stored in English; pages translate it where they show it.
POLICE_CAPACITIES = {
    "refer_cases": _("Prepares cases and refers them to the CPS"),
    "supervise_cases": _("Supervises the unit’s investigations and signs off referrals"),
    "inspect_cases": _("Inspector or above: takes up what the CPS refuses or leaves unresolved"),
    "contact_victims": _("Victim contact officer: tells victims, and records contact"),
}
# A system reads what its unit reads; to run an action it names an officer.
SYSTEM_CAPACITIES = {
    "exchange_cases": _("System of the agency: reads for the unit, acts for its people")
}
CPS_CAPACITIES = {
    "triage_cases": _("Checks what the police submit"),
    "manage_early_advice": _("Decides which requests for early advice are taken on"),
    "allocate_cases": _("Allocates cases to prosecutors"),
    "prosecute_cases": _("Advises and decides on charge"),
    "liaise_with_victims": _("Victim liaison officer: tells victims, and records contact"),
}
SUPPORT_CAPACITIES = {
    "support_victims": _("ISVA: supports the victims assigned to them"),
    "manage_support": _("Manages an ISVA service, and reads what its ISVAs record"),
}
LEARNING_CAPACITIES = {
    "manage_pilot_area": _("Pilot-area manager: reads the area’s figures, never its cases"),
    "convene_panels": _("Panel convener: draws the sample and leads the area’s panels"),
    "sit_on_panels": _("Can be asked to sit on the area’s panels"),
}
FIGURE_CAPACITIES = {"see_figures": _("Sees the unit’s figures, never its cases")}
# It lets nobody read: who has it may take away as files what they read by another capacity.
EXPORT_CAPACITIES = {"take_exports": _("Takes figures and reports that they read away as files")}
# On a unit of the person's own agency, all of which its holder manages.
AGENCY_CAPACITIES = {
    "administer_agency": _("Manages the accounts, units and roles of their own agency")
}
OVERSIGHT_CAPACITIES = {
    "administer_accounts": _("Manages agencies, units, people and their roles"),
    "read_audit_log": _("Reads the log of who opened what"),
}

CAPACITIES_OF_SIDE = {
    Side.POLICE: POLICE_CAPACITIES
    | SYSTEM_CAPACITIES
    | FIGURE_CAPACITIES
    | EXPORT_CAPACITIES
    | AGENCY_CAPACITIES,
    Side.CPS: CPS_CAPACITIES
    | SYSTEM_CAPACITIES
    | FIGURE_CAPACITIES
    | EXPORT_CAPACITIES
    | AGENCY_CAPACITIES,
    Side.SUPPORT: SUPPORT_CAPACITIES | AGENCY_CAPACITIES,
    Side.LEARNING: LEARNING_CAPACITIES | EXPORT_CAPACITIES,
    Side.OVERSIGHT: OVERSIGHT_CAPACITIES | EXPORT_CAPACITIES,
}
UNIT_CAPACITIES = (
    POLICE_CAPACITIES
    | CPS_CAPACITIES
    | SUPPORT_CAPACITIES
    | LEARNING_CAPACITIES
    | FIGURE_CAPACITIES
    | EXPORT_CAPACITIES
    | OVERSIGHT_CAPACITIES
    | SYSTEM_CAPACITIES
    | AGENCY_CAPACITIES
)
# People who work with victims read about the victim, not the case against the suspects.
VICTIM_CONTACT_CAPACITIES = frozenset({"contact_victims", "liaise_with_victims"})
# Capacities for systems; a person may have all the others, and see_figures too.
CAPACITIES_SYSTEMS_MAY_HOLD = frozenset({*SYSTEM_CAPACITIES, *FIGURE_CAPACITIES})
READING = (
    frozenset(POLICE_CAPACITIES | CPS_CAPACITIES | SYSTEM_CAPACITIES) - VICTIM_CONTACT_CAPACITIES
)
READING_OF_VICTIMS = (READING | VICTIM_CONTACT_CAPACITIES) - SYSTEM_CAPACITIES.keys()
# Whose work is on the list of what waits for them; others have lists of their own.
WAITED_FOR = READING_OF_VICTIMS | {"sit_on_panels"}
# An ISVA reads about the victims they are named to support; their manager about all of them.
READING_OF_SUPPORT = frozenset({"manage_support"})
# Leaders of a unit; readers of its figures.
LEADING = frozenset({"supervise_cases", "inspect_cases", "allocate_cases"})
# A panel's convener reads all of it; a member by being named on it.
READING_OF_PANELS = frozenset({"convene_panels"})
READING_FIGURES = LEADING | {"see_figures", "manage_pilot_area"}
# Audience of "access was given on this unit": its leaders; on a unit without cases, those who can
# open what the newcomer can.
HEARING_OF_ACCESS = LEADING | READING_OF_SUPPORT | {
    "manage_pilot_area", "convene_panels", *OVERSIGHT_CAPACITIES,
}  # fmt: skip
# Row-level security keeps the units of a reader under these names (people/access/row_security.py).
READ_SETS = {
    "reading": READING,
    "victims": READING_OF_VICTIMS,
    "contact": VICTIM_CONTACT_CAPACITIES,
    "support": READING_OF_SUPPORT,
    "panels": READING_OF_PANELS,
    "leading": LEADING,
    "case_rows": READING | READING_OF_VICTIMS,
}
# A named role needs one of these capacities on the unit.
NAMING_RESTS_ON = READING_OF_VICTIMS | frozenset({*SUPPORT_CAPACITIES, "sit_on_panels"})


def may_be_held(capacity: str, *, by_system: bool) -> bool:
    """Whether this capacity may be granted to a system, or else to a person."""
    return (
        capacity in CAPACITIES_SYSTEMS_MAY_HOLD if by_system else capacity not in SYSTEM_CAPACITIES
    )


def sides_of_systems() -> list[Side]:
    """The sides that have a capacity for systems."""
    return [
        side
        for side, capacities in CAPACITIES_OF_SIDE.items()
        if CAPACITIES_SYSTEMS_MAY_HOLD & capacities.keys()
    ]
