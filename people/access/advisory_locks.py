"""
Waiting for what somebody else has locked, and being told so when it takes too long.

The advisory locks of Postgres are one list here, so that no two have one number. Such a lock is a
number that sessions agree to wait for: two uses under one number would keep each other waiting
without a reason, so no other module takes one (tests/test_house_rules.py).
"""

from enum import IntEnum, unique

from django.db import connection


@unique
class AdvisoryLock(IntEnum):
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


def take_shared_lock(lock: AdvisoryLock) -> None:
    """Wait until nobody holds it for themselves alone; then nobody can until we are done."""
    _run_lock_statement("SELECT pg_advisory_xact_lock_shared(%s)", lock)


def take_exclusive_lock(lock: AdvisoryLock) -> None:
    """Wait until nobody holds it at all; then nobody else can until we are done."""
    _run_lock_statement("SELECT pg_advisory_xact_lock(%s)", lock)


def try_exclusive_lock(lock: AdvisoryLock, *, of: str = "") -> bool:
    """
    Whether we hold it now, for ourselves alone; False, without waiting, where somebody else does.

    of: one thing among those that the lock is for, each of which is held by itself.
    """
    if of:
        return _run_lock_statement(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, %s))", of, lock
        )
    return _run_lock_statement("SELECT pg_try_advisory_xact_lock(%s)", lock)


def _run_lock_statement(statement: str, *values: str | int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [int(v) if isinstance(v, AdvisoryLock) else v for v in values])
        [answer] = cursor.fetchone()
    return answer is True


def lock_units_shared() -> None:
    """
    Let no unit be closed or merged until this transaction ends.

    Said by whatever may put something into a unit, before it locks any row, so that nothing is put
    into a unit which goes in the same second.
    """
    take_shared_lock(AdvisoryLock.UNITS)


def lock_units_exclusive() -> None:
    """Wait until nobody acts for a unit, and let nobody begin to until this transaction ends."""
    take_exclusive_lock(AdvisoryLock.UNITS)
