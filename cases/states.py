"""Where a suspect stands on the road to a decision, whose turn it is, and what moves them on."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from people.models import Side


class State(TextChoices):
    """State belongs to the suspect; a case's state is derived from its suspects."""

    INVESTIGATING = "INVESTIGATING", _("Under investigation")
    AWAITING_SIGN_OFF = "AWAITING_SIGN_OFF", _("Waiting for supervisor’s sign-off")
    TRIAGE = "TRIAGE", _("With CPS triage")
    RETURNED = "RETURNED", _("Returned at triage")
    READY_TO_ALLOCATE = "READY_TO_ALLOCATE", _("Ready to allocate")
    WITH_PROSECUTOR = "WITH_PROSECUTOR", _("With the prosecutor")
    ACTION_PLAN = "ACTION_PLAN", _("Action plan set")
    SECOND_READER = "SECOND_READER", _("Waiting for a second reader")
    CHARGE_AUTHORISED = "CHARGE_AUTHORISED", _("Charge authorised")
    CHARGED = "CHARGED", _("Charged")
    NO_FURTHER_ACTION = "NO_FURTHER_ACTION", _("No further action")


S = State

# Whose turn it is. Nobody's: the road has ended.
TURN = {
    S.INVESTIGATING: Side.POLICE,
    S.AWAITING_SIGN_OFF: Side.POLICE,
    S.TRIAGE: Side.CPS,
    S.RETURNED: Side.POLICE,
    S.READY_TO_ALLOCATE: Side.CPS,
    S.WITH_PROSECUTOR: Side.CPS,
    S.ACTION_PLAN: Side.POLICE,
    S.SECOND_READER: Side.CPS,
    S.CHARGE_AUTHORISED: Side.POLICE,
    S.CHARGED: None,
    S.NO_FURTHER_ACTION: None,
}

# What the holder is asked to do, as a worklist and a case page say it.
NEXT_STEP = {
    S.INVESTIGATING: _("Refer for a charging decision"),
    S.AWAITING_SIGN_OFF: _("Sign the referral off"),
    S.TRIAGE: _("Check the referral"),
    S.RETURNED: _("Put right and send again"),
    S.READY_TO_ALLOCATE: _("Allocate to a prosecutor"),
    S.WITH_PROSECUTOR: _("Review and decide"),
    S.ACTION_PLAN: _("Answer the action plan"),
    S.SECOND_READER: _("Read the decision and countersign it"),
    S.CHARGE_AUTHORISED: _("Charge and report it"),
    S.CHARGED: _("Nothing more to decide"),
    S.NO_FURTHER_ACTION: _("Nothing more to decide"),
}

# What the police do before they send is theirs alone: to the other side these are all one.
UNSENT = frozenset({S.INVESTIGATING, S.AWAITING_SIGN_OFF, S.RETURNED})
WITH_POLICE = _("With the police")


def is_told(state, side):
    """Whether this side may know which of the states it is, and since when."""
    return side == Side.POLICE or state not in UNSENT


def label(state, side):
    """A state in the words for a reader of this side."""
    return State(state).label if is_told(state, side) else WITH_POLICE


def next_step(state, side):
    """What the holder is asked to do, in the words for a reader of this side."""
    return NEXT_STEP[state if is_told(state, side) else S.INVESTIGATING]


# Who of the holder's side is asked: the capacities in which they hold the case.
OFFICER = frozenset({"officer_in_case"})
PROSECUTORS = frozenset({"reviewing_prosecutor", "covering_prosecutor"})
# Of these, whoever did not write the decision (permissions/decisions.py).
SECOND_READERS = PROSECUTORS | {"prosecute_cases", "allocate_cases"}
ASKED = {
    S.INVESTIGATING: OFFICER,
    S.AWAITING_SIGN_OFF: frozenset({"supervise_cases"}),
    S.TRIAGE: frozenset({"triage_cases"}),
    S.RETURNED: OFFICER,
    S.READY_TO_ALLOCATE: frozenset({"allocate_cases"}),
    S.WITH_PROSECUTOR: PROSECUTORS,
    S.ACTION_PLAN: OFFICER,
    S.SECOND_READER: SECOND_READERS,
    S.CHARGE_AUTHORISED: OFFICER,
    S.CHARGED: frozenset(),
    S.NO_FURTHER_ACTION: frozenset(),
}

BACK = "BACK"  # to the state the suspect was in before

MOVES: dict[str, dict[State, State | str]] = {
    "write_referral": {
        S.INVESTIGATING: S.AWAITING_SIGN_OFF,
        S.RETURNED: S.AWAITING_SIGN_OFF,
    },
    "send_referral_back": {S.AWAITING_SIGN_OFF: BACK},
    "sign_referral_off": {S.AWAITING_SIGN_OFF: S.TRIAGE},
    "withdraw_referral": {
        S.AWAITING_SIGN_OFF: BACK,  # a reply that the CPS waits for stays owed
        S.TRIAGE: S.INVESTIGATING,
        S.READY_TO_ALLOCATE: S.INVESTIGATING,
        S.WITH_PROSECUTOR: S.INVESTIGATING,
    },
    "accept_referral": {S.TRIAGE: S.READY_TO_ALLOCATE},
    "return_referral": {S.TRIAGE: S.RETURNED},
    "allocate_case": {S.READY_TO_ALLOCATE: S.WITH_PROSECUTOR},
    "set_action_plan": {S.WITH_PROSECUTOR: S.ACTION_PLAN},
    "return_answered_suspect": {S.ACTION_PLAN: S.WITH_PROSECUTOR},  # by itself, never pressed
    "say_what_is_missing": {S.WITH_PROSECUTOR: S.ACTION_PLAN},
    "take_suspect_back": {S.ACTION_PLAN: S.WITH_PROSECUTOR},
    "authorise_charge": {S.WITH_PROSECUTOR: S.CHARGE_AUTHORISED},
    "propose_no_further_action": {S.WITH_PROSECUTOR: S.SECOND_READER},
    "countersign_decision": {S.SECOND_READER: S.NO_FURTHER_ACTION},
    "decline_decision": {S.SECOND_READER: S.WITH_PROSECUTOR},
    "withdraw_decision": {S.SECOND_READER: S.WITH_PROSECUTOR},
    "report_charge": {S.CHARGE_AUTHORISED: S.CHARGED},
}

# Where every suspect of a referral must be for the police to take it back.
CAN_WITHDRAW = frozenset({S.INVESTIGATING, S.RETURNED, *MOVES["withdraw_referral"]})
# Where police and prosecutor meet about a suspect before the prosecutor decides.
CONSULTED_IN = frozenset({S.WITH_PROSECUTOR, S.ACTION_PLAN})
# Where nobody waits for what an action plan asked about a suspect.
NOBODY_WAITS = frozenset({S.INVESTIGATING, S.NO_FURTHER_ACTION})
OPEN = frozenset(state for state, side in TURN.items() if side)
# Where a CPS unit has work on a suspect, or waits for what it asked: the case stays with it.
WITH_CPS_UNIT = frozenset(
    {
        S.TRIAGE, S.READY_TO_ALLOCATE, S.WITH_PROSECUTOR, S.ACTION_PLAN, S.SECOND_READER,
        S.CHARGE_AUTHORISED,
    }
)  # fmt: skip


class ReferralStatus(TextChoices):
    """One submission of a referral: written, signed off, and what triage made of it."""

    AWAITING_SIGN_OFF = "AWAITING_SIGN_OFF", _("Waiting for sign-off")
    SENT_BACK = "SENT_BACK", _("Sent back by the supervisor")
    SUBMITTED = "SUBMITTED", _("Sent to the CPS")
    ACCEPTED = "ACCEPTED", _("Accepted at triage")
    RETURNED = "RETURNED", _("Returned at triage")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


class DecisionStatus(TextChoices):
    """One wording of a decision. Only a live one decides anything."""

    PROPOSED = "PROPOSED", _("Waiting for a second reader")
    LIVE = "LIVE", _("In force")
    REPLACED = "REPLACED", _("Replaced by a later wording")
    DECLINED = "DECLINED", _("Read and not countersigned")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn by the prosecutor")


class ItemStatus(TextChoices):
    """One action of a plan. Open: it waits for the police."""

    OPEN = "OPEN", _("Waiting for the police")
    ANSWERED = "ANSWERED", _("Answered, not yet accepted")
    ACCEPTED = "ACCEPTED", _("Accepted")
    CANCELLED = "CANCELLED", _("Cancelled")


class ChallengeStatus(TextChoices):
    """How far a question of the police about an action has come."""

    ASKED = "ASKED", _("Questioned: the CPS answers")
    HELD = "HELD", _("Questioned: the prosecutor holds to it")
    UP = "UP", _("Questioned: two named people settle it")
    PROPOSED = "PROPOSED", _("Questioned: an outcome is proposed")
    UNSETTLED = "UNSETTLED", _("Questioned: the two named did not agree")
    ANSWERED = "ANSWERED", _("Answered")
    SETTLED = "SETTLED", _("Settled by two named people")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    DROPPED = "DROPPED", _("Ended with the action")


# While one lasts, the action says so to both sides.
WITH_TWO_NAMED = frozenset(
    {ChallengeStatus.UP, ChallengeStatus.PROPOSED, ChallengeStatus.UNSETTLED}
)
UNDER_CHALLENGE = frozenset({ChallengeStatus.ASKED, ChallengeStatus.HELD}) | WITH_TWO_NAMED
# Where the CPS owes the police an answer, beside whatever the turn asks.
CPS_OWES_ANSWER = frozenset({ChallengeStatus.ASKED}) | WITH_TWO_NAMED
