"""What a referral was when it was sent, kept as it was, and how the rules did that looked at it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from cases.actions import checks
from cases.completeness import findings
from cases.models import Referral, Submission, Suspect
from cases.queries.submissions import as_it_stands
from people.access import Scope


def explanations(
    referral: Referral,
    suspects: Iterable[Suspect],
    typed: Mapping[str, str] | None,
    *,
    by: Scope,
    at: datetime,
) -> dict[str, str]:
    """{code: why it goes all the same}, for the rules that warn of it now."""
    return checks.explanations(findings(as_it_stands(referral, suspects, by), at=at), typed)


def freeze(
    referral: Referral, suspects: Iterable[Suspect], *, by: Scope, at: datetime
) -> Submission:
    """Keep what a supervisor sends: part of the sign-off, under its lock and in its transaction."""
    as_sent = as_it_stands(referral, suspects, by)
    found = findings(as_sent, at=at, is_signed=True)
    return Submission.objects.system("freeze what is sent").create(
        case=referral.case, referral=referral, number=referral.number, as_sent=as_sent.kept(),
        checks=checks.outcomes(found), by_id=by.user_id, at=at,
    )  # fmt: skip


def score(referral: Referral, reasons: Collection[str], *, at: datetime) -> None:
    """Keep how each rule did, now that triage has answered. reasons: why it returned it."""
    for sent in Submission.objects.system("score the rules").filter(referral=referral):
        checks.score(
            sent.checks, sent.as_sent["explained"], reasons, at=at, case_id=sent.case_id,
            submission=sent,
        )  # fmt: skip
