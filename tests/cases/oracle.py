"""
Who may do what, said once more by hand: what the permission matrix is compared with.

Nothing is imported from the project, so a rule that changes there must be changed here by someone
who means it.
"""

TEAM = {"refer_cases", "supervise_cases", "officer_in_case"}
SUPERVISORS = {"supervise_cases"}
TRIAGE = {"triage_cases"}
MANAGERS = {"allocate_cases"}
LAWYERS = {"reviewing_prosecutor", "covering_prosecutor"}
READERS = TEAM | TRIAGE | MANAGERS | LAWYERS | {"prosecute_cases", "allowed_on_case"}
WORKERS = TEAM | TRIAGE | MANAGERS | LAWYERS

# What a person holds a unit as, and the side whose units are held so.
UNIT_ROLES = {
    "refer_cases": "POLICE",
    "supervise_cases": "POLICE",
    "triage_cases": "CPS",
    "allocate_cases": "CPS",
    "prosecute_cases": "CPS",
    "see_figures": "CPS",
    "administer_accounts": "OVERSIGHT",
    "read_audit_log": "OVERSIGHT",
}
# What a person is named on a case as.
NAMED_ROLES = {
    "officer_in_case": "POLICE",
    "reviewing_prosecutor": "CPS",
    "covering_prosecutor": "CPS",
    "allowed_on_case": "CPS",
}

# How a person stands to the case -> what is left of the role: all of it, nothing, or another one.
ALL, NOTHING = "all", "nothing"
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
    "restricted, allowed": {"allowed_on_case"},
}
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
BEFORE_SIGN_OFF = {"POLICE": ALL, "CPS": NOTHING, "OVERSIGHT": NOTHING}
NOBODIES = ("anonymous", "holds nothing", "says superuser")

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

CASE_STATES = ("no prosecutor", "has a prosecutor")
ALWAYS = set(CASE_STATES)
CASE = {
    "see_case": (READERS, ALWAYS),
    "see_case_history": (READERS, ALWAYS),
    "add_suspect": (TEAM, ALWAYS),
    "add_victim": (TEAM, ALWAYS),
    "add_allegation": (TEAM, ALWAYS),
    "add_document": (WORKERS, ALWAYS),
    "reallocate_case": (MANAGERS, {"has a prosecutor"}),
    "cover_case": (MANAGERS, {"has a prosecutor"}),
    "end_cover": (MANAGERS, {"has a prosecutor"}),
    "name_officer": (SUPERVISORS, ALWAYS),
    "write_referral": (TEAM, ALWAYS),
    "allocate_case": (MANAGERS, ALWAYS),
    "record_review": (LAWYERS, ALWAYS),
}

# (status, was it ever sent, who wrote it). One that was never sent is the police's alone.
REFERRAL_STATES = tuple(
    (status, sent, writer)
    for status, sent in (
        ("AWAITING_SIGN_OFF", False), ("SENT_BACK", False), ("WITHDRAWN", False),
        ("SUBMITTED", True), ("ACCEPTED", True), ("RETURNED", True), ("WITHDRAWN", True),
    )
    for writer in ("somebody", "myself")
)  # fmt: skip
REFERRAL = {
    "see_referral": (
        READERS,
        {"AWAITING_SIGN_OFF", "SENT_BACK", "SUBMITTED", "ACCEPTED", "RETURNED", "WITHDRAWN"},
    ),
    "revise_referral": (TEAM, {"SENT_BACK"}),
    "send_referral_back": (SUPERVISORS, {"AWAITING_SIGN_OFF"}),
    "sign_referral_off": (SUPERVISORS, {"AWAITING_SIGN_OFF"}),  # never the writer
    "withdraw_referral": (TEAM, {"AWAITING_SIGN_OFF", "SENT_BACK", "SUBMITTED", "ACCEPTED"}),
    "accept_referral": (TRIAGE, {"SUBMITTED"}),
    "return_referral": (TRIAGE, {"SUBMITTED"}),
}

REVIEW_STATES = ("no plan", "has a plan")
REVIEW = {
    "see_review": (READERS, set(REVIEW_STATES)),
    "set_action_plan": (LAWYERS, {"no plan"}),
}

# (status, which side has asked for another date)
ITEM_STATES = tuple(
    (status, asked)
    for status in ("OPEN", "ANSWERED", "ACCEPTED", "CANCELLED")
    for asked in ("", "POLICE", "CPS")
)
ITEM = {
    "see_item": (READERS, set(ITEM_STATES)),
    "answer_item": (TEAM, {("OPEN", ""), ("OPEN", "POLICE"), ("OPEN", "CPS")}),
    "accept_answer": (LAWYERS, {("ANSWERED", ""), ("ANSWERED", "POLICE"), ("ANSWERED", "CPS")}),
    "say_what_is_missing": (
        LAWYERS, {("ANSWERED", ""), ("ANSWERED", "POLICE"), ("ANSWERED", "CPS")},
    ),
    "cancel_item": (
        LAWYERS,
        {
            ("OPEN", ""), ("OPEN", "POLICE"), ("OPEN", "CPS"),
            ("ANSWERED", ""), ("ANSWERED", "POLICE"), ("ANSWERED", "CPS"),
        },
    ),
    "ask_for_date": (TEAM | LAWYERS, {("OPEN", "")}),
    "answer_date_request": (TEAM | LAWYERS, {("OPEN", "POLICE"), ("OPEN", "CPS")}),
}  # fmt: skip

DOCUMENT_STATES = ("",)
DOCUMENT = {"see_document": (READERS, {""}), "download_document": (READERS, {""})}

TABLES = {
    "Case": (CASE, CASE_STATES),
    "Suspect": (SUSPECT, SUSPECT_STATES),
    "Referral": (REFERRAL, REFERRAL_STATES),
    "Review": (REVIEW, REVIEW_STATES),
    "ActionItem": (ITEM, ITEM_STATES),
    "Document": (DOCUMENT, DOCUMENT_STATES),
}

# Pages about no case: what a person must hold somewhere.
ANYBODY = "anybody who is active"
SITE = {
    "see_worklist": ANYBODY,
    "find_case": ANYBODY,
    "see_notices": ANYBODY,
    "open_case": {"refer_cases"},
}

HIDDEN, FORBIDDEN, NOT_NOW, OPEN = "hidden", "forbidden", "not now", "open"


def expected(model, verb, state, who):
    """What a person finds; who says which side they are of and what they hold the case as."""
    if model == "Site":
        may = SITE[verb]
        return OPEN if (who.everywhere & may if may != ANYBODY else who.side) else FORBIDDEN
    can, when = TABLES[model][0][verb]
    if not who.holds & READERS:
        return HIDDEN
    if model == "Suspect":
        state, sent = state
        if not sent and who.side != "POLICE":
            return HIDDEN
    if model == "Referral":
        state, sent, writer = state
        if not sent and who.side != "POLICE":
            return HIDDEN
        if verb == "sign_referral_off" and writer == "myself":
            return FORBIDDEN
    if verb == "answer_date_request" and state[1] == who.side:
        return FORBIDDEN
    if not who.holds & can:
        return FORBIDDEN
    return OPEN if state in when else NOT_NOW
