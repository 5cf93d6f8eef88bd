"""Turn lock timeouts and deadlocks into a refusal that asks to send the form again."""

from django.utils.translation import gettext_lazy as _
from psycopg.errors import DeadlockDetected, LockNotAvailable

from people.access.permission_tables import Refused

LOCKED_BY_SOMEONE_ELSE = _(
    "Someone else is saving changes to this. What you entered is still here. Send it again."
)


def is_lock_timeout(error: BaseException) -> bool:
    """
    Whether a database error is a lock timeout or a deadlock.
    """
    return isinstance(error.__cause__, LockNotAvailable | DeadlockDetected)


def refusal_from_error(error: Refused | Exception) -> Refused:
    """The refusal for a lock timeout; a Refused unchanged. Raises any other error again."""
    if isinstance(error, Refused):
        return error
    if is_lock_timeout(error):
        return Refused(LOCKED_BY_SOMEONE_ELSE, is_stage=True)
    raise error
