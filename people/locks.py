"""
Waiting for what somebody else has locked, and being told so when it takes too long.

The advisory locks of Postgres are one list here, so that no two have one number. Such a lock is a
number that sessions agree to wait for: two uses under one number would keep each other waiting
without a reason, so no other module takes one (tests/test_house_rules.py).
"""

from enum import IntEnum, unique

from django.db import connection
from django.utils.translation import gettext_lazy as _
from psycopg.errors import DeadlockDetected, LockNotAvailable

from people.rules import Refused

BUSY = _("Someone else is saving changes to this. What you entered is still here. Send it again.")


@unique
class Lock(IntEnum):
    """
    What is held. Each lasts until the transaction that took it ends.

    A number is never used for something else later: at a deployment the programs of two releases
    run side by side.
    """

    SWEEP = 4_019_626  # looking through the clocks
    CALENDAR = 4_019_627  # the closed days with which due times are counted
    UNITS = 4_019_628  # the units into which something may be put
    IDEMPOTENCY = 4_019_629  # a call of a system under one of its keys
    FIGURES = 4_019_630  # counting what has changed since the figures were made
    FIRST_ADMINISTRATOR = 4_019_631  # the command that makes the first account
    DATABASE_OBJECTS = 4_019_632  # installing functions, views and triggers


def shared(lock: Lock) -> None:
    """Wait until nobody holds it for themselves alone; then nobody can until we are done."""
    _ask("SELECT pg_advisory_xact_lock_shared(%s)", lock)


def exclusive(lock: Lock) -> None:
    """Wait until nobody holds it at all; then nobody else can until we are done."""
    _ask("SELECT pg_advisory_xact_lock(%s)", lock)


def try_exclusive(lock: Lock, *, of: str = "") -> bool:
    """
    Whether we hold it now, for ourselves alone; False, without waiting, where somebody else does.

    of: one thing among those that the lock is for, each of which is held by itself.
    """
    if of:
        return _ask("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, %s))", of, lock)
    return _ask("SELECT pg_try_advisory_xact_lock(%s)", lock)


def _ask(statement: str, *values: str | int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [int(v) if isinstance(v, Lock) else v for v in values])
        [answer] = cursor.fetchone()
    return answer is True


def gave_up(error: BaseException) -> bool:
    """
    Whether an error of the database is a wait for what somebody else has locked, given up: after
    a while, or at once because both waited for each other.
    """
    return isinstance(error.__cause__, LockNotAvailable | DeadlockDetected)


def refusal_of(error: Refused | Exception) -> Refused:
    """What to say of a refusal, or of a wait that was too long; any other error stays one."""
    if isinstance(error, Refused):
        return error
    if gave_up(error):
        return Refused(BUSY, is_stage=True)
    raise error
