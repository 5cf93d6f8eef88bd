"""Expected rules: referrals."""

from tests.support.cases.expected.roles import (
    FORBIDDEN,
    HIDDEN,
    LAWYERS,
    READERS,
    SUPERVISORS,
    TEAM,
    TRIAGE,
)

# (status, was it ever sent, who wrote it). Only the police see one that was never sent. "ASSESSED"
# is an accepted one whose file has been assessed.
REFERRAL_STATES = tuple(
    (status, sent, writer)
    for status, sent in (
        ("AWAITING_SIGN_OFF", False), ("SENT_BACK", False), ("WITHDRAWN", False),
        ("SUBMITTED", True), ("ACCEPTED", True), ("ASSESSED", True), ("RETURNED", True),
        ("WITHDRAWN", True),
    )
    for writer in ("somebody", "myself")
)  # fmt: skip
REFERRAL = {
    "see_referral": (
        READERS,
        {
            "AWAITING_SIGN_OFF", "SENT_BACK", "SUBMITTED", "ACCEPTED", "ASSESSED", "RETURNED",
            "WITHDRAWN",
        },
    ),
    "see_unsent_changes": (READERS, {"AWAITING_SIGN_OFF", "SENT_BACK"}),
    "revise_referral": (TEAM, {"SENT_BACK"}),
    "send_referral_back": (SUPERVISORS, {"AWAITING_SIGN_OFF"}),
    "sign_referral_off": (SUPERVISORS, {"AWAITING_SIGN_OFF"}),  # never the author
    "withdraw_referral": (
        TEAM, {"AWAITING_SIGN_OFF", "SENT_BACK", "SUBMITTED", "ACCEPTED", "ASSESSED"},
    ),
    "accept_referral": (TRIAGE, {"SUBMITTED"}),
    "return_referral": (TRIAGE, {"SUBMITTED"}),
    "correct_urgency": (TRIAGE, {"SUBMITTED"}),
    "assess_file": (LAWYERS, {"ACCEPTED"}),
}  # fmt: skip

TABLES = {"Referral": (REFERRAL, REFERRAL_STATES)}


def stage(state):
    """The part of a matrix state in which a verb is open or not yet."""
    return state[0]


def exception(model, verb, state, who):
    """An unsent referral is the police's alone; its authors do not sign it off."""
    _status, sent, writer = state
    if not sent and who.side != "POLICE":
        return HIDDEN
    return FORBIDDEN if verb == "sign_referral_off" and writer == "myself" else None
