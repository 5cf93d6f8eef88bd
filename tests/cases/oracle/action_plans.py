"""What may be done about a review, its plan and each action, by whom and when."""

from tests.cases.oracle.roles import FORBIDDEN, LAWYERS, READERS, TEAM

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

TABLES = {"Review": (REVIEW, REVIEW_STATES), "ActionItem": (ITEM, ITEM_STATES)}


def exception(model, verb, state, who):
    """Who asked for another date does not answer."""
    asked_myself = verb == "answer_date_request" and state[1] == who.side
    return FORBIDDEN if asked_myself else None
