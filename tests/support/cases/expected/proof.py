"""Expected rules: what bears on a point to prove, and gaps."""

from tests.support.cases.expected.roles import FORBIDDEN, HIDDEN, LAWYERS, TEAM

# (side that recorded it, whether only that side sees it, whether it was removed or closed)
PROOF_STATES = tuple(
    (side, kept, ended)
    for side in ("POLICE", "CPS")
    for kept in ("shared", "kept")
    for ended in ("there", "ended")
)
TABLES = {
    "Bearing": ({"remove_bearing": (TEAM | LAWYERS, {"there"})}, PROOF_STATES),
    "Gap": ({"close_gap": (TEAM | LAWYERS, {"there"})}, PROOF_STATES),
}


def stage(state):
    """The part of a matrix state in which a verb is open or not yet."""
    return state[2]


def exception(model, verb, state, who):
    """Kept entries are hidden from the other side; each removes its own; the CPS closes any gap."""
    side, kept, _ended = state
    if kept == "kept" and who.side != side:
        return HIDDEN
    if verb == "close_gap" and who.side == "CPS":
        return None
    return FORBIDDEN if who.side != side else None
