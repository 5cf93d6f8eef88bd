"""What a person reads who waited too long for a row that somebody else is saving."""

from django.utils.translation import gettext_lazy as _
from psycopg.errors import DeadlockDetected, LockNotAvailable

from people.access.permission_tables import Refused

LOCKED_BY_SOMEONE_ELSE = _(
    "Someone else is saving changes to this. What you entered is still here. Send it again."
)


def is_lock_timeout(error: BaseException) -> bool:
    """
    Whether an error of the database is a wait for what somebody else has locked, given up: after
    a while, or at once because both waited for each other.
    """
    return isinstance(error.__cause__, LockNotAvailable | DeadlockDetected)


def refusal_from_error(error: Refused | Exception) -> Refused:
    """What to say of a refusal, or of a wait that was too long; any other error stays one."""
    if isinstance(error, Refused):
        return error
    if is_lock_timeout(error):
        return Refused(LOCKED_BY_SOMEONE_ELSE, is_stage=True)
    raise error
