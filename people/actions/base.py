"""How every action of the administration opens, and how it writes."""

from contextlib import contextmanager

from django.db import IntegrityError, transaction

from people import audit
from people.histories import signed
from people.models import Operation
from people.permissions import SITE
from people.rules import Refused, Stale


def begin(verb, row, *, by, version, **typed):
    """
    Check that `by` may do this, lock the row, and refuse to overwrite what the form did not show.

    typed: the values of the form by their questions. Raises Refused, or Stale with what differs.
    """
    SITE.check(by, verb)
    row = type(row).objects.select_for_update(no_key=True).get(pk=row.pk)
    if version != row.version:
        raise Stale(differences(row, typed), version=row.version)
    return row


def differences(row, typed):
    """[(question, theirs, yours)] for what was typed differently from what is there."""
    pairs = [(name, getattr(row, name), value) for name, value in typed.items()]
    return [(name, theirs, yours) for name, theirs, yours in pairs if theirs != yours]


def write(verb, row, *, by, at, **values):
    """Save a row as its next version, with its history and its row in the log."""
    added = row.pk is None
    for name, value in values.items():
        setattr(row, name, value)
    if not added:
        row.version += 1
    signed(row, by=by, at=at, why=verb).save()
    operation = Operation.COLLECTION if added else Operation.ALTERATION
    log(verb, row, by=by, at=at, operation=operation)
    return row


def log(verb, row, *, by, at, operation=Operation.ALTERATION):
    """One row of the log about one row of the administration."""
    audit.record(
        operation=operation,
        verb=verb,
        by=by,
        capacities=by.everything,
        kind=row._meta.label,
        ids=[row.pk],
        at=at,
    )


@contextmanager
def refused_if_taken(reason):
    """Say in words what the database refuses to have twice."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Refused(reason, is_stage=True) from None
