"""What a referral was when it was sent, kept as it was, and how the rules did that looked at it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from cases.actions import check_results
from cases.models import Referral, ReferralReturn, ReturnReason, Submission, Suspect
from cases.queries.submissions import current_referral_snapshot
from cases.referral_checks import referral_check_results
from people.access.scopes import Scope


def explanations_of_referral(
    referral: Referral,
    suspects: Iterable[Suspect],
    typed: Mapping[str, str] | None,
    *,
    by: Scope,
    at: datetime,
) -> dict[str, str]:
    """{code: why it goes all the same}, for the rules that warn of it now."""
    return check_results.explanations_of_warnings(
        referral_check_results(current_referral_snapshot(referral, suspects, by), at=at), typed
    )


def freeze_submission(
    referral: Referral, suspects: Iterable[Suspect], *, by: Scope, at: datetime
) -> Submission:
    """Keep what a supervisor sends: part of the sign-off, under its lock and in its transaction."""
    as_sent = current_referral_snapshot(referral, suspects, by)
    found = referral_check_results(as_sent, at=at, is_signed=True)
    return Submission.objects.system("freeze what is sent").create(
        case=referral.case, referral=referral, number=referral.number, as_sent=as_sent.kept(),
        checks=check_results.outcome_by_code(found), by_id=by.user_id, at=at,
    )  # fmt: skip


def score_submission_checks(referral: Referral, reasons: Collection[str], *, at: datetime) -> None:
    """Keep how each rule did, now that triage has answered. reasons: why it returned it."""
    for sent in Submission.objects.system("score the rules").filter(referral=referral):
        check_results.record_check_scores(
            sent.checks, sent.as_sent["explained"], reasons, at=at, case_id=sent.case_id,
            submission=sent,
        )  # fmt: skip


def record_return(
    referral: Referral, reasons: Mapping[str, str], *, reply_by: date, by: Scope, at: datetime
) -> None:
    """Save that triage returned the submission. reasons: {code: detail}."""
    returned = ReferralReturn.objects.system("return a referral").create(
        case=referral.case, referral=referral, reply_by=reply_by, by_id=by.user_id, at=at
    )
    ReturnReason.objects.bulk_create(
        ReturnReason(of=returned, code=code, detail=detail) for code, detail in reasons.items()
    )
