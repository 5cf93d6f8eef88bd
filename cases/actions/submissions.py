"""What a referral was when it was sent, kept as it was."""

from cases.models import Submission
from cases.queries.submissions import as_it_stands


def freeze(referral, suspects, *, by, at):
    """Keep what a supervisor sends: part of the sign-off, under its lock and in its transaction."""
    as_sent = as_it_stands(referral, suspects, by)
    return Submission.objects.system("freeze what is sent").create(
        case=referral.case, referral=referral, number=referral.number, as_sent=as_sent.kept(),
        by_id=by.user_id, at=at,
    )  # fmt: skip
