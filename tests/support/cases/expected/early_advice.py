"""Expected rules: requests for early advice."""

from tests.support.cases.expected.roles import (
    ADVICE_MANAGERS,
    ADVISER,
    FORBIDDEN,
    HIDDEN,
    INSPECTORS,
    MANAGERS,
    READERS,
    SUPERVISORS,
    TEAM,
    TRIAGE,
)

PROSECUTORS = {"prosecute_cases"}  # of the unit, and named on the request
UNSENT = {"AWAITING_SIGN_OFF", "SENT_BACK"}
# (status, was it ever sent, who wrote it or is to advise). The police alone see unsent ones.
ADVICE_STATES = tuple(
    (status, status not in UNSENT, whoever)
    for status in (
        "AWAITING_SIGN_OFF", "SENT_BACK", "SUBMITTED", "RETURNED", "WITH_MANAGER", "REFUSED",
        "WITH_ADVISER", "GIVEN", "REPLIED", "WITHDRAWN", "ESCALATED", "TO_LEGAL_MANAGER", "UPHELD",
        "TAKEN_ON",
    )
    for whoever in ("somebody", "myself")
)  # fmt: skip
EVER = {status for status, _sent, _whoever in ADVICE_STATES}
ADVICE = {
    "see_early_advice": (READERS, EVER),
    "send_early_advice_back": (SUPERVISORS, {"AWAITING_SIGN_OFF"}),
    "sign_early_advice_off": (SUPERVISORS, {"AWAITING_SIGN_OFF"}),  # never the author
    "withdraw_early_advice": (
        TEAM, {"AWAITING_SIGN_OFF", "SUBMITTED", "WITH_MANAGER", "WITH_ADVISER", "ESCALATED",
               "TO_LEGAL_MANAGER", "TAKEN_ON"},
    ),
    "accept_early_advice": (TRIAGE, {"SUBMITTED"}),
    "return_early_advice": (TRIAGE, {"SUBMITTED"}),
    "name_adviser": (ADVICE_MANAGERS, {"WITH_MANAGER", "TAKEN_ON"}),
    "refuse_early_advice": (ADVICE_MANAGERS, {"WITH_MANAGER"}),
    "change_adviser": (ADVICE_MANAGERS, {"WITH_ADVISER"}),
    "reply_to_refusal": (TEAM, {"RETURNED", "REFUSED"}),
    "escalate_refusal": (INSPECTORS, {"RETURNED", "REFUSED"}),
    "uphold_refusal": (ADVICE_MANAGERS | MANAGERS, {"ESCALATED", "TO_LEGAL_MANAGER"}),
    "overturn_refusal": (ADVICE_MANAGERS | MANAGERS, {"ESCALATED", "TO_LEGAL_MANAGER"}),
    "give_early_advice": (ADVISER | PROSECUTORS, {"WITH_ADVISER"}),  # only the person named
}  # fmt: skip

TABLES = {"EarlyAdvice": (ADVICE, ADVICE_STATES)}


def stage(state):
    """The part of a matrix state in which a verb is open or not yet."""
    return state[0]


def exception(model, verb, state, who):
    """An unsent request is the police's alone; authors do not sign off; only the named adviser."""
    status, sent, whoever = state
    if not sent and who.side != "POLICE":
        return HIDDEN
    if verb == "sign_early_advice_off" and whoever == "myself":
        return FORBIDDEN
    # Only the person one level above the refusal; once it is answered, nobody again.
    if verb in ("uphold_refusal", "overturn_refusal"):
        either = ADVICE_MANAGERS | MANAGERS
        above = {"ESCALATED": ADVICE_MANAGERS, "TO_LEGAL_MANAGER": MANAGERS}.get(status, either)
        return None if who.holds & above else FORBIDDEN
    return FORBIDDEN if verb == "give_early_advice" and whoever == "somebody" else None
