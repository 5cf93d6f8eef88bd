"""Everything an action leaves behind: in tables, emails, the log and Redis."""

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
COUNTED = {  # counters that rise in every run, and values derived from them
    "people_auditentry": {"id", "at", "hash", "previous"},
    "people_unsealedentry": {"entry_id", "leaf", "since"},
    "pilots_touched": {"id"},
    "timeliness_reminder": {"id"},
    "timeliness_delivery": {"reminder_id"},
}
QUEUE = "celery"
DRAWN = re.compile(r"Message-ID: <[^>]*>")  # random for each email


def table_rows(apart_from=OWN):
    """{table: its rows} without the service's own tables; random ids are replaced."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = {name for (name,) in cursor.fetchall()} - apart_from - {"people_session"}
        return {name: _table_rows(cursor, name) for name in sorted(names)}


def _table_rows(cursor, table):
    cursor.execute(f"SELECT * FROM {table}")
    columns, skipped = [each.name for each in cursor.description], COUNTED.get(table, ())
    return sorted(
        comparable_text(str([v for c, v in zip(columns, row, strict=True) if c not in skipped]))
        for row in cursor.fetchall()
    )


def comparable_text(text):
    """A text without random or counted parts: the ids of rows."""
    return re.sub(r"'\d+'", "'n'", UUIDS.sub("an id", text))


class LogCollector(logging.Handler):
    """A handler that collects every log record except database queries."""

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
    """The Redis of this run, with the queued tasks and everything else in it."""

    def __enter__(self):
        self.client = app.broker_connection().default_channel.client
        self.client.delete(QUEUE)
        for each in app.conf.beat_schedule.values():
            app.send_task(each["task"])
        return self

    def held(self):
        """{key: value} of everything in it, without random parts."""
        return {
            key.decode(): comparable_text(str(self._value(key)))
            for key in sorted(self.client.scan_iter())
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


def mails_of_a_week(mailroom):
    """Every email as sent by SMTP, after a week of scheduled tasks."""
    mailroom.forget()
    at = timezone.now() + timedelta(days=7)
    duties.recompute_all_duties(at=at)
    sweep.sweep_clocks(at=at)
    while outbox.send_next_delivery(provider=providers.Smtp(), at=at):
        pass
    return sorted(DRAWN.sub("", each.raw.decode()) for each in mailroom.accepted)
