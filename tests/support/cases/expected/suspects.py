"""Expected rules: suspects."""

from tests.support.cases.expected.extensions import AGREE
from tests.support.cases.expected.roles import (
    COURT,
    FORBIDDEN,
    HIDDEN,
    LAWYERS,
    MANAGERS,
    NOT_NOW,
    OPEN,
    READERS,
    SECOND_READERS,
    SUPERVISORS,
    TEAM,
)

# (state, was a referral of the suspect ever sent, further condition). Only the police see one that
# was never sent.
SUSPECT_STATES = (
    ("INVESTIGATING", False), ("AWAITING_SIGN_OFF", False), ("ADVICE_SIGN_OFF", False),
    ("CLOSING_SIGN_OFF", False), ("CLOSED", False),
    *((state, True) for state in (
        "INVESTIGATING", "AWAITING_SIGN_OFF", "TRIAGE", "RETURNED", "READY_TO_ALLOCATE",
        "WITH_PROSECUTOR", "ACTION_PLAN", "PLAN_QUERIED", "WITH_HOLDER", "SECOND_READER",
        "CHARGE_AUTHORISED", "NFA_REVERSAL", "CHARGE_REVERSAL", "CHARGE_STOP", "STOPPED",
        "CHARGED", "NO_FURTHER_ACTION", "CHARGE_DIFFERS", "CHARGE_QUERIED", "FINALISED",
        "DISPOSAL_AUTHORISED", "DISPOSAL_REVERSAL", "DISPOSAL_CONDITIONS", "OUT_OF_COURT",
        "ADVICE_SIGN_OFF", "ADVICE_TRIAGE", "ADVICE_MANAGER", "ADVICE_ADVISER", "ADVICE_RETURNED",
        "ADVICE_REFUSED", "ADVICE_ESCALATED", "ADVICE_LEGAL_MANAGER", "CLOSING_SIGN_OFF", "CLOSED",
    )),
    ("WITH_PROSECUTOR", True, "consulted"), ("WITH_PROSECUTOR", True, "reviewed"),
    ("WITH_PROSECUTOR", True, "consulted", "reviewed"),
    ("CHARGED", True, "threshold"), ("NO_FURTHER_ACTION", True, "threshold"),
    ("SECOND_READER", True, "my decision"), ("NFA_REVERSAL", True, "my decision"),
    ("DISPOSAL_REVERSAL", True, "my decision"),
    ("CHARGE_REVERSAL", True, "my decision"), ("CHARGE_STOP", True, "my decision"),
    ("CHARGED", True, "stopped in part"),
    ("CLOSING_SIGN_OFF", True, "my decision"),
)  # fmt: skip
UNDECIDED = {state for state, *_ in SUSPECT_STATES} - {
    "CHARGED", "NO_FURTHER_ACTION", "FINALISED", "CLOSED", "STOPPED", "OUT_OF_COURT",
}  # fmt: skip
REVERSALS = {"NFA_REVERSAL", "CHARGE_REVERSAL", "DISPOSAL_REVERSAL"}
WITH_NO_ANSWER = {"INVESTIGATING", "ADVICE_RETURNED", "ADVICE_REFUSED"}
# By the side that owes something by a date: the police a reply, the CPS advice or a decision.
OWES_BY_DATE = {
    "POLICE": {
        "INVESTIGATING", "RETURNED", "AWAITING_SIGN_OFF", "ADVICE_RETURNED", "ADVICE_REFUSED",
        "ADVICE_SIGN_OFF", "CLOSING_SIGN_OFF",
    },
    "CPS": {
        "ADVICE_MANAGER", "ADVICE_ADVISER", "READY_TO_ALLOCATE", "WITH_PROSECUTOR",
        "SECOND_READER",
    },
}  # fmt: skip
SUSPECT = {
    "add_allegation": (
        TEAM,
        {
            "RETURNED",
            "TRIAGE",
            "READY_TO_ALLOCATE",
            "WITH_PROSECUTOR",
            "ACTION_PLAN",
            "PLAN_QUERIED",
            "WITH_HOLDER",
            "ADVICE_SIGN_OFF",
            "ADVICE_TRIAGE",
            "ADVICE_MANAGER",
            "ADVICE_ADVISER",
            "ADVICE_ESCALATED",
            "ADVICE_LEGAL_MANAGER",
            "CHARGED",
        }
        | WITH_NO_ANSWER,
    ),
    "add_bearing": (TEAM | LAWYERS, UNDECIDED),
    "add_gap": (TEAM | LAWYERS, UNDECIDED),
    "record_custody": (TEAM, UNDECIDED | {"CHARGED", "STOPPED"}),
    "correct_suspect": (TEAM, UNDECIDED),
    "see_personal_details": (READERS, {state for state, *_ in SUSPECT_STATES}),
    "record_personal_details": (TEAM, UNDECIDED),
    "ask_for_extension": (AGREE, set.union(*OWES_BY_DATE.values())),  # of the side that owes
    "request_early_advice": (TEAM, WITH_NO_ANSWER),
    "write_referral": (TEAM, {"RETURNED"} | WITH_NO_ANSWER),
    "propose_closing": (TEAM, {"RETURNED"} | WITH_NO_ANSWER),
    "sign_closing_report": (SUPERVISORS, {"CLOSING_SIGN_OFF"}),  # never the author
    "send_closing_report_back": (SUPERVISORS, {"CLOSING_SIGN_OFF"}),  # never the author
    "withdraw_closing_report": (TEAM, {"CLOSING_SIGN_OFF"}),
    "reopen_investigation": (SUPERVISORS, {"CLOSED"}),
    "allocate_case": (MANAGERS, {"READY_TO_ALLOCATE"}),
    "record_review": (LAWYERS, {"WITH_PROSECUTOR", "CHARGED"}),
    "take_suspect_back": (LAWYERS, {"ACTION_PLAN", "PLAN_QUERIED", "WITH_HOLDER"}),
    "authorise_charge": (LAWYERS, {"WITH_PROSECUTOR"}),  # after a review
    "record_consultation": (
        TEAM | LAWYERS,
        {"WITH_PROSECUTOR", "ACTION_PLAN", "PLAN_QUERIED", "WITH_HOLDER"},
    ),
    "propose_no_further_action": (LAWYERS, {"WITH_PROSECUTOR"}),  # after a review and consultation
    "propose_disposal": (LAWYERS, {"WITH_PROSECUTOR"}),  # after a review
    "report_disposal": (TEAM, {"DISPOSAL_AUTHORISED", "DISPOSAL_REVERSAL"}),
    "report_conditions": (TEAM, {"DISPOSAL_CONDITIONS"}),
    "countersign_decision": (SECOND_READERS, {"SECOND_READER"}),  # never the author
    "decline_decision": (SECOND_READERS, {"SECOND_READER"}),  # never the author
    "revise_decision": (LAWYERS, {"SECOND_READER"}),
    "withdraw_decision": (LAWYERS, {"SECOND_READER"}),
    "reverse_no_further_action": (MANAGERS, {"NO_FURTHER_ACTION"}),
    "withdraw_charge": (LAWYERS, {"CHARGE_AUTHORISED"}),
    "vary_conditions": (LAWYERS, {"DISPOSAL_CONDITIONS"}),
    "withdraw_disposal": (LAWYERS, {"DISPOSAL_AUTHORISED"}),
    "countersign_reversal": (SECOND_READERS, REVERSALS),  # never the author
    "decline_reversal": (SECOND_READERS, REVERSALS),  # never the author
    "withdraw_reversal": (LAWYERS | MANAGERS, REVERSALS),
    "stop_charges": (LAWYERS, {"CHARGED"}),
    "add_charge": (LAWYERS, {"CHARGED"}),  # after a review since the decision
    "countersign_stop": (SECOND_READERS, {"CHARGE_STOP"}),  # never the author
    "decline_stop": (SECOND_READERS, {"CHARGE_STOP"}),  # never the author
    "withdraw_stop": (LAWYERS | MANAGERS, {"CHARGE_STOP"}),
    "finalise_administratively": (
        LAWYERS | MANAGERS,
        {
            "READY_TO_ALLOCATE",
            "WITH_PROSECUTOR",
            "ACTION_PLAN",
            "PLAN_QUERIED",
            "WITH_HOLDER",
            "CHARGE_AUTHORISED",
        },
    ),
    "record_court_fact": (
        COURT,
        {"CHARGED", "CHARGE_DIFFERS", "CHARGE_QUERIED", "CHARGE_STOP", "STOPPED"},
    ),
    "record_prosecution_consent": (
        COURT,
        {
            "SECOND_READER",
            "CHARGE_AUTHORISED",
            "CHARGE_REVERSAL",
            "CHARGED",
            "CHARGE_DIFFERS",
            "CHARGE_QUERIED",
            "CHARGE_STOP",
        },
    ),
    "reopen_suspect": (LAWYERS | MANAGERS, {"FINALISED"}),
    "report_charge": (TEAM, {"CHARGE_AUTHORISED", "CHARGE_REVERSAL"}),
    "correct_charge_report": (TEAM, {"CHARGE_DIFFERS", "CHARGE_QUERIED", "CHARGED"}),
    "accept_charge_report": (LAWYERS, {"CHARGE_DIFFERS"}),
    "query_charge_report": (LAWYERS, {"CHARGE_DIFFERS"}),
}

OTHERS_READ = {
    "countersign_decision", "decline_decision", "countersign_reversal", "decline_reversal",
    "countersign_stop", "decline_stop", "sign_closing_report", "send_closing_report_back",
}  # fmt: skip

TABLES = {"Suspect": (SUSPECT, SUSPECT_STATES)}


def stage(state):
    """The part of a matrix state in which a verb is open or not yet."""
    return state[0]


def exception(model, verb, state, who):
    """Rules about authors and the order of steps.

    A suspect never referred is the police's alone; authors do not read their own decision as second
    reader; a review precedes a decision, and a consultation no further action; what is missing of a
    charge under the Threshold Test is recorded; a report of charges stays once one was stopped.
    """
    if not state[1] and who.side != "POLICE":
        return HIDDEN
    if verb in OTHERS_READ and "my decision" in state:
        return FORBIDDEN
    if verb == "ask_for_extension" and who.holds & AGREE:
        owes = state[1] and state[0] in OWES_BY_DATE.get(who.side, ())
        return OPEN if owes else NOT_NOW
    if verb in ("add_bearing", "add_gap") and state == ("CHARGED", True, "threshold"):
        return OPEN if who.holds & (TEAM | LAWYERS) else None
    if verb == "correct_charge_report" and "stopped in part" in state:
        return NOT_NOW if who.holds & TEAM else None
    first = {
        "propose_no_further_action": {"consulted", "reviewed"},
        "authorise_charge": {"reviewed"},
        "propose_disposal": {"reviewed"},
    }
    unmet = verb in first and not first[verb] <= set(state)
    return NOT_NOW if unmet and who.holds & LAWYERS else None
