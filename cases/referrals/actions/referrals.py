"""Charging referrals: written by an officer, sent by a supervisor, answered by CPS triage."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases import notices
from cases.action_plans.actions import action_items
from cases.actions import turns
from cases.actions.open_case_action import (
    add_timeline_event,
    check_future_dates,
    check_suspects,
    open_case_action,
    save_next_version,
    save_with_history,
    set_suspects,
    suspects_of_row,
)
from cases.case_details.actions.personal_details import send_personal_details
from cases.deadlines import REPLY_BY
from cases.models import Case, Referral, Suspect
from cases.open_lines import OpenLine
from cases.permissions import IT_STAYS
from cases.referral_checks import return_reasons
from cases.referrals.actions import referral_preconditions as preconditions
from cases.referrals.actions import referral_writers, send_to_cps, sign_off_steps, submissions
from cases.referrals.actions.open_lines import check_open_lines, set_open_lines
from cases.referrals.actions.return_answers import checked_return_answers
from cases.referrals.actions.urgency import clear_urgency
from cases.return_answers import answers_given, return_answers_to_json
from cases.states import MOVES, WITHDRAWABLE_STATES
from cases.statuses import ReferralStatus
from people.access.scopes import Refused, Scope
from people.models import Side
from timeliness.actions import clocks

TextsByCode = Mapping[str, str] | None  # {code of a check or number of a suspect: text}


@transaction.atomic
def write_referral(
    *, case: Case, by: Scope, at: datetime, suspects: Collection[Suspect],
    explained: TextsByCode = None, accounts: TextsByCode = None, pleas: TextsByCode = None,
    open_lines: Sequence[OpenLine] | None = None, return_answers: TextsByCode = None, **mg3: str,
) -> Referral:  # fmt: skip
    """
    Write a referral and pass it to the supervisor. It stays private to the police until sign-off.

    explained: {check code: why it is sent in spite of the warning}. accounts, pleas: {number of a
    suspect of the referral: what they say, code of the plea that is expected}. open_lines: [] where
    none is open, None where it is not said. return_answers: {key of a reason for which triage
    returned a suspect: what was done about it}, of each such reason.
    """
    preconditions.check_mg3_fields({"urgency": "", "code_test": ""} | mg3)
    case = open_case_action("write_referral", case, by=by, at=at, operation="collection")
    suspects = check_suspects("write_referral", suspects, case=case, by=by)
    preconditions.check_suspects_referable(suspects, case, by=by)
    mg3 |= preconditions.checked_advice_followed(mg3, suspects, case, by=by)
    referral = Referral(
        case=case, writers=referral_writers.writers_copied_from(case, suspects, by=by),
        accounts=preconditions.check_accounts(accounts, suspects),
        pleas=preconditions.check_pleas(pleas, suspects),
        open_lines=check_open_lines(open_lines),
        return_answers=checked_return_answers(return_answers, suspects, case, by=by), **mg3,
    )  # fmt: skip
    preconditions.check_advice_sought(referral, suspects, preconditions.NO_ADVICE_REASON, by=by)
    referral_writers.record_writer(referral, by=by, at=at)
    referral.explained = submissions.explanations_of_referral(
        referral, suspects, explained, by=by, at=at
    )
    save_with_history(referral, "write_referral", by=by, at=at)
    set_suspects(referral, suspects)
    return _handed_to_supervisor(referral, suspects, by=by, at=at)


@transaction.atomic
def revise_referral(
    *, referral: Referral, by: Scope, at: datetime, version: int | None,
    suspects: Collection[Suspect], explained: TextsByCode = None, accounts: TextsByCode = None,
    pleas: TextsByCode = None, open_lines: Sequence[OpenLine] | None = None,
    return_answers: TextsByCode = None, **mg3: str,
) -> Referral:  # fmt: skip
    """Rewrite a referral that the supervisor sent back."""
    preconditions.check_mg3_fields(mg3)
    edits: dict[str, object] = {**mg3, "open_lines": check_open_lines(open_lines)}
    edits |= {"explained": explained or {}, "accounts": accounts or {}, "pleas": pleas or {}}
    edits["return_answers"] = return_answers_to_json(answers_given(return_answers or {}))
    referral = open_case_action(
        "revise_referral", referral, by=by, at=at, version=version, edits=edits
    )
    suspects = check_suspects("write_referral", suspects, case=referral.case, by=by)
    preconditions.check_suspects_referable(suspects, referral.case, by=by, but=referral)
    mg3 |= preconditions.checked_advice_followed(mg3, suspects, referral.case, by=by)
    _set_answers(referral, suspects, mg3, accounts, pleas)
    referral.return_answers = checked_return_answers(return_answers, suspects, referral.case, by=by)
    set_open_lines(referral, check_open_lines(open_lines))
    preconditions.check_advice_sought(referral, suspects, preconditions.NO_ADVICE_REASON, by=by)
    referral.status = ReferralStatus.AWAITING_SIGN_OFF
    referral_writers.record_writer(referral, by=by, at=at)
    referral.explained = submissions.explanations_of_referral(
        referral, suspects, explained, by=by, at=at
    )
    save_next_version(referral, "revise_referral", by=by, at=at)
    left_out = [each for each in suspects_of_row(referral) if each not in suspects]
    set_suspects(referral, suspects)
    clear_urgency(left_out, referral.case, by=by, at=at)
    return _handed_to_supervisor(referral, suspects, by=by, at=at)


def _set_answers(
    referral: Referral, suspects: Collection[Suspect], mg3: Mapping[str, str],
    accounts: TextsByCode, pleas: TextsByCode,
) -> None:  # fmt: skip
    """Set what a referral says as a whole and of each suspect. Does not save."""
    for name, value in mg3.items():
        setattr(referral, name, value)
    referral.accounts = preconditions.check_accounts(accounts, suspects)
    referral.pleas = preconditions.check_pleas(pleas, suspects)
    referral.suspect_account = ""  # the form began each account with it


def _handed_to_supervisor(
    referral: Referral, suspects: Collection[Suspect], *, by: Scope, at: datetime
) -> Referral:
    """The referral, once its suspects wait for the supervisor's sign-off."""
    case = referral.case
    for suspect in suspects:
        suspect.urgency = referral.urgency
        turns.advance_suspect(suspect, "write_referral", by=by, at=at)
    add_timeline_event(
        "write_referral", case, by=by, at=at, suspects=suspects, only_side=Side.POLICE
    )
    notices.notify_unit(
        "supervise_cases", case.police_unit_id, case, suspects, notice="sign_off_wanted", at=at
    )
    return referral


@transaction.atomic
def send_referral_back(
    *, referral: Referral, by: Scope, at: datetime, supervisor_comments: str,
    version: int | None = None,
) -> Referral:  # fmt: skip
    """Send the referral back to the officer for changes; it stays with the police."""
    referral = open_case_action("send_referral_back", referral, by=by, at=at, version=version)
    referral.status = ReferralStatus.SENT_BACK
    referral.supervisor_comments = supervisor_comments
    save_next_version(referral, "send_referral_back", by=by, at=at)
    suspects = _advance_suspects(referral, "send_referral_back", by=by, at=at)
    add_timeline_event(
        "send_referral_back", referral.case, by=by, at=at, suspects=suspects,
        note=supervisor_comments, only_side=Side.POLICE,
    )  # fmt: skip
    notices.notify_named_roles(
        notices.OFFICER_ROLES, referral.case, suspects, notice="referral_sent_back", at=at
    )
    return referral


@transaction.atomic
def sign_referral_off(
    *, referral: Referral, by: Scope, at: datetime, supervisor_comments: str,
    version: int | None = None,
) -> Referral:  # fmt: skip
    """
    Sign the referral off, which sends it to the CPS; no other verb does.

    From then on the CPS unit of the route can see the case, and the clock of the urgency class runs
    ("referral received").
    """
    verb = "sign_referral_off"
    referral = open_case_action(
        verb, referral, by=by, at=at, operation="disclosure", version=version
    )
    case = referral.case
    about = suspects_of_row(referral)
    preconditions.check_advice_sought(referral, about, preconditions.SENT_WITHOUT_REASON, by=by)
    send_to_cps.assign_receiving_unit(case, referral.urgency, verb, by=by, at=at)
    sign_off_steps.number_and_sign(referral, supervisor_comments, by=by, at=at)
    send_to_cps.jump_version(referral)
    save_next_version(referral, verb, by=by, at=at)
    suspects = list(suspects_of_row(referral))
    clock = sign_off_steps.start_urgency_clock(referral, suspects, at=at)
    send_to_cps.make_visible_to_cps(suspects)
    send_personal_details(suspects)
    submissions.freeze_submission(referral, suspects, by=by, at=at)
    for suspect in suspects:
        suspect.urgency = referral.urgency
        turns.advance_suspect(suspect, verb, by=by, at=at, clock=clock)
    add_timeline_event(verb, case, by=by, at=at, suspects=suspects, made=str(referral.number))
    notices.notify_unit(
        "triage_cases", case.cps_unit_id, case, suspects, notice="referral_received", at=at
    )
    return referral


@transaction.atomic
def withdraw_referral(
    *, referral: Referral, by: Scope, at: datetime, withdrawal_reason: str
) -> Referral:
    """Withdraw the referral, with a reason; the suspects return to the police."""
    referral = open_case_action("withdraw_referral", referral, by=by, at=at)
    if not all(suspect.state in WITHDRAWABLE_STATES for suspect in suspects_of_row(referral)):
        raise Refused(IT_STAYS, is_stage=True)
    was_sent = referral.number is not None
    referral.status = ReferralStatus.WITHDRAWN
    referral.withdrawn_by_id, referral.withdrawn_at = by.user_id, at
    referral.withdrawal_reason = withdrawal_reason
    save_next_version(referral, "withdraw_referral", by=by, at=at)
    suspects = _advance_suspects(referral, "withdraw_referral", by=by, at=at)
    case = referral.case
    clear_urgency(suspects_of_row(referral), case, by=by, at=at)
    action_items.cancel_items_nobody_waits_for(case, by=by, at=at)
    add_timeline_event(
        "withdraw_referral", case, by=by, at=at, suspects=suspects, note=withdrawal_reason,
        only_side="" if was_sent else Side.POLICE,
    )  # fmt: skip
    if was_sent and suspects:
        notices.notify_unit(
            "triage_cases", case.cps_unit_id, case, suspects, notice="referral_withdrawn", at=at
        )
        if case.has_prosecutor:
            notices.notify_named_roles(
                notices.PROSECUTOR_ROLES, case, suspects, notice="referral_withdrawn", at=at
            )
    return referral


@transaction.atomic
def accept_referral(
    *, referral: Referral, by: Scope, at: datetime, version: int | None = None
) -> Referral:
    """Accept the referral at triage; its suspects are ready to allocate."""
    referral = open_case_action("accept_referral", referral, by=by, at=at, version=version)
    referral.status = ReferralStatus.ACCEPTED
    referral.triaged_by_id, referral.triaged_at = by.user_id, at
    save_next_version(referral, "accept_referral", by=by, at=at)
    submissions.score_submission_checks(referral, (), at=at)
    suspects = _advance_suspects(referral, "accept_referral", by=by, at=at)
    case = referral.case
    add_timeline_event("accept_referral", case, by=by, at=at, suspects=suspects)
    notices.notify_unit(
        "allocate_cases", case.cps_unit_id, case, suspects, notice="ready_to_allocate", at=at
    )
    return referral


@transaction.atomic
def return_referral(
    *, referral: Referral, by: Scope, at: datetime, reasons: Mapping[str, str], reply_by: date,
    version: int | None = None,
) -> Referral:  # fmt: skip
    """
    Return the referral at triage. reasons: {code: detail}. reply_by: starts a police clock.

    Raises Refused without a reason that the urgency class allows, or if reply_by has passed.
    """
    referral = open_case_action("return_referral", referral, by=by, at=at, version=version)
    if not reasons or not set(reasons) <= {each.code for each in return_reasons(referral.urgency)}:
        raise Refused(_("Select at least one of the reasons shown."), is_stage=True)
    check_future_dates(reply_by, at=at)
    case = referral.case
    referral.status = ReferralStatus.RETURNED
    referral.triaged_by_id, referral.triaged_at = by.user_id, at
    save_next_version(referral, "return_referral", by=by, at=at)
    submissions.score_submission_checks(referral, reasons, at=at)
    submissions.record_return(referral, reasons, reply_by=reply_by, by=by, at=at)
    suspects = list(suspects_of_row(referral))
    clock = clocks.start_agreed_clock(
        due_on=reply_by, rule=REPLY_BY, about=case.pk,
        subject=notices.notice_subject(case, suspects), unit=case.police_unit, at=at,
    )  # fmt: skip
    for suspect in suspects:
        turns.advance_suspect(suspect, "return_referral", by=by, at=at, clock=clock)
    add_timeline_event(
        "return_referral", case, by=by, at=at, suspects=suspects, made=", ".join(reasons)
    )
    notices.notify_named_roles(
        notices.OFFICER_ROLES, case, suspects, notice="referral_returned", at=at
    )
    return referral


def _advance_suspects(referral: Referral, verb: str, *, by: Scope, at: datetime) -> list[Suspect]:
    """
    Move, and return, the suspects that the verb moves; clears what is of one submission only.
    """
    moved = [suspect for suspect in suspects_of_row(referral) if suspect.state in MOVES[verb]]
    for suspect in moved:
        suspect.is_reviewed = suspect.is_to_be_reviewed_again = False
        turns.advance_suspect(suspect, verb, by=by, at=at)
    return moved
