"""What a referral was when it was sent, kept as it was, and how the rules did that looked at it."""

from cases.completeness import Outcome, findings
from cases.models import RuleScore, Submission
from cases.queries.submissions import as_it_stands


def explanations(referral, suspects, typed, *, by, at):
    """{code: why it goes all the same} of what was typed, for the rules that warn and no other."""
    typed = typed or {}
    warned = findings(as_it_stands(referral, suspects, by), at=at)
    return {
        each.code: typed[each.code].strip()
        for each in warned
        if each.is_missing and typed.get(each.code, "").strip()
    }


def freeze(referral, suspects, *, by, at):
    """Keep what a supervisor sends: part of the sign-off, under its lock and in its transaction."""
    as_sent = as_it_stands(referral, suspects, by)
    found = findings(as_sent, at=at, is_signed=True)
    return Submission.objects.system("freeze what is sent").create(
        case=referral.case, referral=referral, number=referral.number, as_sent=as_sent.kept(),
        checks={each.code: each.outcome for each in found}, by_id=by.user_id, at=at,
    )  # fmt: skip


def score(referral, reasons, *, at):
    """
    Keep how each rule did, now that triage has answered. reasons: the codes it returned it for.

    Also of what no rule can check, so that it shows what would be worth a rule.
    """
    rows = Submission.objects.system("score the rules").filter(referral=referral)
    for sent in rows:
        RuleScore.objects.system("score the rules").bulk_create(
            _score(sent, code, outcome, code in reasons, at)
            for code, outcome in sent.checks.items()
        )


def _score(sent, code, outcome, triage_agreed, at):
    has_warned = outcome == Outcome.MISSING
    return RuleScore(
        case_id=sent.case_id, submission=sent, code=code, triage_agreed=triage_agreed, at=at,
        was_checked=outcome != Outcome.UNCHECKED, has_warned=has_warned,
        was_explained=has_warned and code in sent.as_sent["explained"],
    )  # fmt: skip
