"""What may be done about a suspect, by whom, at which stage."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Suspect
from cases.permissions.court_facts import been_charged, for_court_record
from cases.permissions.decisions import consulted, for_second_readers, not_an_author, reviewed
from cases.permissions.finalisations import for_finalisers
from cases.permissions.stage import in_state, open_or_charged, still_open, where_it_stands
from cases.permissions.who import (
    for_managers,
    for_police,
    for_prosecutor,
    for_those_who_agree_dates,
)
from cases.states import ADVICE, CAN_WITHDRAW, CONSULTED_IN, MOVES
from people.access import Rules, Standing, because

NOT_OF_THIS_CASE = _("Select suspects of this case.")
REFERRED = _(
    "Suspect %(n)s has been referred: %(state)s. Withdraw the referral first, or wait for the CPS."
)


def referred_already(who: Standing, suspect: Suspect) -> str | Promise:
    """Why nothing can be added to what is said of the suspect now, and what can be done first."""
    told = {"n": suspect.number, "state": suspect.get_state_display()}
    return REFERRED % told if suspect.state in CAN_WITHDRAW else where_it_stands(who, suspect)


@because(referred_already, stage=True)
def not_referred(who: Standing, suspect: Suspect) -> bool:
    """The suspect has been referred."""
    return suspect.state in ADVICE | MOVES["write_referral"].keys()


@because(where_it_stands, stage=True)
def before_decision(who: Standing, suspect: Suspect) -> bool:
    """The suspect is not with a prosecutor who has yet to decide."""
    return suspect.state in CONSULTED_IN


SUSPECT = Rules(
    {
        "record_custody": [for_police, open_or_charged],
        "correct_suspect": [for_police, still_open],
        "add_allegation": [for_police, not_referred],
        "request_early_advice": [for_police, in_state("request_early_advice")],
        "write_referral": [for_police, in_state("write_referral")],
        "allocate_case": [for_managers, in_state("allocate_case")],
        "record_review": [for_prosecutor, in_state("set_action_plan")],
        "take_suspect_back": [for_prosecutor, in_state("take_suspect_back")],
        "authorise_charge": [for_prosecutor, in_state("authorise_charge"), reviewed],
        "record_consultation": [for_those_who_agree_dates, before_decision],
        "propose_no_further_action": [
            for_prosecutor, in_state("propose_no_further_action"), consulted,
        ],
        "countersign_decision": [
            for_second_readers, not_an_author, in_state("countersign_decision"),
        ],
        "decline_decision": [for_second_readers, not_an_author, in_state("decline_decision")],
        "revise_decision": [for_prosecutor, in_state("withdraw_decision")],
        "withdraw_decision": [for_prosecutor, in_state("withdraw_decision")],
        "record_court_fact": [for_court_record, been_charged],
        "finalise_administratively": [for_finalisers, in_state("finalise_administratively")],
        "reopen_suspect": [for_finalisers, in_state("reopen_suspect")],
        "report_charge": [for_police, in_state("report_charge")],
        "correct_charge_report": [for_police, in_state("correct_charge_report")],
        "accept_charge_report": [for_prosecutor, in_state("accept_charge_report")],
        "query_charge_report": [for_prosecutor, in_state("query_charge_report")],
    }
)  # fmt: skip
