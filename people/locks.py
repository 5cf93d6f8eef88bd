"""Waiting for what somebody else has locked, and being told so when it takes too long."""

from django.utils.translation import gettext_lazy as _
from psycopg.errors import DeadlockDetected, LockNotAvailable

from people.rules import Refused

BUSY = _(
    "Somebody else is saving on this at the same moment. Nothing you typed is lost. Send it again."
)


def gave_up(error):
    """
    Whether an error of the database is a wait for what somebody else has locked, given up: after
    a while, or at once because both waited for each other.
    """
    return isinstance(error.__cause__, LockNotAvailable | DeadlockDetected)


def refusal_of(error):
    """What to say of a refusal, or of a wait that was too long; any other error stays one."""
    if isinstance(error, Refused):
        return error
    if gave_up(error):
        return Refused(BUSY, is_stage=True)
    raise error
