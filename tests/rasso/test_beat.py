"""Beat continues to queue tasks whatever the machine's clock does."""

import os
import shelve
import signal
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from celery import Celery

from rasso.celery import app as ours
from rasso.celery_scheduler import Scheduler

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE, YEAR = timedelta(minutes=1), timedelta(days=365)


class RecordingScheduler(Scheduler):
    """Beat's scheduler, which records tasks instead of sending them."""

    producer = None  # no broker is needed

    def apply_async(self, entry, producer=None, advance=True, **kwargs):
        if advance:
            entry = self.reserve(entry)
        self.app.poked.append(entry.name)
        return type("Result", (), {"id": ""})


@pytest.fixture
def app(monkeypatch):
    app = Celery("test", set_as_current=False)
    app.conf.beat_schedule = {
        name: {"task": name, "schedule": timedelta(seconds=every)}
        for name, every in (("sweep", 60), ("send", 10))
    }
    # Otherwise beat would schedule a clean-up of results, of which there are none.
    app.conf.result_expires = None
    app.poked, app.time = [], START
    monkeypatch.setattr(Celery, "now", lambda _: app.time)
    return app


@pytest.fixture
def scheduler(app, tmp_path):
    return lambda: RecordingScheduler(app=app, schedule_filename=str(tmp_path / "schedule"))


def queued_tasks(app, scheduler, span):
    """Names of the tasks queued in this span, in steps of ten seconds."""
    app.poked.clear()
    for _ in range(int(span / timedelta(seconds=10))):
        app.time += timedelta(seconds=10)
        while scheduler.tick() == 0:
            pass
    return set(app.poked)


@pytest.mark.parametrize("is_restarted", [False, True])
def test_a_clock_that_was_a_year_ahead_and_was_put_right_does_not_silence_it(
    app, scheduler, is_restarted
):
    beat = scheduler()
    assert queued_tasks(app, beat, 2 * MINUTE) == {"sweep", "send"}
    app.time += YEAR
    assert queued_tasks(app, beat, 2 * MINUTE) == {"sweep", "send"}
    app.time -= YEAR
    if is_restarted:
        beat.close()
        beat = scheduler()
    assert queued_tasks(app, beat, 2 * MINUTE) == {"sweep", "send"}


@pytest.fixture
def install_sigterm():
    """ended(beat) makes SIGTERM end beat as Celery does: close it and raise SystemExit."""
    before = signal.getsignal(signal.SIGTERM)

    def install(beat):
        def leave(_signal, _frame):
            beat.close()
            raise SystemExit

        signal.signal(signal.SIGTERM, leave)

    yield install
    signal.signal(signal.SIGTERM, before)


def start_other_thread():
    """Start another thread, to which the system may deliver a signal."""
    threading.Thread(target=time.sleep, args=(5,), daemon=True).start()


def test_the_signal_to_end_breaks_off_no_write_of_the_schedule(
    app, scheduler, install_sigterm, tmp_path, monkeypatch
):
    beat = scheduler()
    queued_tasks(app, beat, 2 * MINUTE)
    last = {name: entry.last_run_at for name, entry in beat.schedule.items()}
    install_sigterm(beat)
    write = shelve.Shelf.__setitem__
    start_other_thread()

    def ended_in_the_middle(shelf, key, value):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.05)
        write(shelf, key, value)

    with monkeypatch.context() as patch:
        patch.setattr(shelve.Shelf, "__setitem__", ended_in_the_middle)
        with pytest.raises(SystemExit):
            beat.sync()
    beat.close()  # as Celery does on exit
    again = scheduler()
    assert {name: entry.last_run_at for name, entry in again.schedule.items()} == last
    again.close()


def test_where_the_way_out_is_lost_in_a_finalizer_beat_leaves_all_the_same(app, scheduler):
    beat = scheduler()
    queued_tasks(app, beat, MINUTE)
    beat.close()
    with pytest.raises(SystemExit):
        beat.tick()
    beat.sync()
    beat.close()


def test_the_scheduler_is_in_use_and_never_sleeps_over_ten_seconds():
    assert ours.conf.beat_scheduler == "rasso.celery_scheduler:Scheduler"
    assert Scheduler(app=ours, lazy=True).max_interval <= 10
