"""A network namespace with three virtual links between the service and its servers."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from devtools.fake_notify import Notify
from devtools.worker_processes import kill_group
from drills.drill_run import DrillRun
from drills.environment import PLAYED_DATABASE

NETWORK_NAME = "rasso-drill"
LINKS = ("postgres", "redis", "providers")  # providers: the relay, its look-up, GOV.UK Notify
SMTP, LOOKUP, NOTIFY = "2525", "8025", "8080"


def missing_for_network() -> str:
    """What is missing for a network namespace; "" if nothing."""
    if os.geteuid() or not shutil.which("ip"):
        return "a network namespace, and so root and ip"
    try:
        with open_links():
            return ""
    except subprocess.CalledProcessError:
        return "a network namespace, which this machine does not allow"


def link_addresses(cable: str) -> tuple[str, str]:
    """(our address, theirs), reserved for documentation. Source: RFC 5737."""
    first = 4 * LINKS.index(cable) + 1
    return f"203.0.113.{first}", f"203.0.113.{first + 1}"


@contextmanager
def open_links() -> Iterator[None]:
    """Create the namespace and the links, which have the same name at both ends."""
    remove_links()
    run_ip("netns", "add", NETWORK_NAME)
    try:
        for cable in LINKS:
            add_link(f"drill-{cable}", *link_addresses(cable))
        yield
    finally:
        remove_links()


def add_link(name: str, ours: str, theirs: str) -> None:
    run_ip("link", "add", name, "type", "veth", "peer", "name", name, "netns", NETWORK_NAME)
    for at, address in (((), ours), (("-n", NETWORK_NAME), theirs)):
        run_ip(*at, "addr", "add", f"{address}/30", "dev", name)
        run_ip(*at, "link", "set", name, "up")


def remove_links() -> None:
    for command in (
        *(("link", "del", f"drill-{cable}") for cable in LINKS),
        ("netns", "del", NETWORK_NAME),
    ):
        with suppress(subprocess.CalledProcessError):
            run_ip(*command)


def cut_links(*cables: str) -> None:
    """Set links down at the far end. Packets from our end still leave, and are lost."""
    for cable in cables:
        run_ip("-n", NETWORK_NAME, "link", "set", f"drill-{cable}", "down")


def restore_links(*cables: str) -> None:
    for cable in cables:
        run_ip("-n", NETWORK_NAME, "link", "set", f"drill-{cable}", "up")


def run_ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@contextmanager
def service_behind_links(
    scene: DrillRun, notify: Notify | None = None
) -> Iterator[Callable[[], None]]:
    """Put the service behind the links. Yields a function that restarts their proxies."""
    servers = servers_behind_links(scene, notify)
    lines: list[subprocess.Popen[bytes]] = []

    def lay() -> None:
        for line in lines:
            kill_group(line)
        lines[:] = [start_proxy(scene, *each) for each in servers]

    scene.crew.env |= link_environment(notify)
    with open_links():
        lay()
        try:
            yield lay
        finally:
            scene.close()  # before the links are removed


def servers_behind_links(scene: DrillRun, notify: Notify | None) -> list[tuple[str, str, str]]:
    """[(link, port, server)] that the service reaches through the links."""
    mail = scene.relay.addresses()
    found = [
        ("postgres", "5432", f"{scene.ground.postgres.room}/.s.PGSQL.5432"),
        ("redis", "6379", str(scene.crew.redis.socket)),
        ("providers", SMTP, f"{mail['MAIL_HOST']}:{mail['MAIL_PORT']}"),
        ("providers", LOOKUP, urlsplit(mail["MAIL_LOOKUP_URL"]).netloc),
    ]
    return found + ([("providers", NOTIFY, urlsplit(notify.address).netloc)] if notify else [])


def link_environment(notify: Notify | None) -> dict[str, str]:
    """Environment variables with the addresses at the links' far ends."""
    theirs = {cable: link_addresses(cable)[1] for cable in LINKS}
    found = {
        "DATABASE_URL": f"postgres://rasso_app@{theirs['postgres']}:5432/{PLAYED_DATABASE}",
        "REDIS_URL": f"redis://{theirs['redis']}:6379/0",
        "MAIL_HOST": theirs["providers"],
        "MAIL_PORT": SMTP,
        "MAIL_LOOKUP_URL": f"http://{theirs['providers']}:{LOOKUP}",
    }
    return found | ({"NOTIFY_URL": f"http://{theirs['providers']}:{NOTIFY}"} if notify else {})


def start_proxy(scene: DrillRun, cable: str, port: str, server: str) -> subprocess.Popen[bytes]:
    within, home = ("ip", "netns", "exec", NETWORK_NAME), f"/proc/{os.getpid()}/ns/net"
    return scene.crew.start(
        "drills.tcp_proxy", link_addresses(cable)[1], port, server, home, before=within
    )
