"""
Alert by e-mail when a readiness check fails.

Needs neither Celery nor Redis nor the outbox: it queries the database itself and mails straight to
the relay. Repeats an alert only after some hours, or after ten minutes without the problem, and
sends one message when a problem has been over for that long.
"""

import logging
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn
from uuid import uuid4

from django.conf import settings
from django.core.management import BaseCommand
from django.core.management.base import CommandParser
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from rasso.readiness import readiness_problems
from rasso.start_checks import refuse_unproven_servers
from timeliness.providers import Smtp

log = logging.getLogger(__name__)
NO_DATABASE, COULD_NOT_ASK = "no database", "could not ask: the log says why"
UNASKED = {NO_DATABASE, COULD_NOT_ASK}  # when one of these is found, no other check ran
WELL_AFTER_SECONDS = 600
WORDS = """\
RASSO does not do all that it promises:

%s

Open Administration, Operations, or run manage.py readiness.
"""
OVER = """\
This had stopped, and has been well for ten minutes:

%s

%s
"""
ALL_WELL = "Nothing else is wrong."
NOT_ALL_WELL = "Still wrong: %s."


class Command(BaseCommand):
    help = "Run the readiness checks every minute, and mail WATCHDOG_MAIL when one fails."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="run the checks once, then end")

    def handle(self, *args: str, once: bool, **options: object) -> None:
        refuse_unproven_servers()
        memory = AlertMemory()
        while True:
            found, now = current_problems(), time.monotonic()
            news = memory.news(found, now=now)
            if news and send_alert(found):
                memory.told(found, now=now)
            if memory.over and not found & UNASKED and send_recovery(memory.over, found):
                memory.over = set()
            if once:
                return
            time.sleep(settings.WATCHDOG_EVERY_SECONDS)


class AlertMemory:
    """
    When each problem was reported and last seen, in seconds of a monotonic clock.

    over: problems that were reported, have been over for a while, and whose end is not reported
    yet. While no check can run, earlier problems count as continuing: neither over nor new.
    """

    def __init__(self) -> None:
        self.told_at: dict[str, float] = {}
        self.seen_at: dict[str, float] = {}
        self.over: set[str] = set()

    def news(self, found: set[str], *, now: float) -> set[str]:
        """
        The problems to report: new ones, and those last reported long ago.

        Forgets problems that have been over for a while, but not those that come and go within
        minutes, so that they do not fill a mailbox.
        """
        if found & UNASKED:
            self.seen_at = dict.fromkeys(self.seen_at, now)
        well = [each for each, at in self.seen_at.items() if now - at > WELL_AFTER_SECONDS]
        for each in well:
            del self.seen_at[each]
            if self.told_at.pop(each, None) is not None:
                self.over.add(each)
        self.over -= found
        self.seen_at |= dict.fromkeys(found, now)
        again = settings.WATCHDOG_AGAIN_SECONDS
        return {each for each in found if now - self.told_at.get(each, now - again - 1) > again}

    def told(self, found: set[str], *, now: float) -> None:
        self.told_at |= dict.fromkeys(found, now)


def current_problems() -> set[str]:
    """The current problems. A check that cannot run or does not finish is a problem too."""
    try:
        with raise_after_seconds(settings.WATCHDOG_WAIT_SECONDS):
            return set(readiness_problems(at=timezone.now()))
    except (OperationalError, InterfaceError, TimeoutError):
        connection.close()
        return {NO_DATABASE}
    except Exception:  # any error must be reported
        log.exception("The watchdog could not ask")
        connection.close()
        return {COULD_NOT_ASK}


@contextmanager
def raise_after_seconds(seconds: float) -> Iterator[None]:
    """
    Raise TimeoutError in a block that takes longer, whatever it waits for.

    A hanging database keeps its connections open and does not apply its statement timeout.
    """

    def too_long(*_about: object) -> NoReturn:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def send_alert(found: set[str]) -> bool:
    """Log and mail an alert. Returns success; after a failure the caller tries again."""
    log.error("The watchdog found: %s", ", ".join(sorted(found)))
    return _send_mail("RASSO: something has stopped", WORDS % "\n".join(sorted(found)))


def send_recovery(over: set[str], found: set[str]) -> bool:
    """Log and mail that problems are over. found: problems that remain. Returns success."""
    log.warning("The watchdog found well again: %s", ", ".join(sorted(over)))
    rest = NOT_ALL_WELL % ", ".join(sorted(found)) if found else ALL_WELL
    return _send_mail("RASSO: what had stopped goes again", OVER % ("\n".join(sorted(over)), rest))


def _send_mail(subject: str, body: str) -> bool:
    if not settings.WATCHDOG_MAIL:
        return True
    try:
        Smtp().send(uuid4(), settings.WATCHDOG_MAIL, subject, body)
    except Exception:  # any error: tried again in a minute
        log.exception("The watchdog's mail was not sent")
        return False
    return True
