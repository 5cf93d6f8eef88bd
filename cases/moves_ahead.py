"""Whether a suspect can still reach a state in which a verb is open."""

from functools import cache

from cases.states import MOVES, State

# Verbs that undo a step, or repeat it elsewhere; no one waits for them.
UNDOING_VERBS = frozenset({
    "withdraw_referral", "withdraw_early_advice", "withdraw_decision", "reopen_suspect",
    "accept_transfer", "reopen_on_review", "withdraw_closing_report", "reopen_investigation",
    "reverse_no_further_action", "countersign_reversal", "decline_reversal", "withdraw_reversal",
    "withdraw_charge", "withdraw_disposal", "vary_conditions", "propose_charge_withdrawal",
    "stop_charges", "add_charge", "propose_stop", "countersign_stop", "decline_stop",
    "withdraw_stop", "end_prosecution", "resume_prosecution", "return_disposal",
})  # fmt: skip


@cache
def is_still_ahead(verb: str, state: str) -> bool:
    """Whether a suspect in this state can still reach a state that `verb` moves them from."""
    onward = [pair for each in MOVES.keys() - UNDOING_VERBS for pair in MOVES[each].items()]
    reached: set[State | str] = set()
    found: set[State | str] = {state}
    while found:
        reached |= found
        found = {goes for came, goes in onward if came in found} - reached
    return bool(reached & MOVES[verb].keys())
