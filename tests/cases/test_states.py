"""The tables of states, moves and turns agree with each other and with the generated page."""

from django.core.management import call_command

from cases.next_steps import NEXT_STEP
from cases.permissions import CASE, EARLY_ADVICE, REFERRAL, REVIEW, SUSPECT, TRANSFER
from cases.states import BACK, MOVES, OPEN_STATES, TURN_SIDE, State

BY_ITSELF = {
    "return_answered_suspect", "find_charge_differs", "reopen_on_review", "propose_charge",
    "countersign_charge", "propose_charge_withdrawal", "propose_stop", "end_prosecution",
    "resume_prosecution", "countersign_disposal", "begin_conditions", "return_disposal",
    "pass_plan_to_cps", "pass_plan_to_police", "pass_plan_to_others",
}  # fmt: skip
# Nobody has the turn in these states, but something may follow: a charge report found wrong, a
# decision overturned by a review, a finalisation or a closed investigation reopened.
TAKEN_UP_AGAIN = {
    State.CHARGED, State.NO_FURTHER_ACTION, State.STOPPED, State.OUT_OF_COURT, State.FINALISED,
    State.CLOSED,
}  # fmt: skip
ON_ANOTHER_ROW = {"say_what_is_missing"}


def test_every_state_says_whose_turn_it_is_and_what_comes_next():
    assert set(TURN_SIDE) == set(NEXT_STEP) == set(State)


def test_every_move_has_a_rule_but_those_that_happen_by_themselves():
    rules = (
        set(SUSPECT) | set(CASE) | set(EARLY_ADVICE) | set(REFERRAL) | set(REVIEW) | ON_ANOTHER_ROW
    )
    rules |= set(TRANSFER)

    assert set(MOVES) - rules == BY_ITSELF


def test_every_state_can_be_reached_from_the_first():
    reached, found = {State.INVESTIGATING}, True
    while found:
        ends = {move[s] for move in MOVES.values() for s in reached & set(move)} - {BACK}
        found = ends - reached
        reached |= ends

    assert reached == set(State)


def test_the_last_states_are_no_side_s_turn():
    starts = {start for move in MOVES.values() for start in move}
    ended = {state for state in State if TURN_SIDE[state] is None}

    assert starts == set(State)
    assert ended == TAKEN_UP_AGAIN
    assert {state for state in State if TURN_SIDE[state]} == OPEN_STATES


def test_the_page_about_states_is_what_the_tables_say():
    call_command("states_page", "--check")
