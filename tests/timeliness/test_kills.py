"""
Kill every process that can be killed, and count what the relay accepted.

Beat, Redis, workers, the relay and the web server are real processes. Each test prints a verdict:
lost (expected, never accepted), duplicate (accepted twice), and evidence of the kill. Usually the
most important cases run once; KILL_SEEDS=5 runs every case five times.
"""

import os
import time
from contextlib import closing, suppress
from datetime import timedelta
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest

from devtools.smtp_relay import free_port
from devtools.worker_processes import wait_for
from tests.support.timeliness.kill_scene import Scene
from timeliness.models import Delivery, Reminder

SEEDS = range(int(os.environ.get("KILL_SEEDS", 1)))
thorough = pytest.mark.skipif("KILL_SEEDS" not in os.environ, reason="KILL_SEEDS not set")
pytestmark = [pytest.mark.kills, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=SEEDS)
def seed(request):
    return request.param


@pytest.fixture
def provider(request):
    return getattr(request, "param", "AskableSmtp")


@pytest.fixture
def scene(mailroom, tmp_path, seed, provider, cps):
    with closing(Scene(mailroom, tmp_path, seed, cps, provider)) as scene:
        yield scene


def kill_three(scene, stage):
    scene.clocks()
    worker, _ = scene.crew.worker(), scene.crew.beat()
    for _ in range(3):
        scene.kill_child(worker, stage)


@pytest.mark.parametrize("stage", [pytest.param("envelope", marks=thorough), "text"])
def test_a_child_killed_with_a_message_in_flight(scene, stage):
    scene.room.hold_envelope = scene.room.hold_before = 0.3
    kill_three(scene, stage)
    assert scene.verdict(f"child killed at {stage}") == (0, 0)


def test_a_child_killed_after_the_relay_accepted_and_before_our_mark(scene):
    scene.room.hold_after = 0.3
    kill_three(scene, "accepted")
    assert scene.verdict("child killed after acceptance") == (0, 0)
    assert scene.room.asked and Delivery.objects.filter(why="found at the provider").exists()


@thorough
@pytest.mark.parametrize("provider", ["Smtp"], indirect=True)
def test_plain_smtp_may_repeat_but_never_loses(scene):
    scene.room.hold_after = 0.3
    kill_three(scene, "accepted")
    lost, duplicate = scene.verdict("PLAIN SMTP killed after acceptance")
    assert lost == 0 and duplicate <= 3


def test_the_whole_worker_group_killed(scene):
    scene.clocks()
    scene.room.hold_before = scene.room.hold_after = 0.1
    worker, _ = scene.crew.worker(), scene.crew.beat()
    for stage in ("text", "accepted"):
        scene.kill_worker(worker, stage)
        worker = scene.crew.worker()
    assert scene.verdict("worker group killed") == (0, 0)


@thorough
def test_redis_flushed_while_messages_fly(scene):
    scene.clocks()
    scene.room.hold_before = 0.1
    worker, _ = scene.crew.worker(), scene.crew.beat()
    for _ in range(3):
        scene.flight("text", worker)
        scene.flush_redis()
        time.sleep(scene.chance.uniform(0.2, 0.8))
    scene.note(f"FLUSHALL x3 in flight, {count_unsent()} unsent at the last")
    assert scene.verdict("redis flushed") == (0, 0)


def test_redis_killed_while_messages_fly(scene):
    scene.clocks()
    scene.room.hold_before = 0.1
    worker, beat = scene.crew.worker(), scene.crew.beat()
    scene.flight("text", worker)
    killed = scene.crew.kill_redis()
    time.sleep(scene.chance.uniform(0.5, 3))
    scene.note(f"SIGKILL redis pid {killed}, {count_unsent()} unsent when it came back")
    scene.crew.redis.start()
    assert scene.verdict("redis killed") == (0, 0)
    assert worker.poll() is None and beat.poll() is None


def test_two_beats_and_two_workers(scene):
    scene.clocks()
    scene.room.hold_before = 0.1
    beats = [scene.crew.beat(), scene.crew.beat()]
    scene.crew.worker(), scene.crew.worker()
    assert scene.verdict("two beats, two workers") == (0, 0)
    assert all(beat.poll() is None for beat in beats)
    assert len({mail.pid for mail in scene.room.accepted}) > 1


@thorough
def test_beat_dead_for_a_while(scene):
    scene.clocks(ago=timedelta(minutes=70))
    scene.crew.worker()
    time.sleep(2)
    assert not Reminder.objects.exists() and not scene.room.accepted
    scene.crew.beat()
    assert scene.verdict("beat dead") == (0, 0)
    spoken = Reminder.objects.filter(stage="after_due")
    assert spoken and all(reminder.is_late for reminder in spoken)


def test_a_web_write_does_not_need_the_broker_and_does_not_notice_that_it_is_down(scene):
    site, met = Site(scene), scene.connections_to_redis()
    up = site.post(60)
    assert scene.connections_to_redis() == met + 1  # our own second query
    killed = scene.crew.kill_redis()
    down = site.post(60)
    assert not scene.room.accepted
    scene.note(f"redis pid {killed} killed; web write p95 {up:.1f} ms before, {down:.1f} ms after")
    scene.crew.redis.start()
    scene.crew.worker(), scene.crew.beat()
    assert scene.verdict("broker down during web writes") == (0, 0)


class Site:
    """A web server, and a person who uses it."""

    def __init__(self, scene):
        self.scene, self.port, self.written = scene, free_port(), 0
        scene.crew.web(self.port)
        wait_for(self.answers, 20, "the web server")

    def answers(self):
        with suppress(OSError):
            self.ask("GET", "/")
            return True

    def ask(self, method, path, body=None):
        with closing(HTTPConnection("localhost", self.port, timeout=10)) as connection:
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request(method, path, body, headers)
            return connection.getresponse().status

    def post(self, count):
        """95th percentile, in ms, of writes that each notify two people."""
        taken, cps = [], self.scene.cps
        for _ in range(count):
            subject, self.written = f"W{self.written}", self.written + 1
            people = [("person", cps.officer.pk), ("person", cps.supervisor.pk)]
            begun = time.perf_counter()
            status = self.ask("POST", "/tell", urlencode([("subject", subject), *people]))
            taken.append((time.perf_counter() - begun) * 1000)
            assert status == 204
            for role in ("officer", "supervisor"):
                self.scene.want(role, f"Your turn: {subject}")
        return sorted(taken)[int(count * 0.95)]


def count_unsent():
    return Delivery.objects.outstanding().count()
