"""Answers whose time must not tell whether a row is hidden from the reader or missing (ADR 91)."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import Http404

from people.web.audit_context import AuditContext


@contextmanager
def even_times(audit: AuditContext) -> Iterator[None]:
    """
    Let a request for a row that is not found, and a search, end at a whole step of time.

    A hidden row takes Postgres some microseconds more than a missing one, because its conditions
    are looked at. Both end at the same step after they began, so that the difference is not seen.
    The block ends its own transaction, so that nothing is locked meanwhile.
    """
    began, is_unfound = time.monotonic(), False
    try:
        yield
    except Http404:
        is_unfound = True
        raise
    finally:
        if is_unfound or audit.sought:
            wait_for_step(began)


def wait_for_step(began: float) -> None:
    """Sleep until a whole number of UNFOUND_STEP_SECONDS after a moment of time.monotonic()."""
    step = settings.UNFOUND_STEP_SECONDS
    if step:
        time.sleep((began - time.monotonic()) % step)
