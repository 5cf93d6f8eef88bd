"""A network of its own, and three cables between the service and what it stands on."""

import os
import shutil
import subprocess
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from drills.ground import PLAYED
from tests.timeliness.crew import kill_group

NAME = "rasso-drill"
CABLES = ("postgres", "redis", "providers")  # providers: the relay, its lookup, GOV.UK Notify
SMTP, LOOKUP, NOTIFY = "2525", "8025", "8080"


def network():
    """What a network of one's own needs and is not here."""
    if os.geteuid() or not shutil.which("ip"):
        return "a network namespace, and so root and ip"
    try:
        with cables():
            return ""
    except subprocess.CalledProcessError:
        return "a network namespace, which this machine does not allow"


def ends(cable):
    """(ours, theirs): addresses that belong to nobody. Source: RFC 5737."""
    first = 4 * CABLES.index(cable) + 1
    return f"203.0.113.{first}", f"203.0.113.{first + 1}"


@contextmanager
def cables():
    """The network with a cable to each; either end of one has the same name."""
    remove()
    ip("netns", "add", NAME)
    try:
        for cable in CABLES:
            lay_cable(f"drill-{cable}", *ends(cable))
        yield
    finally:
        remove()


def lay_cable(name, ours, theirs):
    ip("link", "add", name, "type", "veth", "peer", "name", name, "netns", NAME)
    for at, address in (((), ours), (("-n", NAME), theirs)):
        ip(*at, "addr", "add", f"{address}/30", "dev", name)
        ip(*at, "link", "set", name, "up")


def remove():
    for command in (
        *(("link", "del", f"drill-{cable}") for cable in CABLES),
        ("netns", "del", NAME),
    ):
        with suppress(subprocess.CalledProcessError):
            ip(*command)


def pull(*cables):
    """At their end: at ours what is sent still goes out, and nobody hears it."""
    for cable in cables:
        ip("-n", NAME, "link", "set", f"drill-{cable}", "down")


def plug(*cables):
    for cable in cables:
        ip("-n", NAME, "link", "set", f"drill-{cable}", "up")


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True)


@contextmanager
def wired(scene, notify=None):
    """The service behind its cables; yields a function that lays the lines through them anew."""
    servers, lines = behind(scene, notify), []

    def lay():
        for line in lines:
            kill_group(line)
        lines[:] = [line_to(scene, *each) for each in servers]

    scene.crew.env |= addresses(notify)
    with cables():
        lay()
        try:
            yield lay
        finally:
            scene.close()  # while the cables are there


def behind(scene, notify):
    """[(cable, port, server)] of what the service reaches through them."""
    mail = scene.relay.addresses()
    found = [
        ("postgres", "5432", f"{scene.ground.postgres.room}/.s.PGSQL.5432"),
        ("redis", "6379", str(scene.crew.redis.socket)),
        ("providers", SMTP, f"{mail['MAIL_HOST']}:{mail['MAIL_PORT']}"),
        ("providers", LOOKUP, urlsplit(mail["MAIL_LOOKUP_URL"]).netloc),
    ]
    return found + ([("providers", NOTIFY, urlsplit(notify.address).netloc)] if notify else [])


def addresses(notify):
    """The environment that leads through them."""
    theirs = {cable: ends(cable)[1] for cable in CABLES}
    found = {
        "DATABASE_URL": f"postgres://rasso_app@{theirs['postgres']}:5432/{PLAYED}",
        "REDIS_URL": f"redis://{theirs['redis']}:6379/0",
        "MAIL_HOST": theirs["providers"],
        "MAIL_PORT": SMTP,
        "MAIL_LOOKUP_URL": f"http://{theirs['providers']}:{LOOKUP}",
    }
    return found | ({"NOTIFY_URL": f"http://{theirs['providers']}:{NOTIFY}"} if notify else {})


def line_to(scene, cable, port, server):
    within, home = ("ip", "netns", "exec", NAME), f"/proc/{os.getpid()}/ns/net"
    return scene.crew.start("drills.line", ends(cable)[1], port, server, home, before=within)
