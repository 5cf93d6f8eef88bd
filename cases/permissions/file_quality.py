"""Permission table of a file failure: the police answer, a manager decides a dispute."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.file_quality import FailureStatus
from cases.models import FileFailure
from cases.permissions.capacity_tests import for_managers, for_police, is_one_of
from cases.permissions.state_tests import has_status
from people.access.scopes import Rules, Standing, refusal_reason

FAILURE_STATUS_TEXT: dict[str, Promise] = {
    FailureStatus.REPORTED: _("The police have not answered this yet."),
    FailureStatus.NOT_DISPUTED: _("The police have accepted this."),
    FailureStatus.DISPUTED: _("The police have already disputed this."),
    FailureStatus.SUCCESSFUL: _("A manager has decided: the police were right."),
    FailureStatus.UNSUCCESSFUL: _("A manager has decided: the failure is upheld."),
}


def why_failure_is_closed(who: Standing, failure: FileFailure) -> str | Promise:
    return FAILURE_STATUS_TEXT[failure.status]


is_failure_reported = has_status(FailureStatus.REPORTED, reason=why_failure_is_closed)
is_failure_disputed = has_status(FailureStatus.DISPUTED, reason=why_failure_is_closed)


@refusal_reason(_("You assessed this file, so another manager decides the dispute."))
def is_not_assessor(who: Standing, failure: FileFailure) -> bool:
    return not is_one_of(who, [failure.assessed_by_id])


@refusal_reason(_("The window for disputes about that month has closed."), stage=True)
def is_dispute_window_open(who: Standing, failure: FileFailure) -> bool:
    """42 days after the end of the month (file_quality_dispute_window in periods.toml)."""
    assert who.at is not None
    return who.at <= failure.closes_at


FAILURE = Rules(
    {
        "accept_failure": [for_police, is_failure_reported, is_dispute_window_open],
        "dispute_failure": [for_police, is_failure_reported, is_dispute_window_open],
        "decide_dispute": [
            for_managers,
            is_not_assessor,
            is_failure_disputed,
            is_dispute_window_open,
        ],
    }
)
