"""What may be done about one failure of a file: the police answer, a manager decides."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.file_quality import FailureStatus
from cases.models import FileFailure
from cases.permissions.stage import has_status
from cases.permissions.who import for_managers, for_police, is_one_of
from people.access import Rules, Standing, because

FAILURE_NOW: dict[str, Promise] = {
    FailureStatus.REPORTED: _("The police have not answered this yet."),
    FailureStatus.NOT_DISPUTED: _("The police have accepted this."),
    FailureStatus.DISPUTED: _("The police have already disputed this."),
    FailureStatus.SUCCESSFUL: _("A manager has decided: the police were right."),
    FailureStatus.UNSUCCESSFUL: _("A manager has decided: the failure is upheld."),
}


def what_became_of_it(who: Standing, failure: FileFailure) -> str | Promise:
    return FAILURE_NOW[failure.status]


reported = has_status(FailureStatus.REPORTED, reason=what_became_of_it)
disputed = has_status(FailureStatus.DISPUTED, reason=what_became_of_it)


@because(_("You assessed this file, so another manager decides the dispute."))
def not_the_assessor(who: Standing, failure: FileFailure) -> bool:
    return not is_one_of(who, [failure.assessed_by_id])


@because(_("The window for disputes about that month has closed."), stage=True)
def window_open(who: Standing, failure: FileFailure) -> bool:
    """42 days after the end of the month (file_quality_dispute_window in periods.toml)."""
    assert who.at is not None
    return who.at <= failure.closes_at


FAILURE = Rules(
    {
        "accept_failure": [for_police, reported, window_open],
        "dispute_failure": [for_police, reported, window_open],
        "decide_dispute": [for_managers, not_the_assessor, disputed, window_open],
    }
)
