"""The roles, the relations a person can have to a case, and the capacities left in each."""

TEAM = {"refer_cases", "supervise_cases", "officer_in_case"}
SUPERVISORS = {"supervise_cases"}
INSPECTORS = {"inspect_cases"}
TRIAGE = {"triage_cases"}
ADVICE_MANAGERS = {"manage_early_advice"}
MANAGERS = {"allocate_cases"}
LAWYERS = {"reviewing_prosecutor", "covering_prosecutor"}
COURT = LAWYERS | MANAGERS | TRIAGE
SECOND_READERS = LAWYERS | MANAGERS | {"prosecute_cases"}
ADVISER = {"early_adviser"}
READERS = (
    TEAM | INSPECTORS | TRIAGE | ADVICE_MANAGERS | MANAGERS | LAWYERS | ADVISER
    | {"prosecute_cases", "allowed_on_case", "broke_glass"}
)  # fmt: skip
WITH_VICTIMS = {"contact_victims", "liaise_with_victims"}
READERS_OF_VICTIMS = READERS | WITH_VICTIMS
WORKERS = TEAM | TRIAGE | MANAGERS | LAWYERS | ADVISER

# Capacities on a unit, and the side of these units.
UNIT_ROLES = {
    "refer_cases": "POLICE",
    "supervise_cases": "POLICE",
    "inspect_cases": "POLICE",
    "contact_victims": "POLICE",
    "triage_cases": "CPS",
    "manage_early_advice": "CPS",
    "allocate_cases": "CPS",
    "prosecute_cases": "CPS",
    "liaise_with_victims": "CPS",
    "see_figures": "CPS",
    "take_exports": "POLICE",
    "support_victims": "SUPPORT",
    "manage_support": "SUPPORT",
    "manage_pilot_area": "LEARNING",
    "convene_panels": "LEARNING",
    "sit_on_panels": "LEARNING",
    "administer_accounts": "OVERSIGHT",
    "read_audit_log": "OVERSIGHT",
    "administer_agency": "POLICE",
}
# Who holds a second capacity, which alone opens little, on the same unit.
TAKING_AWAY = (
    "supervise_cases", "inspect_cases", "allocate_cases", "see_figures", "manage_pilot_area",
    "convene_panels", "read_audit_log", "refer_cases",
)  # fmt: skip
# Named roles on a case, and their side.
NAMED_ROLES = {
    "officer_in_case": "POLICE",
    "reviewing_prosecutor": "CPS",
    "covering_prosecutor": "CPS",
    "early_adviser": "CPS",
    "allowed_on_case": "CPS",
    "broke_glass": "POLICE",
    "assigned_isva": "SUPPORT",
    "panel_member": "LEARNING",
}
NAMED_ON = {
    "assigned_isva": "Support",
    "panel_member": "Panel",
}  # the model on which a person is named, if not the case

# Relation to the case -> what is left of the role: everything, nothing, or another one.
ALL, NOTHING, AND_ALLOWED = "all", "nothing", "all, and allowed on the case"
UNIT_RELATIONS = {
    "own unit": ALL,
    "own unit, until tomorrow": ALL,
    "another unit of the agency": NOTHING,
    "another agency": NOTHING,
    "former": NOTHING,
    "expired": NOTHING,
    "conflicted": NOTHING,
    "inactive": NOTHING,
    "of the other side": NOTHING,
    "restricted": NOTHING,
    "restricted, allowed": AND_ALLOWED,
}
# People of the learning side have no capacity on a case, so few relations need to be tested. Their
# capacities do not depend on their own side.
LEARNING_RELATIONS = (
    "own unit", "another unit of the agency", "expired", "inactive", "of the other side",
    "restricted", "named", "named, until tomorrow", "named on another case", "named before",
    "named, expired", "named, inactive",
)  # fmt: skip
NAMED_RELATIONS = {
    "named": ALL,
    "named, until tomorrow": ALL,
    "named, restricted": ALL,
    "named on another case": NOTHING,
    "named before": NOTHING,
    "named, expired": NOTHING,
    "named, conflicted": NOTHING,
    "named, inactive": NOTHING,
}
BEFORE_SIGN_OFF = {
    "POLICE": ALL, "CPS": NOTHING, "SUPPORT": NOTHING, "LEARNING": NOTHING, "OVERSIGHT": NOTHING,
}  # fmt: skip
NOBODIES = ("anonymous", "holds nothing", "says superuser")

HIDDEN, FORBIDDEN, NOT_NOW, OPEN = "hidden", "forbidden", "not now", "open"
