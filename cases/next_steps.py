"""What the side with the turn has to do next, in the words of worklists and case pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.states import State, may_know_state

S = State

NEXT_STEP: dict[str, Promise] = {
    S.INVESTIGATING: _("Refer for a charging decision"),
    S.ADVICE_SIGN_OFF: _("Sign the request for early advice off"),
    S.ADVICE_TRIAGE: _("Check the request for early advice"),
    S.ADVICE_MANAGER: _("Name an adviser, or refuse"),
    S.ADVICE_ADVISER: _("Give early advice"),
    S.ADVICE_RETURNED: _("Reply, ask again or refer"),
    S.ADVICE_REFUSED: _("Reply, ask again or refer"),
    S.ADVICE_ESCALATED: _("Uphold or overturn the return"),
    S.ADVICE_LEGAL_MANAGER: _("Uphold or overturn the refusal"),
    S.AWAITING_SIGN_OFF: _("Sign the referral off"),
    S.TRIAGE: _("Check the referral"),
    S.RETURNED: _("Put right and send again"),
    S.READY_TO_ALLOCATE: _("Allocate to a prosecutor"),
    S.WITH_PROSECUTOR: _("Review and decide"),
    S.ACTION_PLAN: _("Answer the action plan"),
    S.PLAN_QUERIED: _("Answer what the police asked about the plan"),
    S.WITH_HOLDER: _("Chase what was asked for, and record the reply"),
    S.SECOND_READER: _("Read the decision and countersign it"),
    S.CHARGE_AUTHORISED: _("Charge and report it"),
    S.CHARGE_DIFFERS: _("Compare the charge with the one authorised"),
    S.CHARGE_QUERIED: _("Correct the charge and report it again"),
    S.CHARGED: _("Nothing more to decide"),
    S.NO_FURTHER_ACTION: _("Nothing more to decide"),
    S.FINALISED: _("Reopen it when there is something to decide on"),
    S.CLOSING_SIGN_OFF: _("Read the closing report and sign it"),
    S.CLOSED: _("Reopen it if something new comes to light"),
    S.CHARGE_REVERSAL: _("Read why the charge should be withdrawn, and countersign it"),
    S.CHARGE_STOP: _("Read why charges should be changed, and countersign it"),
    S.STOPPED: _("Nothing more to decide"),
    S.DISPOSAL_AUTHORISED: _("Give the caution and report it"),
    S.DISPOSAL_REVERSAL: _("Read why the disposal should be withdrawn, and countersign it"),
    S.DISPOSAL_CONDITIONS: _("Report whether the conditions were met"),
    S.OUT_OF_COURT: _("Nothing more to decide"),
    S.NFA_REVERSAL: _("Read why it should be reconsidered, and countersign it"),
}


def next_step_text(state: str, side: str | None) -> str | Promise:
    """What the holder has to do next, for a reader of this side."""
    return NEXT_STEP[state if may_know_state(state, side) else S.INVESTIGATING]
