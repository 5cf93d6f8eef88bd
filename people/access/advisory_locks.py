"""
The registry of Postgres advisory locks, and the functions that take them.

Two uses of one number would block each other without a reason, so every number is listed here and
no other module takes an advisory lock (tests/test_house_rules.py).
"""

from enum import IntEnum, unique

from django.db import connection


@unique
class AdvisoryLock(IntEnum):
    """
    The lock numbers. Each lock lasts until the end of the transaction that took it.

    Never reuse a number for something else: during a deployment two releases run side by side.
    """

    SWEEP = 4_019_626  # one sweep of the clocks at a time
    CALENDAR = 4_019_627  # closed days: shared to count due times, exclusive to change them
    UNITS = 4_019_628  # units: shared to add rows to one, exclusive to close or merge one
    IDEMPOTENCY = 4_019_629  # one system's call under one Idempotency-Key
    FIGURES = 4_019_630  # counting the changes since the last figures
    FIRST_ADMINISTRATOR = 4_019_631  # the command that creates the first account
    DATABASE_OBJECTS = 4_019_632  # installing functions, views and triggers
    SEALING = 4_019_634  # appending entries to the sealed log
    ALERTS = 4_019_637  # looking for misuse, one run at a time
    READING = 4_019_635  # one person's reading, near a limit
    REVEALS = 4_019_636  # one person's reveals; taken after row locks, READING before them


def take_shared_lock(lock: AdvisoryLock) -> None:
    """Take the lock in shared mode, waiting for an exclusive holder. Held until the commit."""
    _run_lock_statement("SELECT pg_advisory_xact_lock_shared(%s)", lock)


def take_exclusive_lock(lock: AdvisoryLock) -> None:
    """Take the lock in exclusive mode, waiting for every other holder. Held until the commit."""
    _run_lock_statement("SELECT pg_advisory_xact_lock(%s)", lock)


def lock_person(lock: AdvisoryLock, person: str) -> None:
    """Take the lock for one person, waiting for other requests of theirs. Held until the commit."""
    _run_lock_statement("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", person, lock)


def try_exclusive_lock(lock: AdvisoryLock, *, of: str = "") -> bool:
    """
    Take the lock in exclusive mode without waiting. Returns whether it was taken.

    of: names one of several things under the same number, each locked separately.
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
    Prevent units from being closed or merged until this transaction ends.

    Call it before any row lock, in every action that may add rows to a unit.
    """
    take_shared_lock(AdvisoryLock.UNITS)


def lock_units_exclusive() -> None:
    """Wait for the actions that may add rows to a unit, and block new ones until the commit."""
    take_exclusive_lock(AdvisoryLock.UNITS)
