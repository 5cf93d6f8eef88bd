"""Freeze a referral as sent, and score the referral checks once triage has answered."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from cases.models import Referral, ReferralReturn, ReturnReason, Submission, Suspect
from cases.referral_checks import REFERRAL_CHECKS, referral_check_results
from cases.referrals.actions import check_results
from cases.referrals.queries.submissions import current_referral_snapshot
from people.access.opened_texts import check_all_opened
from people.access.scopes import Scope
from people.models.nullable import not_null


def explanations_of_referral(
    referral: Referral,
    suspects: Collection[Suspect],
    typed: Mapping[str, str] | None,
    *,
    by: Scope,
    at: datetime,
) -> dict[str, str]:
    """{check code: explanation} for the checks that warn now."""
    return check_results.explanations_of_warnings(
        referral_check_results(current_referral_snapshot(referral, suspects, by), at=at), typed
    )


def freeze_submission(
    referral: Referral, suspects: Collection[Suspect], *, by: Scope, at: datetime
) -> Submission:
    """Store the referral snapshot and check results, within the transaction of the sign-off."""
    as_sent = current_referral_snapshot(referral, suspects, by)
    check_all_opened(as_sent)
    found = referral_check_results(as_sent, at=at, is_signed=True)
    return Submission.objects.unscoped("freeze what is sent").create(
        case=referral.case, referral=referral, number=not_null(referral.number),
        as_sent=as_sent.to_json(), checks=check_results.outcome_by_code(found), by_id=by.actor.id,
        at=at,
    )  # fmt: skip


def score_submission_checks(referral: Referral, reasons: Collection[str], *, at: datetime) -> None:
    """
    Record how each check for a reason of triage did, now that triage has answered.

    reasons: codes of a return.
    """
    for sent in Submission.objects.unscoped("score the rules").filter(referral=referral):
        checks = {code: said for code, said in sent.checks.items() if code in REFERRAL_CHECKS}
        check_results.record_check_scores(
            checks, sent.as_sent["explained"], reasons, at=at, case_id=sent.case_id,
            submission=sent,
        )  # fmt: skip


def record_return(
    referral: Referral, reasons: Mapping[str, str], *, reply_by: date, by: Scope, at: datetime
) -> None:
    """Save that triage returned the submission. reasons: {code: detail}."""
    returned = ReferralReturn.objects.unscoped("return a referral").create(
        case=referral.case, referral=referral, reply_by=reply_by, by_id=by.actor.id, at=at
    )
    ReturnReason.objects.bulk_create(
        ReturnReason(of=returned, code=code, detail=detail) for code, detail in reasons.items()
    )
