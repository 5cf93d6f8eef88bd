"""What may be done about a suspect, by whom and when."""

from tests.cases.oracle.roles import HIDDEN, LAWYERS, MANAGERS, TEAM

# (state, was a referral of the suspect ever sent). One that was never sent is the police's alone.
SUSPECT_STATES = (
    ("INVESTIGATING", False), ("AWAITING_SIGN_OFF", False),
    *((state, True) for state in (
        "INVESTIGATING", "AWAITING_SIGN_OFF", "TRIAGE", "RETURNED", "READY_TO_ALLOCATE",
        "WITH_PROSECUTOR", "ACTION_PLAN", "CHARGE_AUTHORISED", "CHARGED", "NO_FURTHER_ACTION",
    )),
)  # fmt: skip
UNDECIDED = {state for state, _ in SUSPECT_STATES} - {"CHARGED", "NO_FURTHER_ACTION"}
SUSPECT = {
    "add_allegation": (TEAM, {"INVESTIGATING", "RETURNED"}),
    "record_custody": (TEAM, UNDECIDED),
    "write_referral": (TEAM, {"INVESTIGATING", "RETURNED"}),
    "allocate_case": (MANAGERS, {"READY_TO_ALLOCATE"}),
    "record_review": (LAWYERS, {"WITH_PROSECUTOR"}),
    "take_suspect_back": (LAWYERS, {"ACTION_PLAN"}),
    "authorise_charge": (LAWYERS, {"WITH_PROSECUTOR"}),
    "take_no_further_action": (LAWYERS, {"WITH_PROSECUTOR"}),
    "report_charge": (TEAM, {"CHARGE_AUTHORISED"}),
}

TABLES = {"Suspect": (SUSPECT, SUSPECT_STATES)}


def stage(state):
    return state[0]


def exception(model, verb, state, who):
    """A suspect that was never referred is the police's alone."""
    return HIDDEN if not state[1] and who.side != "POLICE" else None
