"""What whatever happens leaves behind: in tables, mails, the log and Redis."""

import logging
import re
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from rasso.celery import app
from tests.support.security.private_entry import UUIDS
from timeliness import providers
from timeliness.actions import outbox, sweep
from victims.actions import duties

OWN = {"victims_serviceentry", "victims_servicelog"}
COUNTED = {  # numbers that go up in every world, and what is made of them
    "people_auditentry": {"id", "at", "hash", "previous"},
    "pilots_touched": {"id"},
    "timeliness_reminder": {"id"},
    "timeliness_delivery": {"reminder_id"},
}
QUEUE = "celery"
DRAWN = re.compile(r"Message-ID: <[^>]*>")  # by lot, for each mail


def tables(apart_from=OWN):
    """{table: its rows} but for those of the service's own; ids drawn by lot are all alike."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = {name for (name,) in cursor.fetchall()} - apart_from - {"django_session"}
        return {name: _rows(cursor, name) for name in sorted(names)}


def _rows(cursor, table):
    cursor.execute(f"SELECT * FROM {table}")
    columns, skipped = [each.name for each in cursor.description], COUNTED.get(table, ())
    return sorted(
        alike(str([v for c, v in zip(columns, row, strict=True) if c not in skipped]))
        for row in cursor.fetchall()
    )


def alike(text):
    """A text without what is drawn by lot or only counted: the ids of rows."""
    return re.sub(r"'\d+'", "'n'", UUIDS.sub("an id", text))


class Heard(logging.Handler):
    """Everything that is logged, of whatever level, but for the questions to the database."""

    def __enter__(self):
        self.text, self.was = "", logging.getLogger().level
        logging.getLogger().addHandler(self)
        logging.getLogger().setLevel(logging.DEBUG)
        return self

    def __exit__(self, *_):
        logging.getLogger().removeHandler(self)
        logging.getLogger().setLevel(self.was)

    def emit(self, record):
        if record.name != "django.db.backends":
            self.text += f"{record.getMessage()} {record.exc_info}\n"


class Redis:
    """The Redis of this run, in which every poke of the timetable waits, and whatever else is."""

    def __enter__(self):
        self.client = app.broker_connection().default_channel.client
        self.client.delete(QUEUE)
        for each in app.conf.beat_schedule.values():
            app.send_task(each["task"])
        return self

    def held(self):
        """{key: its value} of all that is there, but for what is drawn by lot."""
        return {
            key.decode(): alike(str(self._value(key))) for key in sorted(self.client.scan_iter())
        }

    def _value(self, key):
        read = {
            b"list": lambda: self.client.lrange(key, 0, -1),
            b"set": lambda: sorted(self.client.smembers(key)),
            b"hash": lambda: self.client.hgetall(key),
            b"zset": lambda: self.client.zrange(key, 0, -1),
        }
        return read.get(self.client.type(key), lambda: self.client.get(key))()

    def __exit__(self, *_):
        self.client.delete(QUEUE)


def mails(mailroom):
    """Every message as SMTP carried it, once all that runs by itself has run for a week."""
    mailroom.forget()
    at = timezone.now() + timedelta(days=7)
    duties.recompute_all_duties(at=at)
    sweep.sweep_clocks(at=at)
    while outbox.send_next_delivery(provider=providers.Smtp(), at=at):
        pass
    return sorted(DRAWN.sub("", each.raw.decode()) for each in mailroom.accepted)
