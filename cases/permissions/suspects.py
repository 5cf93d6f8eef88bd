"""Permission table of suspects."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Suspect
from cases.permissions.capacity_tests import (
    for_managers,
    for_police,
    for_prosecutor,
    for_supervisors,
    for_those_who_agree_dates,
    for_those_who_prove,
    is_on_case,
)
from cases.permissions.closing_reports import is_not_closing_author
from cases.permissions.court_facts import (
    for_court_record,
    has_been_charged,
    has_charge_to_consent_to,
)
from cases.permissions.decisions import (
    for_second_readers,
    has_consultation,
    has_review,
    is_not_decision_author,
)
from cases.permissions.extensions import for_those_who_agree_extensions, owes_by_date
from cases.permissions.finalisations import for_finalisers
from cases.permissions.reversals import is_not_reversal_author, is_not_stop_author
from cases.permissions.state_tests import (
    BEFORE_CPS_STATES,
    is_charge_to_be_reviewed,
    is_in_state_for,
    is_open_or_charged,
    is_open_to_proof,
    is_suspect_open,
    why_suspect_is_closed,
)
from cases.states import (
    ADVICE_STATES,
    CONSULTATION_STATES,
    MOVES,
    WITHDRAWABLE_STATES,
    State,
)
from people.access.scopes import Refused, Rules, Standing, refusal_reason

NOT_OF_THIS_CASE = _("Select suspects of this case.")
UNNAMED_TEXT = _(
    "Nobody has been identified as suspect %(n)s. Record the suspect’s name before you refer."
)
REPORT_STAYS_TEXT = _(
    "Charges against suspect %(n)s were stopped, replaced or added, so the report of them stays as "
    "it is. "
    "Write to the prosecutor if something in it is wrong."
)
REFERRED_TEXT = _(
    "Suspect %(n)s has been referred: %(state)s. Withdraw the referral first, or wait for the CPS."
)


def why_suspect_is_referred(who: Standing, suspect: Suspect) -> str | Promise:
    """Reason why facts about a referred suspect cannot be added, and what to do first."""
    values = {"n": suspect.number, "state": suspect.get_state_display()}
    return (
        REFERRED_TEXT % values
        if suspect.state in WITHDRAWABLE_STATES
        else why_suspect_is_closed(who, suspect)
    )


@refusal_reason(
    why_suspect_is_referred,
    stage=True,
    refuses_when="The suspect waits for sign-off, or has been decided on and not charged.",
)
def is_open_to_allegations(who: Standing, suspect: Suspect) -> bool:
    """
    Whether the police can add to the allegations: before sign-off, until the CPS decides, and what
    comes out once the suspect is charged.
    """
    return suspect.state == State.CHARGED or is_open_to_corrections(suspect)


def is_open_to_corrections(suspect: Suspect) -> bool:
    """Whether the police can correct the allegations: no decision rests on them."""
    open_to_change = ADVICE_STATES | BEFORE_CPS_STATES | MOVES["write_referral"].keys()
    return suspect.state in open_to_change


def check_open_to_corrections(who: Standing, suspect: Suspect) -> None:
    """Raise Refused unless the allegations against the suspect can be corrected."""
    if not is_open_to_corrections(suspect):
        raise Refused(why_suspect_is_referred(who, suspect), is_stage=True)


def why_suspect_is_unnamed(who: Standing, suspect: Suspect) -> str:
    """Reason why a suspect whom nobody has identified is not referred."""
    return str(UNNAMED_TEXT) % {"n": suspect.number}


@refusal_reason(
    why_suspect_is_unnamed, stage=True, refuses_when="Nobody has been identified as the suspect."
)
def is_identified(who: Standing, suspect: Suspect) -> bool:
    """Whether the suspect has a name: a decision to charge is about a person."""
    return suspect.is_identified


@refusal_reason(
    why_suspect_is_closed,
    stage=True,
    refuses_when="The suspect is not with a prosecutor who has yet to decide.",
)
def is_before_decision(who: Standing, suspect: Suspect) -> bool:
    """Whether the suspect is with a prosecutor who has yet to decide."""
    return suspect.state in CONSULTATION_STATES


@refusal_reason(
    why_suspect_is_closed,
    stage=True,
    refuses_when="The suspect is not with a prosecutor, nor charged. A charge that was not "
    "reported yet is reviewed again only under the Threshold Test.",
)
def is_reviewable(who: Standing, suspect: Suspect) -> bool:
    """
    Whether a prosecutor may review the suspect: before a decision, again after a charge under the
    Threshold Test, and once charged, before a further charge.
    """
    return suspect.state == State.CHARGED or is_open_to_plan(suspect)


def is_open_to_plan(suspect: Suspect) -> bool:
    """Whether a plan can be set: before a decision, or after a charge under the Threshold Test."""
    return suspect.state in MOVES["set_action_plan"] or is_charge_to_be_reviewed(suspect)


def why_report_stays(who: Standing, suspect: Suspect) -> str:
    """Reason why the police cannot correct their report, and what to do instead."""
    return str(REPORT_STAYS_TEXT) % {"n": suspect.number}


@refusal_reason(
    why_report_stays,
    stage=True,
    refuses_when="Charges of the report were stopped, replaced or added to.",
)
def has_no_stopped_charge(who: Standing, suspect: Suspect) -> bool:
    """Whether the report of the charges can be corrected: the CPS has changed none of them."""
    return not suspect.has_stopped_charges


SUSPECT = Rules(
    {
        "record_custody": [for_police, is_open_or_charged],
        "correct_suspect": [for_police, is_suspect_open],
        "see_personal_details": [is_on_case],
        "record_personal_details": [for_police, is_suspect_open],
        "add_allegation": [for_police, is_open_to_allegations],
        "add_bearing": [for_those_who_prove, is_open_to_proof],
        "add_gap": [for_those_who_prove, is_open_to_proof],
        "request_early_advice": [for_police, is_in_state_for("request_early_advice")],
        "write_referral": [for_police, is_in_state_for("write_referral"), is_identified],
        "ask_for_extension": [for_those_who_agree_extensions, owes_by_date],
        "propose_closing": [for_police, is_in_state_for("propose_closing")],
        "sign_closing_report": [
            for_supervisors,
            is_not_closing_author,
            is_in_state_for("sign_closing_report"),
        ],
        "send_closing_report_back": [
            for_supervisors,
            is_not_closing_author,
            is_in_state_for("send_closing_report_back"),
        ],
        "withdraw_closing_report": [for_police, is_in_state_for("withdraw_closing_report")],
        "reopen_investigation": [for_supervisors, is_in_state_for("reopen_investigation")],
        "allocate_case": [for_managers, is_in_state_for("allocate_case")],
        "record_review": [for_prosecutor, is_reviewable],
        "take_suspect_back": [for_prosecutor, is_in_state_for("take_suspect_back")],
        "authorise_charge": [for_prosecutor, is_in_state_for("authorise_charge"), has_review],
        "record_consultation": [for_those_who_agree_dates, is_before_decision],
        "propose_no_further_action": [
            for_prosecutor,
            is_in_state_for("propose_no_further_action"),
            has_review,
            has_consultation,
        ],
        "propose_disposal": [for_prosecutor, is_in_state_for("propose_disposal"), has_review],
        "report_disposal": [for_police, is_in_state_for("report_disposal")],
        "report_conditions": [for_police, is_in_state_for("report_conditions")],
        "countersign_decision": [
            for_second_readers,
            is_not_decision_author,
            is_in_state_for("countersign_decision"),
        ],
        "decline_decision": [
            for_second_readers,
            is_not_decision_author,
            is_in_state_for("decline_decision"),
        ],
        "revise_decision": [for_prosecutor, is_in_state_for("withdraw_decision")],
        "withdraw_decision": [for_prosecutor, is_in_state_for("withdraw_decision")],
        "reverse_no_further_action": [for_managers, is_in_state_for("reverse_no_further_action")],
        "countersign_reversal": [
            for_second_readers,
            is_not_reversal_author,
            is_in_state_for("countersign_reversal"),
        ],
        "decline_reversal": [
            for_second_readers,
            is_not_reversal_author,
            is_in_state_for("decline_reversal"),
        ],
        "withdraw_charge": [for_prosecutor, is_in_state_for("withdraw_charge")],
        "vary_conditions": [for_prosecutor, is_in_state_for("vary_conditions")],
        "withdraw_disposal": [for_prosecutor, is_in_state_for("withdraw_disposal")],
        "withdraw_reversal": [for_finalisers, is_in_state_for("withdraw_reversal")],
        "stop_charges": [for_prosecutor, is_in_state_for("stop_charges")],
        "add_charge": [for_prosecutor, is_in_state_for("add_charge")],
        "countersign_stop": [
            for_second_readers,
            is_not_stop_author,
            is_in_state_for("countersign_stop"),
        ],
        "decline_stop": [
            for_second_readers,
            is_not_stop_author,
            is_in_state_for("decline_stop"),
        ],
        "withdraw_stop": [for_finalisers, is_in_state_for("withdraw_stop")],
        "record_court_fact": [for_court_record, has_been_charged],
        "record_prosecution_consent": [for_court_record, has_charge_to_consent_to],
        "finalise_administratively": [for_finalisers, is_in_state_for("finalise_administratively")],
        "reopen_suspect": [for_finalisers, is_in_state_for("reopen_suspect")],
        "report_charge": [for_police, is_in_state_for("report_charge")],
        "correct_charge_report": [
            for_police,
            is_in_state_for("correct_charge_report"),
            has_no_stopped_charge,
        ],
        "accept_charge_report": [for_prosecutor, is_in_state_for("accept_charge_report")],
        "query_charge_report": [for_prosecutor, is_in_state_for("query_charge_report")],
    }
)
