"""Two people at once, on connections of their own."""

import threading
import time
from contextlib import contextmanager

from django.db import connection, connections, transaction

from cases.models import Case
from devtools.database_copies import owner

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


def at_once(case, *acts):
    """
    Let everybody begin while the case is locked, so that all of them wait for it, then let go.

    Returns what each act returned or raised, in the order given.
    """
    with _all_waiting_for(acts) as outcomes:
        Case.objects.system("test").select_for_update().get(pk=case.pk)
    return outcomes


def meanwhile(first, *acts):
    """
    Do something, and let everybody else begin before it is committed, so that all wait for it.

    Returns what each of the others returned or raised.
    """
    with _all_waiting_for(acts) as outcomes:
        first()
    return outcomes


@contextmanager
def somebody_saving(case):
    """Somebody else has a case locked."""
    with owner(connection.settings_dict["NAME"]) as session, session.transaction():
        session.execute("SELECT FROM cases_case WHERE id = %s FOR UPDATE", [case.pk])
        yield


@contextmanager
def little_patience():
    """A wait for what others have locked is given up at once; the settings say 10 seconds."""
    options = connection.settings_dict["OPTIONS"]
    usual = options["options"]
    options["options"] = f"{usual} -c lock_timeout=200"  # of whatever connects from now on
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
            yield
            cursor.execute("RESET lock_timeout")
    finally:
        options["options"] = usual


def _run(act, outcomes, n):
    try:
        outcomes[n] = act()
    except Exception as refusal:
        outcomes[n] = refusal
    finally:
        connections.close_all()


@contextmanager
def _all_waiting_for(acts):
    """What each act comes to, once what is done inside, for which they all wait, is committed."""
    outcomes = [None] * len(acts)
    threads = [threading.Thread(target=_run, args=(act, outcomes, n)) for n, act in enumerate(acts)]
    with transaction.atomic():
        yield outcomes
        for thread in threads:
            thread.start()
        wait_until_blocked(len(acts))
    for thread in threads:
        thread.join(30)


def wait_until_blocked(how_many):
    """Wait until so many really wait for a lock of somebody else."""
    for _ in range(400):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees one moment
            cursor.execute(WAITING)
            if cursor.fetchone()[0] >= how_many:
                return
        time.sleep(0.05)
    raise AssertionError("not everybody waited")
