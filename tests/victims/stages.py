"""How the rows about victims are put at each stage that the oracle knows; see tests/cases."""

TOLD_APART_BY = {}


def of_right(state, who):
    status, side = state
    return {"status": status, "side": side}


FACTS = {"RightToReview": of_right}
