"""States of a suspect, whose turn each is, and the verbs that move between them."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.models import Side


class State(TextChoices):
    """State of a suspect; a case's state is derived from its suspects."""

    INVESTIGATING = "INVESTIGATING", _("Under investigation")
    ADVICE_SIGN_OFF = "ADVICE_SIGN_OFF", _("Early advice: waiting for sign-off")
    ADVICE_TRIAGE = "ADVICE_TRIAGE", _("Early advice: with CPS triage")
    ADVICE_MANAGER = "ADVICE_MANAGER", _("Early advice: with the manager")
    ADVICE_ADVISER = "ADVICE_ADVISER", _("Early advice: with the adviser")
    ADVICE_RETURNED = "ADVICE_RETURNED", _("Early advice: returned at triage")
    ADVICE_REFUSED = "ADVICE_REFUSED", _("Early advice: refused by the manager")
    ADVICE_ESCALATED = "ADVICE_ESCALATED", _("Early advice: return escalated")
    ADVICE_LEGAL_MANAGER = "ADVICE_LEGAL_MANAGER", _("Early advice: refusal escalated")
    AWAITING_SIGN_OFF = "AWAITING_SIGN_OFF", _("Waiting for supervisor’s sign-off")
    TRIAGE = "TRIAGE", _("With CPS triage")
    RETURNED = "RETURNED", _("Returned at triage")
    READY_TO_ALLOCATE = "READY_TO_ALLOCATE", _("Ready to allocate")
    WITH_PROSECUTOR = "WITH_PROSECUTOR", _("With the prosecutor")
    ACTION_PLAN = "ACTION_PLAN", _("Action plan set")
    PLAN_QUERIED = "PLAN_QUERIED", _("Action plan queried")
    WITH_HOLDER = "WITH_HOLDER", _("Waiting for material that others hold")
    SECOND_READER = "SECOND_READER", _("Waiting for a second reader")
    CHARGE_AUTHORISED = "CHARGE_AUTHORISED", _("Charge authorised")
    CHARGE_DIFFERS = "CHARGE_DIFFERS", _("Charge differs")
    CHARGE_QUERIED = "CHARGE_QUERIED", _("Charge to be corrected")
    CHARGED = "CHARGED", _("Charged")
    NO_FURTHER_ACTION = "NO_FURTHER_ACTION", _("No further action")
    CHARGE_REVERSAL = "CHARGE_REVERSAL", _("Charge authorised: withdrawal proposed")
    NFA_REVERSAL = "NFA_REVERSAL", _("No further action: reconsidering proposed")
    CHARGE_STOP = "CHARGE_STOP", _("Charged: change of charges proposed")
    STOPPED = "STOPPED", _("Prosecution stopped")
    DISPOSAL_AUTHORISED = "DISPOSAL_AUTHORISED", _("Out-of-court disposal authorised")
    DISPOSAL_REVERSAL = "DISPOSAL_REVERSAL", _("Disposal authorised: withdrawal proposed")
    DISPOSAL_CONDITIONS = "DISPOSAL_CONDITIONS", _("Cautioned: conditions to be met")
    OUT_OF_COURT = "OUT_OF_COURT", _("Dealt with out of court")
    FINALISED = "FINALISED", _("Administratively finalised")
    CLOSING_SIGN_OFF = "CLOSING_SIGN_OFF", _("Closing: waiting for signature")
    CLOSED = "CLOSED", _("Closed by the police")


S = State

# Low-cardinality states: each waits for one act of one person. They have a partial index, because
# a scan of a unit's open suspects would find few of them (ADR 35).
LOW_COUNT_STATES = [
    S.ADVICE_SIGN_OFF, S.ADVICE_TRIAGE, S.ADVICE_MANAGER, S.ADVICE_ADVISER, S.ADVICE_ESCALATED,
    S.ADVICE_LEGAL_MANAGER, S.AWAITING_SIGN_OFF, S.SECOND_READER,
    S.CHARGE_AUTHORISED, S.CHARGE_DIFFERS, S.CHARGE_QUERIED, S.CLOSING_SIGN_OFF, S.NFA_REVERSAL,
    S.CHARGE_REVERSAL, S.CHARGE_STOP, S.DISPOSAL_REVERSAL,
]  # fmt: skip

# Whose turn it is; None in a closed state.
TURN_SIDE = {
    S.INVESTIGATING: Side.POLICE, S.ADVICE_SIGN_OFF: Side.POLICE, S.ADVICE_TRIAGE: Side.CPS,
    S.ADVICE_MANAGER: Side.CPS, S.ADVICE_ADVISER: Side.CPS, S.ADVICE_RETURNED: Side.POLICE,
    S.ADVICE_REFUSED: Side.POLICE, S.ADVICE_ESCALATED: Side.CPS, S.ADVICE_LEGAL_MANAGER: Side.CPS,
    S.AWAITING_SIGN_OFF: Side.POLICE, S.TRIAGE: Side.CPS, S.RETURNED: Side.POLICE,
    S.READY_TO_ALLOCATE: Side.CPS, S.WITH_PROSECUTOR: Side.CPS, S.ACTION_PLAN: Side.POLICE,
    S.PLAN_QUERIED: Side.CPS, S.WITH_HOLDER: Side.POLICE, S.SECOND_READER: Side.CPS,
    S.CHARGE_AUTHORISED: Side.POLICE, S.CHARGE_DIFFERS: Side.CPS, S.CHARGE_QUERIED: Side.POLICE,
    S.CHARGED: None, S.NO_FURTHER_ACTION: None, S.FINALISED: None,
    S.CLOSING_SIGN_OFF: Side.POLICE, S.CLOSED: None, S.NFA_REVERSAL: Side.CPS,
    S.CHARGE_REVERSAL: Side.CPS, S.CHARGE_STOP: Side.CPS, S.STOPPED: None,
    S.DISPOSAL_AUTHORISED: Side.POLICE, S.DISPOSAL_CONDITIONS: Side.POLICE, S.OUT_OF_COURT: None,
    S.DISPOSAL_REVERSAL: Side.CPS,
}  # fmt: skip
# The police see to it, and the days are those of others whom they have asked.
OTHERS_HOLD_STATES = frozenset({S.WITH_HOLDER})
# Under an action plan: the police answer it, the CPS answers a query, or others were asked.
UNDER_PLAN = (S.ACTION_PLAN, S.PLAN_QUERIED, S.WITH_HOLDER)
UNDER_PLAN_STATES = frozenset(UNDER_PLAN)

# States before the police send; the other side sees them all as WITH_POLICE (ADR 8).
UNSENT_STATES = frozenset({
    S.INVESTIGATING, S.ADVICE_SIGN_OFF, S.ADVICE_RETURNED, S.ADVICE_REFUSED,
    S.AWAITING_SIGN_OFF, S.RETURNED, S.CLOSING_SIGN_OFF,
})  # fmt: skip
WITH_POLICE = _("With the police")


def may_know_state(state: str, side: str | None) -> bool:
    """Whether this side may see which state it is, and since when."""
    return side == Side.POLICE or state not in UNSENT_STATES


def state_label(state: str, side: str | None) -> str | Promise:
    """Label of a state for a reader of this side."""
    return State(state).label if may_know_state(state, side) else WITH_POLICE


# Capacities, of the holder's side, of those who have to act.
OFFICER_CAPACITIES = frozenset({"officer_in_case"})
PROSECUTOR_CAPACITIES = frozenset({"reviewing_prosecutor", "covering_prosecutor"})
# Except the authors of the decision (permissions/decisions.py).
SECOND_READER_CAPACITIES = PROSECUTOR_CAPACITIES | {"prosecute_cases", "allocate_cases"}
ADVISER_CAPACITIES = frozenset({"early_adviser"})
CAPACITIES_ASKED: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        (S.INVESTIGATING, S.ADVICE_RETURNED, S.ADVICE_REFUSED, S.RETURNED, S.ACTION_PLAN,
         S.WITH_HOLDER, S.CHARGE_AUTHORISED, S.CHARGE_QUERIED, S.DISPOSAL_AUTHORISED,
         S.DISPOSAL_CONDITIONS),
        OFFICER_CAPACITIES,
    ),
    **dict.fromkeys(
        (S.ADVICE_SIGN_OFF, S.AWAITING_SIGN_OFF, S.CLOSING_SIGN_OFF),
        frozenset({"supervise_cases"}),
    ),
    **dict.fromkeys((S.ADVICE_TRIAGE, S.TRIAGE), frozenset({"triage_cases"})),
    **dict.fromkeys((S.ADVICE_MANAGER, S.ADVICE_ESCALATED), frozenset({"manage_early_advice"})),
    **dict.fromkeys((S.ADVICE_LEGAL_MANAGER, S.READY_TO_ALLOCATE), frozenset({"allocate_cases"})),
    S.ADVICE_ADVISER: ADVISER_CAPACITIES,
    **dict.fromkeys((S.WITH_PROSECUTOR, S.PLAN_QUERIED, S.CHARGE_DIFFERS), PROSECUTOR_CAPACITIES),
    **dict.fromkeys(
        (S.SECOND_READER, S.NFA_REVERSAL, S.CHARGE_REVERSAL, S.CHARGE_STOP, S.DISPOSAL_REVERSAL),
        SECOND_READER_CAPACITIES,
    ),
    **dict.fromkeys(
        (S.CHARGED, S.NO_FURTHER_ACTION, S.STOPPED, S.OUT_OF_COURT, S.FINALISED, S.CLOSED),
        frozenset[str](),
    ),
}  # fmt: skip

# An out-of-court disposal is in force: the police have still to report of it, a second reader has
# to read why it should be withdrawn, or it has ended. Given meanwhile, it is reported all the same.
DISPOSAL_TO_GIVE = (S.DISPOSAL_AUTHORISED, S.DISPOSAL_REVERSAL)
DISPOSAL_REPORT_STATES = (S.DISPOSAL_AUTHORISED, S.DISPOSAL_CONDITIONS)
DISPOSAL_STATES = (*DISPOSAL_REPORT_STATES, S.DISPOSAL_REVERSAL, S.OUT_OF_COURT)

BACK = "BACK"  # to the state the suspect was in before
# A decision stays in force, which was proposed to be set aside.
_BACK_IN_FORCE: dict[State, State | str] = {
    S.NFA_REVERSAL: S.NO_FURTHER_ACTION, S.CHARGE_REVERSAL: S.CHARGE_AUTHORISED,
    S.DISPOSAL_REVERSAL: S.DISPOSAL_AUTHORISED,
}  # fmt: skip

MOVES: dict[str, dict[State, State | str]] = {
    "request_early_advice": dict.fromkeys(
        (S.INVESTIGATING, S.ADVICE_RETURNED, S.ADVICE_REFUSED), S.ADVICE_SIGN_OFF
    ),
    "send_early_advice_back": {S.ADVICE_SIGN_OFF: BACK},
    "sign_early_advice_off": {S.ADVICE_SIGN_OFF: S.ADVICE_TRIAGE},
    "withdraw_early_advice": {
        S.ADVICE_SIGN_OFF: BACK,
        S.ADVICE_TRIAGE: S.INVESTIGATING,
        S.ADVICE_MANAGER: S.INVESTIGATING,
        S.ADVICE_ADVISER: S.INVESTIGATING,
        S.ADVICE_ESCALATED: S.INVESTIGATING,
        S.ADVICE_LEGAL_MANAGER: S.INVESTIGATING,
    },
    "accept_early_advice": {S.ADVICE_TRIAGE: S.ADVICE_MANAGER},
    "return_early_advice": {S.ADVICE_TRIAGE: S.ADVICE_RETURNED},
    "name_adviser": {S.ADVICE_MANAGER: S.ADVICE_ADVISER},
    "refuse_early_advice": {S.ADVICE_MANAGER: S.ADVICE_REFUSED},
    "reply_to_refusal": {S.ADVICE_RETURNED: S.INVESTIGATING, S.ADVICE_REFUSED: S.INVESTIGATING},
    # To the next manager above; an escalation is possible once, and its answer is final.
    "escalate_refusal": {
        S.ADVICE_RETURNED: S.ADVICE_ESCALATED,
        S.ADVICE_REFUSED: S.ADVICE_LEGAL_MANAGER,
    },
    "uphold_refusal": dict.fromkeys((S.ADVICE_ESCALATED, S.ADVICE_LEGAL_MANAGER), S.INVESTIGATING),
    "overturn_refusal": dict.fromkeys(
        (S.ADVICE_ESCALATED, S.ADVICE_LEGAL_MANAGER), S.ADVICE_MANAGER
    ),
    "give_early_advice": {S.ADVICE_ADVISER: S.INVESTIGATING},
    "write_referral": dict.fromkeys(
        (S.INVESTIGATING, S.ADVICE_RETURNED, S.ADVICE_REFUSED, S.RETURNED), S.AWAITING_SIGN_OFF
    ),
    # The police close the investigation themselves; it may be the reply owed to the CPS.
    "propose_closing": dict.fromkeys(
        (S.INVESTIGATING, S.ADVICE_RETURNED, S.ADVICE_REFUSED, S.RETURNED), S.CLOSING_SIGN_OFF
    ),
    "send_closing_report_back": {S.CLOSING_SIGN_OFF: BACK},
    "withdraw_closing_report": {S.CLOSING_SIGN_OFF: BACK},
    "sign_closing_report": {S.CLOSING_SIGN_OFF: S.CLOSED},
    "reopen_investigation": {S.CLOSED: S.INVESTIGATING},
    "send_referral_back": {S.AWAITING_SIGN_OFF: BACK},
    "sign_referral_off": {S.AWAITING_SIGN_OFF: S.TRIAGE},
    "withdraw_referral": {
        S.AWAITING_SIGN_OFF: BACK,  # a reply to the CPS is still owed
        S.TRIAGE: S.INVESTIGATING,
        S.READY_TO_ALLOCATE: S.INVESTIGATING,
        S.WITH_PROSECUTOR: S.INVESTIGATING,
    },
    "accept_referral": {S.TRIAGE: S.READY_TO_ALLOCATE},
    "return_referral": {S.TRIAGE: S.RETURNED},
    "allocate_case": {S.READY_TO_ALLOCATE: S.WITH_PROSECUTOR},
    "set_action_plan": {S.WITH_PROSECUTOR: S.ACTION_PLAN},
    # Automatic: the CPS has to answer first; holders have to reply first; the police can answer.
    "pass_plan_to_cps": {S.ACTION_PLAN: S.PLAN_QUERIED, S.WITH_HOLDER: S.PLAN_QUERIED},
    "pass_plan_to_others": {S.ACTION_PLAN: S.WITH_HOLDER, S.PLAN_QUERIED: S.WITH_HOLDER},
    "pass_plan_to_police": {S.PLAN_QUERIED: S.ACTION_PLAN, S.WITH_HOLDER: S.ACTION_PLAN},
    "return_answered_suspect": dict.fromkeys(UNDER_PLAN, S.WITH_PROSECUTOR),  # automatic
    "say_what_is_missing": {S.WITH_PROSECUTOR: S.ACTION_PLAN},
    "take_suspect_back": dict.fromkeys(UNDER_PLAN, S.WITH_PROSECUTOR),
    "authorise_charge": {S.WITH_PROSECUTOR: S.CHARGE_AUTHORISED},
    "propose_no_further_action": {S.WITH_PROSECUTOR: S.SECOND_READER},
    # Automatic: part of two other verbs where the CPS unit has charges read twice.
    "propose_charge": {S.WITH_PROSECUTOR: S.SECOND_READER},
    "countersign_charge": {S.SECOND_READER: S.CHARGE_AUTHORISED},
    "propose_disposal": {S.WITH_PROSECUTOR: S.SECOND_READER},
    "countersign_disposal": {S.SECOND_READER: S.DISPOSAL_AUTHORISED},  # automatic, as for a charge
    "countersign_decision": {S.SECOND_READER: S.NO_FURTHER_ACTION},
    "decline_decision": {S.SECOND_READER: S.WITH_PROSECUTOR},
    "withdraw_decision": {S.SECOND_READER: S.WITH_PROSECUTOR},
    # If the charge is as authorised; see find_charge_differs.
    "report_charge": dict.fromkeys((S.CHARGE_AUTHORISED, S.CHARGE_REVERSAL), S.CHARGED),
    "correct_charge_report": dict.fromkeys(
        (S.CHARGE_DIFFERS, S.CHARGE_QUERIED, S.CHARGED), S.CHARGED
    ),
    "find_charge_differs": dict.fromkeys(  # automatic
        (S.CHARGE_AUTHORISED, S.CHARGE_REVERSAL, S.CHARGE_QUERIED, S.CHARGED), S.CHARGE_DIFFERS
    ),
    "accept_charge_report": {S.CHARGE_DIFFERS: S.CHARGED},
    "query_charge_report": {S.CHARGE_DIFFERS: S.CHARGE_QUERIED},
    "report_disposal": dict.fromkeys(DISPOSAL_TO_GIVE, S.OUT_OF_COURT),  # without conditions
    "report_conditions": {S.DISPOSAL_CONDITIONS: S.OUT_OF_COURT},
    "begin_conditions": dict.fromkeys(DISPOSAL_TO_GIVE, S.DISPOSAL_CONDITIONS),  # automatic
    # Automatic: not given, or its conditions not met; the prosecutor decides again.
    "return_disposal": dict.fromkeys((*DISPOSAL_TO_GIVE, S.DISPOSAL_CONDITIONS), S.WITH_PROSECUTOR),
    "vary_conditions": {S.DISPOSAL_CONDITIONS: S.DISPOSAL_CONDITIONS},
    # Neither a decision nor final: it can always be reopened.
    "finalise_administratively": {
        S.READY_TO_ALLOCATE: S.FINALISED,
        S.WITH_PROSECUTOR: S.FINALISED,
        **dict.fromkeys(UNDER_PLAN, S.FINALISED),
        S.CHARGE_AUTHORISED: S.FINALISED,
    },
    "reopen_suspect": {S.FINALISED: BACK},
    # No further action is reconsidered: a manager proposes it, a second reader countersigns.
    "reverse_no_further_action": {S.NO_FURTHER_ACTION: S.NFA_REVERSAL},
    # A charge that was authorised is withdrawn before the police report it.
    "withdraw_charge": {S.CHARGE_AUTHORISED: S.WITH_PROSECUTOR},
    # Automatic: part of it where the charge had a second reader.
    "propose_charge_withdrawal": {S.CHARGE_AUTHORISED: S.CHARGE_REVERSAL},
    # So is a disposal before it is given; it always had a second reader.
    "withdraw_disposal": {S.DISPOSAL_AUTHORISED: S.DISPOSAL_REVERSAL},
    "countersign_reversal": {
        S.NFA_REVERSAL: S.READY_TO_ALLOCATE,
        **dict.fromkeys((S.CHARGE_REVERSAL, S.DISPOSAL_REVERSAL), S.WITH_PROSECUTOR),
    },
    **dict.fromkeys(("decline_reversal", "withdraw_reversal"), _BACK_IN_FORCE),
    # Charges that were reported are stopped, or one is added; with others left one stays charged.
    **{verb: {S.CHARGED: S.CHARGED} for verb in ("stop_charges", "add_charge")},
    # Automatic: part of both where the charge had a second reader.
    "propose_stop": {S.CHARGED: S.CHARGE_STOP},
    "countersign_stop": {S.CHARGE_STOP: S.CHARGED},
    "decline_stop": {S.CHARGE_STOP: S.CHARGED},
    "withdraw_stop": {S.CHARGE_STOP: S.CHARGED},
    # Automatic: no charge is left; a court gave leave to proceed with what lies on the file.
    "end_prosecution": {S.CHARGED: S.STOPPED, S.CHARGE_STOP: S.STOPPED},
    "resume_prosecution": {S.STOPPED: S.CHARGED},
    # A review, of a victim or a panel, overturned it: another prosecutor decides again, or the
    # police investigate again what they had closed. Part of verbs of the victims and pilots apps.
    "reopen_on_review": {
        **dict.fromkeys(
            (S.NO_FURTHER_ACTION, S.NFA_REVERSAL, S.STOPPED, *DISPOSAL_STATES), S.READY_TO_ALLOCATE
        ),
        S.CLOSED: S.INVESTIGATING,
    },
    # The suspect moves to another CPS unit, where no one is the prosecutor yet.
    "accept_transfer": {
        **{state: state for state in S if TURN_SIDE[state] == Side.CPS},
        S.WITH_PROSECUTOR: S.READY_TO_ALLOCATE,
    },
}

# States of early advice, as opposed to a charging referral.
ADVICE_STATES = frozenset(state for state in State if state.startswith("ADVICE_"))
# The police may withdraw a referral if all its suspects are in these states.
WITHDRAWABLE_STATES = frozenset(
    {S.INVESTIGATING, S.RETURNED, *ADVICE_STATES, *MOVES["withdraw_referral"]}
)
# A consultation can be recorded in these states.
CONSULTATION_STATES = UNDER_PLAN_STATES | {S.WITH_PROSECUTOR}
# A charge has been authorised. One under the Threshold Test is then reviewed again.
CHARGE_STATES = frozenset({
    S.CHARGE_AUTHORISED, S.CHARGE_REVERSAL, S.CHARGE_DIFFERS, S.CHARGE_QUERIED, S.CHARGED,
    S.CHARGE_STOP,
})  # fmt: skip
# No further action is in force, also while a proposal to reconsider it waits for a second reader.
NOT_CHARGED_STATES = frozenset({S.NO_FURTHER_ACTION, S.NFA_REVERSAL})
# Action items about a suspect in these states are no longer needed.
NOTHING_ASKED_STATES = frozenset({
    S.INVESTIGATING, *ADVICE_STATES, *NOT_CHARGED_STATES, S.CLOSING_SIGN_OFF, S.CLOSED,
    S.STOPPED, S.OUT_OF_COURT,
})  # fmt: skip
# Those, and the states after which items may be needed again if the suspect is reopened.
NOBODY_WAITS_STATES = NOTHING_ASKED_STATES | {S.FINALISED}
OPEN_STATES = frozenset(state for state, side in TURN_SIDE.items() if side)
# A CPS unit has work on the suspect, or waits for the police, so the case stays with it.
WITH_CPS_UNIT_STATES = OPEN_STATES - UNSENT_STATES | {S.FINALISED}
