"""
Tell somebody when the service stops doing what it promises.

It needs neither Celery nor Redis nor the outbox: it asks the database itself, and its mail goes
straight to the relay. What it tells once it tells again only after a while, or when it is worse.
"""

import logging
import time
from uuid import uuid4

from django.conf import settings
from django.core.management import BaseCommand
from django.db import DatabaseError, connection
from django.utils import timezone

from rasso.readiness import problems
from timeliness.providers import Smtp

log = logging.getLogger(__name__)
NO_DATABASE = "no database"
WORDS = """\
RASSO does not do all that it promises:

%s

Open Administration, Operations, or run manage.py readiness.
"""


class Command(BaseCommand):
    help = "Ask every minute whether the service runs, and mail WATCHDOG_MAIL when it does not."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="ask once, then end")

    def handle(self, *args, once, **options):
        told, told_at = set(), None
        while True:
            found = asked()
            if is_news(found, told, told_at):
                told, told_at = tell(found), time.monotonic()
            elif not found:
                told, told_at = set(), None
            if once:
                return
            time.sleep(settings.WATCHDOG_EVERY_SECONDS)


def asked():
    """What is wrong now. A database that does not answer is wrong too."""
    try:
        return set(problems(at=timezone.now()))
    except DatabaseError:
        connection.close()
        return {NO_DATABASE}


def is_news(found, told, told_at):
    """Whether somebody must hear of it: it was not told yet, or so long ago that it may be lost."""
    if not found:
        return False
    long_ago = told_at and time.monotonic() - told_at > settings.WATCHDOG_AGAIN_SECONDS
    return bool(found - told or long_ago)


def tell(found):
    """Log it and mail it; what was told. A relay that is away is tried again the next time."""
    log.error("The watchdog found: %s", ", ".join(sorted(found)))
    if not settings.WATCHDOG_MAIL:
        return found
    subject, body = "RASSO: something has stopped", WORDS % "\n".join(sorted(found))
    try:
        Smtp().send(uuid4(), settings.WATCHDOG_MAIL, subject, body)
    except Exception:  # whatever it was, it is tried again in a minute
        log.exception("The watchdog's mail was not sent")
        return set()
    return found
