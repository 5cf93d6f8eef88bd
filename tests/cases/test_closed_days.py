"""A closed day is announced at the same moment as people act on cases."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from cases.case_details.actions import cases
from cases.deadlines import PERIOD_OF_URGENCY, Urgency
from cases.models import Suspect
from cases.referrals.actions import referrals
from devtools.case_builder import MONDAY, CaseBuilder, cast, person, scope
from people.models import Agency, Side, Unit
from timeliness.actions import clocks, closed_days
from timeliness.models import Clock

pytestmark = pytest.mark.django_db(transaction=True)

CLOSED = date(2026, 3, 4)  # the Wednesday after MONDAY
WAITING = """
SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE NOT granted AND datname = current_database()
"""


@pytest.fixture(autouse=True)
def period_in_working_days(monkeypatch):
    """Use a period of five working days, which a closed day extends."""
    monkeypatch.setitem(PERIOD_OF_URGENCY, Urgency.GREEN, "victim_told_standard")


@pytest.fixture
def administrator(db):
    agency = Agency.objects.create(name="Oversight", side=Side.OVERSIGHT)
    unit = Unit.objects.create(agency=agency, name="Accounts", kind=Unit.Kind.ADMINISTRATION)
    return scope(person(unit, "administer_accounts"))


@pytest.fixture
def meet_closed_day(monkeypatch, administrator):
    """
    meet(act, module, name) pauses an act where it calls this function, and announces a closed day.

    Once the announcement waits for the act, the act continues. Both must end.
    """

    def meet(act, module, name):
        halted, go, goes_on = threading.Event(), threading.Event(), getattr(module, name)

        def halt(*args, **kwargs):
            halted.set()
            assert go.wait(20)
            return goes_on(*args, **kwargs)

        monkeypatch.setattr(module, name, halt)
        with ThreadPoolExecutor(2) as people:
            acting = people.submit(run_and_disconnect, act)
            assert halted.wait(20)
            announcing = people.submit(run_and_disconnect, announce_day, administrator)
            wait_for_lock_wait()
            go.set()
            announcing.result(20), acting.result(20)

    return meet


def run_and_disconnect(act, *args):
    """Run it, and close its own database connection."""
    try:
        return act(*args)
    finally:
        connection.close()


def announce_day(administrator):
    closed_days.announce_closed_day(by=administrator, day=CLOSED, title="Late", at=MONDAY)


def wait_for_lock_wait():
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits for anybody")


def test_neither_of_two_who_meet_on_a_clock_and_its_suspects_is_thrown_out(meet_closed_day):
    # Two suspects who share a clock; the first lets it continue.
    builder = CaseBuilder(cast(), suspects=2).submit()

    def withdraw():
        builder.do(
            referrals.withdraw_referral, "officer", referral=builder.referral,
            withdrawal_reason="Sent too soon.",
        )  # fmt: skip

    meet_closed_day(withdraw, clocks, "stop_clock")
    assert not Clock.objects.running().exists()
    assert {suspect.due_at for suspect in Suspect.objects.unscoped("test")} == {None}


def test_a_clock_that_starts_as_a_day_is_announced_is_counted_with_it(meet_closed_day):
    builder = CaseBuilder(cast()).write()

    def sign_off():
        builder.do(
            referrals.sign_referral_off, "supervisor", referral=builder.referral,
            supervisor_comments="Ready.",
        )  # fmt: skip

    meet_closed_day(sign_off, clocks, "create_clock")
    clock = Clock.objects.get(closed_at=None)
    assert clock.due_at.date() == date(2026, 3, 10)
    assert builder.suspect().due_at == builder.suspect().listed_at == clock.due_at


def test_a_suspect_saved_as_a_day_is_announced_keeps_the_date_that_it_moved_to(meet_closed_day):
    builder = CaseBuilder(cast()).submit()

    def record_custody():
        suspect = builder.suspect()
        builder.do(
            cases.record_custody, "officer", suspect=suspect, version=suspect.version,
            custody="ON_BAIL", bailed_on=date(2026, 3, 1), bail_ends_on=date(2026, 5, 1),
        )  # fmt: skip

    meet_closed_day(record_custody, cases, "save_next_version")
    assert builder.suspect().custody == "ON_BAIL"
    assert builder.suspect().due_at.date() == date(2026, 3, 10)
