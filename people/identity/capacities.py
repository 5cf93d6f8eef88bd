"""In what capacities a person may hold a unit, on which side, and which let them read its cases."""

from django.utils.translation import gettext_noop as _

from people.identity.sides import Side

# A permission's name is stored in English; pages translate it where they show it.
POLICE_CAPACITIES = {
    "refer_cases": _("Prepares cases and refers them to the CPS"),
    "supervise_cases": _("Supervises the unit’s investigations and signs off referrals"),
    "inspect_cases": _("Inspector or above: takes up what the CPS refuses or leaves unresolved"),
    "contact_victims": _("Victim contact officer: tells victims, and records contact"),
}
# A system reads what its unit reads; an act takes an officer, whom it names.
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
OVERSIGHT_CAPACITIES = {
    "administer_accounts": _("Manages agencies, units, people and their roles"),
    "read_audit_log": _("Reads the log of who opened what"),
}

CAPACITIES_OF_SIDE = {
    Side.POLICE: POLICE_CAPACITIES | SYSTEM_CAPACITIES | FIGURE_CAPACITIES,
    Side.CPS: CPS_CAPACITIES | SYSTEM_CAPACITIES | FIGURE_CAPACITIES,
    Side.SUPPORT: SUPPORT_CAPACITIES,
    Side.LEARNING: LEARNING_CAPACITIES,
    Side.OVERSIGHT: OVERSIGHT_CAPACITIES,
}
UNIT_CAPACITIES = (
    POLICE_CAPACITIES
    | CPS_CAPACITIES
    | SUPPORT_CAPACITIES
    | LEARNING_CAPACITIES
    | FIGURE_CAPACITIES
    | OVERSIGHT_CAPACITIES
    | SYSTEM_CAPACITIES
)
# Those who work with victims read about her, and not the case against the suspects.
VICTIM_CONTACT_CAPACITIES = frozenset({"contact_victims", "liaise_with_victims"})
# What a system may hold; a person may hold all the others, and figures too.
CAPACITIES_SYSTEMS_MAY_HOLD = frozenset({*SYSTEM_CAPACITIES, *FIGURE_CAPACITIES})
READING = (
    frozenset(POLICE_CAPACITIES | CPS_CAPACITIES | SYSTEM_CAPACITIES) - VICTIM_CONTACT_CAPACITIES
)
READING_OF_VICTIMS = (READING | VICTIM_CONTACT_CAPACITIES) - SYSTEM_CAPACITIES.keys()
# An ISVA reads about those she is named as supporting; her service's manager about all of them.
READING_OF_SUPPORT = frozenset({"manage_support"})
# Those who lead a unit, and those who read figures: of what they lead, may see or manage.
LEADING = frozenset({"supervise_cases", "inspect_cases", "allocate_cases"})
READING_FIGURES = LEADING | {"see_figures", "manage_pilot_area"}
# Those who hear of access that is given on a unit: who leads it; of one without cases, whoever else
# can open what the newcomer could.
HEARING_OF_ACCESS = LEADING | READING_OF_SUPPORT | {
    "manage_pilot_area", "convene_panels", *OVERSIGHT_CAPACITIES,
}  # fmt: skip
# What a person is named as rests on one of these.
NAMING_RESTS_ON = READING_OF_VICTIMS | frozenset({*SUPPORT_CAPACITIES, "sit_on_panels"})


def may_be_held(capacity: str, *, by_system: bool) -> bool:
    """Whether a system, or else a person, may hold a unit in this capacity at all."""
    return (
        capacity in CAPACITIES_SYSTEMS_MAY_HOLD if by_system else capacity not in SYSTEM_CAPACITIES
    )


def sides_of_systems() -> list[Side]:
    """The sides that have a capacity in which a system may hold a unit."""
    return [
        side
        for side, capacities in CAPACITIES_OF_SIDE.items()
        if CAPACITIES_SYSTEMS_MAY_HOLD & capacities.keys()
    ]
