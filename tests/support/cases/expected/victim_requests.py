"""Expected rules: steps of a victim information request."""

from tests.support.cases.expected.roles import FORBIDDEN, HIDDEN, LAWYERS, MANAGERS, READERS, TEAM

# (status of a proposal, its author, or whose judgement it was)
PROPOSAL_STATES = tuple(
    (status, proposer)
    for status in ("WAITING", "APPROVED", "REFUSED", "SET")
    for proposer in ("somebody", "myself", "judged by me")
    if (status, proposer) != ("WAITING", "judged by me")
)
PROPOSAL = {
    "see_proposal": (READERS, {"WAITING", "APPROVED", "REFUSED", "SET"}),
    "judge_proposal": (MANAGERS, {"WAITING"}),
    "set_proposed_action": (LAWYERS, {"APPROVED"}),
}

# (how it reaches, what has been recorded so far)
NEW, DECIDED, TOLD = (), ("authorised",), ("notified",)
EXCEPTED = ("excepted",)
LATE = ("late",)
BOTH = DECIDED + TOLD
BUT_TOLD = DECIDED + EXCEPTED
BUT_LATE = DECIDED + LATE
MADE = (*BOTH, "requested")
REPLIED = (*MADE, "replied")
RETURNED = (*REPLIED, "returned")
AGREED = ("agreed",)
READY = (*BOTH, "agreed")
TAKEN = (*READY, "requested")
WITHDRAWN = (*READY, "withdrawn")
WITHDRAWN_LATE = (*TAKEN, "withdrawn")
OF_A_DEVICE = tuple(
    ("DEVICE", steps)
    for steps in (NEW, DECIDED, TOLD, BOTH, AGREED, READY, TAKEN, WITHDRAWN, WITHDRAWN_LATE)
)
HOLDER_STEPS = (
    NEW, DECIDED, TOLD, EXCEPTED, LATE, BOTH, BUT_TOLD, BUT_LATE, MADE, REPLIED, RETURNED,
)  # fmt: skip
OF_A_HOLDER = tuple(("HOLDER", steps) for steps in HOLDER_STEPS)
DROPPED = (*DECIDED, "dropped")
DROPPED_LATE = (*DECIDED, *LATE, "requested", "dropped")
OF_THE_POLICE = tuple(("OWN", steps) for steps in (NEW, BOTH, MADE, REPLIED, DROPPED, DROPPED_LATE))
REQUEST_STATES = OF_A_DEVICE + OF_A_HOLDER + OF_THE_POLICE


def states_with(*, without=(), including=(), reach=("DEVICE", "HOLDER", "OWN")):
    """The states in which all of these steps have been recorded, and none of those."""
    return {
        state for state in REQUEST_STATES
        if state[0] in reach
        and set(including) <= set(state[1])
        and not set(without) & set(state[1])
    }  # fmt: skip


VICTIM_REQUEST = {
    "see_victim_request": (READERS, set(REQUEST_STATES)),
    "record_authority": (TEAM, states_with(without={"authorised", "withdrawn", "dropped"})),
    "record_notice": (
        TEAM,
        states_with(without={"notified", "withdrawn", "dropped"}) | {("OWN", DROPPED_LATE)},
    ),
    "record_agreement": (TEAM, states_with(without={"agreed"}, reach={"DEVICE"})),
    "record_withdrawal": (TEAM, states_with(including={"agreed"}, without={"withdrawn"})),
    "mark_requested": (
        TEAM,
        {("DEVICE", READY), ("HOLDER", BOTH), ("HOLDER", BUT_TOLD), ("HOLDER", BUT_LATE),
         ("OWN", BOTH)},
    ),
    "record_reply": (TEAM, {("HOLDER", MADE), ("OWN", MADE), ("OWN", DROPPED_LATE)}),
    "mark_given_back": (
        TEAM,
        {("HOLDER", REPLIED), ("OWN", REPLIED), ("DEVICE", TAKEN), ("DEVICE", WITHDRAWN_LATE)},
    ),
    "drop_victim_request": (TEAM, {("OWN", NEW), ("OWN", BOTH), ("OWN", MADE)}),
}  # fmt: skip

TABLES = {
    "Proposal": (PROPOSAL, PROPOSAL_STATES),
    "VictimRequest": (VICTIM_REQUEST, REQUEST_STATES),
}


def stage(state):
    """The status of a proposal; the whole state of a request."""
    return state if isinstance(state[1], tuple) else state[0]


def exception(model, verb, state, who):
    """
    Proposals are hidden from the police; their author does not approve them, and whoever approved
    one does not set its action.
    """
    if model == "Proposal" and who.side != "CPS":
        return HIDDEN
    kept_from = {"judge_proposal": "myself", "set_proposed_action": "judged by me"}
    return FORBIDDEN if state[1] == kept_from.get(verb) else None
