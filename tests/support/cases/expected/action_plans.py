"""Expected rules: reviews, action plans and action items."""

from tests.support.cases.expected.roles import (
    FORBIDDEN,
    HIDDEN,
    INSPECTORS,
    LAWYERS,
    MANAGERS,
    READERS,
    TEAM,
)

REVIEW_STATES = ("no plan", "has a plan", "no plan, one before", "has a plan, one before")
REVIEW = {
    "see_review": (READERS, set(REVIEW_STATES)),
    "set_action_plan": (LAWYERS, {"no plan"}),
    "propose_action_plan": (LAWYERS, {"no plan, one before"}),
    "propose_counselling_request": (LAWYERS, set(REVIEW_STATES)),
}

# (status of a second plan, its author)
SECOND_STATES = tuple(
    (status, author)
    for status in ("WAITING", "APPROVED", "DECLINED", "REPLACED", "WITHDRAWN")
    for author in ("somebody", "myself")
)
SECOND = {
    "see_proposed_plan": (READERS, set(SECOND_STATES)),
    "judge_proposed_plan": (MANAGERS, {("WAITING", "somebody")}),  # never the author
    "withdraw_proposed_plan": (LAWYERS, {("WAITING", "myself")}),  # only the author
    "send_proposed_plan": (LAWYERS, {state for state in SECOND_STATES if state[0] == "APPROVED"}),
}

# (status, side with an open date request, status of the challenge, whether the police accepted it,
# and how it reaches into the victim's life, if it does)
ITEM_STATES = (
    *(
        (status, asked, "", False)
        for status in ("OPEN", "ANSWERED", "ACCEPTED", "CANCELLED")
        for asked in ("", "POLICE", "CPS")
    ),
    ("OPEN", "", "", True),
    ("OPEN", "", "ASKED", False),
    ("OPEN", "", "HELD", False),
    *(
        ("OPEN", "", step + whose, False)
        for step in ("UP", "PROPOSED", "UNSETTLED")
        for whose in ("", ", asked of me")
    ),
    ("OPEN", "", "", False, "HOLDER"),
    ("OPEN", "", "", False, "HOLDER, bounds wanted"),
    ("OPEN", "", "", False, "COUNSELLING, bounds wanted"),
)
OPEN_STATES = {state for state in ITEM_STATES if state[0] == "OPEN"}
ANSWERED_STATES = {state for state in ITEM_STATES if state[0] == "ANSWERED"}
REACHING = {state for state in ITEM_STATES if len(state) > 4}
# No challenge or date request.
PLAIN = {("OPEN", "", "", False), ("OPEN", "", "", True), *REACHING}
DATED = {("OPEN", "POLICE", "", False), ("OPEN", "CPS", "", False)}
QUESTIONED = {state for state in ITEM_STATES if state[2]}
SETTLERS = INSPECTORS | MANAGERS | {"allowed_on_case"}
ITEM = {
    "see_item": (READERS, set(ITEM_STATES)),
    "see_item_versions": (READERS, set(ITEM_STATES)),
    "amend_item": (LAWYERS, PLAIN | DATED),
    "withdraw_date_request": (TEAM | LAWYERS, DATED),
    "answer_item": (TEAM, OPEN_STATES),
    "reclassify_item": (TEAM, (PLAIN | DATED) - REACHING),
    "justify_item": (LAWYERS, {("OPEN", "", "", False, "HOLDER, bounds wanted")}),
    "accept_answer": (LAWYERS, ANSWERED_STATES),
    "say_what_is_missing": (LAWYERS, ANSWERED_STATES),
    "cancel_item": (LAWYERS, OPEN_STATES | ANSWERED_STATES),
    "ask_for_date": (TEAM | LAWYERS, PLAIN),
    "answer_date_request": (TEAM | LAWYERS, DATED),
    "accept_item": (TEAM, (PLAIN | DATED) - {("OPEN", "", "", True)}),
    "vary_item": (TEAM, PLAIN),
    "challenge_item": (TEAM, PLAIN | DATED),
    "withdraw_challenge": (TEAM, QUESTIONED),
    "answer_challenge": (LAWYERS, {("OPEN", "", "ASKED", False)}),
    "send_challenge_up": (TEAM | LAWYERS, QUESTIONED - {("OPEN", "", "ASKED", False)}),
    "propose_outcome": (
        SETTLERS,
        {("OPEN", "", "UP, asked of me", False), ("OPEN", "", "UNSETTLED, asked of me", False)},
    ),
    "answer_outcome": (SETTLERS, {("OPEN", "", "PROPOSED, asked of me", False)}),
}

# The statuses of a challenge at which somebody is to act, for each verb of the people named.
TURN_AT = {"propose_outcome": ("UP", "UNSETTLED"), "answer_outcome": ("PROPOSED",)}

PLAN = {
    "see_plan": (READERS, {"any"}),
    "see_plan_versions": (READERS, {"any"}),
    "accept_items": (TEAM, {"any"}),
    "judge_answers": (LAWYERS, {"any"}),
}

TABLES = {
    "ActionPlan": (PLAN, ("any",)),
    "Review": (REVIEW, REVIEW_STATES),
    "ProposedPlan": (SECOND, SECOND_STATES),
    "ActionItem": (ITEM, ITEM_STATES),
}


def exception(model, verb, state, who):
    """Rules about authors, sides and named people.

    The side with a date request does not answer it; at their turn only the people named resolve a
    challenge; an unsent second plan is hidden from the police, and its author does not approve it.
    """
    if model == "ProposedPlan" and who.side != "CPS":
        return HIDDEN
    if verb == "judge_proposed_plan" and state[1] == "myself":
        return FORBIDDEN
    if verb == "withdraw_proposed_plan" and state[1] != "myself":
        return FORBIDDEN
    if verb in TURN_AT and state[2] in TURN_AT[verb]:  # and not of the caller
        return FORBIDDEN
    if verb == "withdraw_date_request" and state[1] not in ("", who.side):
        return FORBIDDEN
    asked_myself = verb == "answer_date_request" and state[1] == who.side
    return FORBIDDEN if asked_myself else None
