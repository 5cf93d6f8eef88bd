"""Expected rules: break-glass, for the leaders of both sides who read the case."""

from tests.support.cases.expected.conflicts import WATCH
from tests.support.cases.expected.roles import FORBIDDEN, NOT_NOW, READERS

STATES = ("open", "over", "reviewed", "myself, open", "myself, over")
TABLES = {
    "BreakGlass": (
        {
            "see_break_glass": (WATCH, set(STATES)),
            "end_break_glass": (READERS, {"open", "myself, open"}),
            "review_break_glass": (WATCH, {"over"}),
        },
        STATES,
    )
}


def exception(model, verb, state, who):
    """Who opened it ends it too; nobody reviews their own, nor one that is open."""
    leads, is_own = bool(who.holds & WATCH), state.startswith("myself")
    if verb == "end_break_glass" and not leads and not is_own:
        return FORBIDDEN
    if verb == "review_break_glass" and leads:
        return FORBIDDEN if is_own else None if state == "over" else NOT_NOW
    return None
