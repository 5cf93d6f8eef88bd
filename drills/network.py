"""The cable between the service and its servers is pulled, and where it led is no longer there."""

import os
import shutil
import subprocess
import time
from contextlib import contextmanager, suppress

from drills.ground import PLAYED
from drills.matrix import kill
from drills.scene import WRITING
from tests.timeliness.crew import kill_group, wait_for

NAME = "rasso-drill"
OURS, THEIRS = "203.0.113.1", "203.0.113.2"  # addresses that belong to nobody. Source: RFC 5737
WHILE, FOR_GOOD, GIVES_UP_WITHIN = 30, 50, 40  # seconds


def network():
    """What a network of one's own needs and is not here."""
    if os.geteuid() or not shutil.which("ip"):
        return "a network namespace, and so root and ip"
    try:
        with cable():
            return ""
    except subprocess.CalledProcessError:
        return "a network namespace, which this machine does not allow"


@contextmanager
def cable():
    """A network with one cable to ours."""
    unplug()
    ip("netns", "add", NAME)
    try:
        ip("link", "add", "drill0", "type", "veth", "peer", "name", "drill1", "netns", NAME)
        ip("addr", "add", f"{OURS}/30", "dev", "drill0")
        ip("link", "set", "drill0", "up")
        ip("-n", NAME, "addr", "add", f"{THEIRS}/30", "dev", "drill1")
        ip("-n", NAME, "link", "set", "drill1", "up")
        yield
    finally:
        unplug()


def unplug():
    for command in (("link", "del", "drill0"), ("netns", "del", NAME)):
        with suppress(subprocess.CalledProcessError):
            ip(*command)


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True)


@contextmanager
def wired(scene):
    """The service behind a cable; yields a function that lays the lines through it anew."""
    servers = {
        "5432": f"{scene.ground.postgres.room}/.s.PGSQL.5432",
        "6379": scene.crew.redis.socket,
    }
    lines = []

    def lay():
        for line in lines:
            kill_group(line)
        within = ("ip", "netns", "exec", NAME)
        lines[:] = [
            scene.crew.start("drills.line", THEIRS, port, str(server), before=within)
            for port, server in servers.items()
        ]

    scene.crew.env |= {
        "DATABASE_URL": f"postgres://rasso_app@{THEIRS}:5432/{PLAYED}",
        "REDIS_URL": f"redis://{THEIRS}:6379/0",
    }
    with cable():
        lay()
        yield lay


@kill("K11", f"no network to Postgres and Redis for {WHILE} s", needs=network)
def partition(scene):
    with wired(scene):
        scene.service()
        scene.start_writing()
        scene.relay.hold_before = 0.1
        scene.flight("text")
        errors, acts = scene.ledger.errors, len(scene.ledger.acts)
        ip("link", "set", "drill0", "down")
        time.sleep(WHILE)
        acts = len(scene.ledger.acts) - acts
        ip("link", "set", "drill0", "up")
        scene.note(f"{acts} acts ended meanwhile, {scene.ledger.errors - errors} requests failed")
        assert acts <= len(WRITING), "nobody had to wait"  # each had at most one all but done
        return ended(scene)


@kill("K12", "Postgres and Redis vanish, and come back as others", needs=network)
def vanished(scene):
    """No goodbye reaches the service, so it has to find out by itself, and within limits."""
    with wired(scene) as lay:
        scene.service()
        scene.start_writing()
        scene.flight("text")
        errors = scene.ledger.errors
        ip("link", "set", "drill0", "down")
        began = time.monotonic()
        wait_for(lambda: scene.ledger.errors - errors >= 3, FOR_GOOD, "requests to be given up")
        given_up = time.monotonic() - began
        lay()
        ip("link", "set", "drill0", "up")
        scene.wrong += given_up > GIVES_UP_WITHIN
        scene.note(f"given up after {given_up:.0f} s")
        return ended(scene)


def ended(scene):
    verdict = scene.verdict()
    scene.close()  # while the cable is there
    return verdict
