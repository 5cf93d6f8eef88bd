"""Write again what a step of the case builder wrote before, without running the actions again.

Most tests begin with the same steps: a cast, a case, its referral. Running the product's actions
for them took a quarter of the suite's time. When a step has run in a process, the rows that it
wrote, the files that it put down and the objects that it changed are recorded. Where the same step
follows the same steps from the same start, they are written again instead.

A step runs as usual where anything else could tell: after a statement of the test's own that
writes, with a setting overridden or something patched, outside a transaction, in another thread,
or with an argument that is not plain data or a row. What it raises is never recorded. Nor is what
it registers for after the commit, which never comes in a test of one transaction: where a test
plays the commit (tests.support.after_commit), steps run as usual.
"""

from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from threading import current_thread, main_thread
from types import FunctionType, SimpleNamespace
from uuid import UUID

from django.conf import UserSettingsHolder, settings
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.template.backends.jinja2 import Template
from django.test import Client
from hypothesis import currently_in_test_context

from devtools import case_builder
from tests.support import stored_rows

READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET", "SHOW", "EXPLAIN")
PLAIN = (str, bytes, int, float, bool, type(None), date, datetime, time, timedelta, Decimal, UUID)
UNSEEN_BY_ACTIONS = {Template, Client}  # what fixtures of all tests patch
SELDOM_AGAIN = {"CaseBuilder.do"}
EMPTY = 0  # the database as its migrations leave it
STARTS = count(1)


class NotComparable(Exception):
    """An argument of which it cannot be told whether it is the same as another test's."""


@dataclass
class Recorded:
    """What a step did."""

    rows: stored_rows.Rows
    files: stored_rows.Files
    objects: list  # copies of the objects reachable from its arguments, after it
    result: object
    start: int = field(default_factory=lambda: next(STARTS))  # where the next step starts


class Steps:
    """The steps of the tests of one process."""

    def __init__(self):
        self.recorded, self.seen = {}, set()
        self.start, self.patches = None, None
        self.depth, self.is_recording = 0, False

    def begin(self, start):
        """A test begins, or what a module shares: `start` names what is in the database."""
        self.start = start

    def run_as_usual(self):
        """Until the test ends."""
        self.start = None

    def here(self):
        """A name for what is in the database now, for tests that begin with it."""
        return next(STARTS) if self.start is None else self.start

    def run(self, function, args, kwargs):
        """
        Run a step, or write again what it wrote; what it returns.

        An action that a test names itself seldom comes again: it is recorded the second time.
        """
        if not self.can_tell():
            return function(*args, **kwargs)
        try:
            key = self.start, function.__qualname__, identity(args), identity(kwargs)
        except NotComparable:
            if self.depth:
                self.start = None  # the steps after it within the same step run as usual
            return function(*args, **kwargs)
        if known := self.recorded.get(key):
            return self.replay(known, (args, kwargs))
        if self.is_worth_recording(key, args, kwargs):
            return self.record(key, function, args, kwargs)
        self.seen.add(key)
        self.start = None  # its rows get other numbers the next time
        return function(*args, **kwargs)

    def is_worth_recording(self, key, args, kwargs):
        """
        Whether it is likely to come again.

        It is not within another step that is recorded, among the random acts of a property test,
        or at a moment that was read off the clock.
        """
        if self.is_recording or currently_in_test_context() or off_the_clock(args, kwargs):
            return False
        return key[1] not in SELDOM_AGAIN or key in self.seen

    def can_tell(self):
        """Whether nothing but earlier steps can make a difference to this one."""
        return (
            self.start is not None
            and connection.in_atomic_block
            and current_thread() is main_thread()
            and not isinstance(settings._wrapped, UserSettingsHolder)
            and not self.is_patched()
        )

    def is_patched(self):
        if self.patches is None:
            return False
        attributes = [target for target, *_ in self.patches._setattr]
        return bool(self.patches._setitem) or not set(attributes) <= UNSEEN_BY_ACTIONS

    def record(self, key, function, args, kwargs):
        objects = list(reachable((args, kwargs)))
        with self.recording(), transaction.atomic():
            before = stored_rows.Moment()
            result = function(*args, **kwargs)
            rows, files = before.rows_since(), before.files_since()
        self.start = None
        if rows is not None:
            objects, kept = deepcopy((objects, result))
            self.recorded[key] = known = Recorded(rows, files, objects, kept)
            self.start = known.start
        return result

    @contextmanager
    def step(self):
        """While a step runs, its own statements make no difference to the next."""
        self.depth += 1
        try:
            yield
        except BaseException:
            self.start = None
            raise
        finally:
            self.depth -= 1

    @contextmanager
    def recording(self):
        """While a step is recorded, those within it are not."""
        self.is_recording = True
        try:
            with self.step():
                yield
        finally:
            self.is_recording = False

    def replay(self, known, arguments):
        with self.step():
            known.rows.write()
            known.files.write()
        self.start = known.start
        live = list(reachable(arguments))
        places = {id(old): new for old, new in zip(known.objects, live, strict=True)}
        for old, new in zip(known.objects, live, strict=True):
            state = {name: deepcopy(value, places) for name, value in vars(old).items()}
            vars(new).clear()
            vars(new).update(state)
        return deepcopy(known.result, places)

    def notice(self, statement):
        """A statement of the test's own that writes: steps after it run as usual."""
        if not self.depth and not str(statement).lstrip()[:10].upper().startswith(READS):
            self.start = None


STEPS = Steps()


def take_over_builder():
    """Take over the builder's steps, and listen to what is written besides."""
    if case_builder.Steps.run == STEPS.run:
        return
    case_builder.Steps.run = STEPS.run
    execute = CursorWrapper._execute_with_wrappers

    def heard(cursor, sql, params, many, executor):
        if not STEPS.depth and STEPS.start is not None:
            STEPS.notice(sql)
        return execute(cursor, sql, params, many, executor)

    CursorWrapper._execute_with_wrappers = heard


def identity(value):
    """A hashable form, equal for values that an action cannot tell apart; raises NotComparable."""
    if isinstance(value, PLAIN):
        return type(value).__name__, value
    if isinstance(value, list | tuple):
        return type(value).__name__, *map(identity, value)
    if isinstance(value, dict):
        return "dict", *((name, identity(item)) for name, item in value.items())
    if isinstance(value, models.Model):
        return value._meta.label, *map(identity, _fields(value).items())
    if isinstance(value, SimpleNamespace | case_builder.CaseBuilder):
        return type(value).__name__, identity(vars(value))
    if isinstance(value, FunctionType) and "<locals>" not in value.__qualname__:
        return value.__module__, value.__qualname__
    raise NotComparable(type(value))


def off_the_clock(args, kwargs):
    """Whether a step is taken at a moment with a fraction of a second."""
    at = kwargs.get("at") or (args and getattr(args[0], "at", None))
    return isinstance(at, datetime) and bool(at.microsecond)


def _fields(row):
    """The row's own values; not what it has read of other tables."""
    names = (each.attname for each in row._meta.concrete_fields)
    return {name: vars(row)[name] for name in names if name in vars(row)}


def reachable(value, seen=None):
    """The rows, casts and cases among the arguments, each once, in a fixed order."""
    seen = set() if seen is None else seen
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from reachable(item, seen)
    elif isinstance(value, models.Model) and id(value) not in seen:
        seen.add(id(value))
        yield value
    elif isinstance(value, SimpleNamespace | case_builder.CaseBuilder) and id(value) not in seen:
        seen.add(id(value))
        yield value
        yield from reachable(vars(value), seen)
