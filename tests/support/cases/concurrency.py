"""Concurrent actions, each on its own connection."""

import threading
import time
from contextlib import contextmanager

from django.db import connection, connections, transaction

from cases.models import Case
from devtools.database_copies import owner

WAITING = """
SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE NOT granted AND datname = current_database()
"""


def run_at_once(case, *acts):
    """Start all actions while the case is locked, so that they wait for it, then release the lock.

    Returns: what each action returned or raised, in order.
    """
    with _all_waiting_for(acts) as outcomes:
        Case.objects.unscoped("test").select_for_update().get(pk=case.pk)
    return outcomes


def run_meanwhile(first, *acts):
    """Run `first` and start the other actions before it commits, so that they wait for it.

    Returns: what each of the other actions returned or raised.
    """
    with _all_waiting_for(acts) as outcomes:
        first()
    return outcomes


@contextmanager
def case_locked(case):
    """Context manager: another session holds the lock on the case."""
    with owner(connection.settings_dict["NAME"]) as session, session.transaction():
        session.execute("SELECT FROM cases_case WHERE id = %s FOR UPDATE", [case.pk])
        yield


@contextmanager
def short_lock_timeout():
    """Context manager: lock timeouts of 200 ms instead of 10 seconds."""
    options = connection.settings_dict["OPTIONS"]
    usual = options["options"]
    options["options"] = f"{usual} -c lock_timeout=200"  # for new connections
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
            yield
            cursor.execute("RESET lock_timeout")
    finally:
        options["options"] = usual


def _record_outcome(act, outcomes, n):
    try:
        outcomes[n] = act()
    except Exception as refusal:
        outcomes[n] = refusal
    finally:
        connections.close_all()


@contextmanager
def _all_waiting_for(acts):
    """Context manager: runs its body, starts the actions, commits once they all wait.

    Returns: a list filled with what each action returns or raises.
    """
    outcomes = [None] * len(acts)
    threads = [
        threading.Thread(target=_record_outcome, args=(act, outcomes, n))
        for n, act in enumerate(acts)
    ]
    with transaction.atomic():
        yield outcomes
        for thread in threads:
            thread.start()
        wait_until_blocked(len(acts))
    for thread in threads:
        thread.join(30)


def wait_until_blocked(how_many):
    """Wait until this many sessions wait for a lock."""
    for _ in range(400):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # else stale
            cursor.execute(WAITING)
            if cursor.fetchone()[0] >= how_many:
                return
        time.sleep(0.05)
    raise AssertionError("not everybody waited")
