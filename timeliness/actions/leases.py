"""
Leases: one worker at a time has a row of a queue, and another gets it if that worker dies.

The table is the queue. One column holds the time until which no worker takes the row: the end of
the lease while a worker has it, or the due time while it waits. The lease commits before the work
begins, so a worker that is killed loses nothing; the row is free again when its lease has run out.
Each queue then finds out what was done meanwhile: it asks the provider, or drops a late result.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, OrderBy, QuerySet

M = TypeVar("M", bound=Model)


@transaction.atomic
def take_lease(
    free: QuerySet[M], until: str, *, at: datetime, first_by: tuple[str | OrderBy, ...],
    seconds: float | Callable[[M], float], change: Callable[[M], dict[str, Any]] | None = None,
) -> M | None:  # fmt: skip
    """
    Lease the first of these rows that no other worker has locked. None if there is none.

    free: the rows whose lease is over (timeliness.leases.wait_over_filter). until: the column.
    first_by: the order. change: the other columns that the lease sets, such as a count of attempts.
    """
    rows = free.select_for_update(skip_locked=True, of=("self",), no_key=True)
    row = rows.order_by(*first_by).first()
    if row is None:
        return None
    lasts = seconds(row) if callable(seconds) else seconds
    values = {until: at + timedelta(seconds=lasts), **(change(row) if change else {})}
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    return row


def count_attempt(row: Any) -> dict[str, Any]:
    """
    A `change` for take_lease: the row is about to be sent.

    Counts the attempt, and marks the row in doubt until its outcome is known. Keeps the earlier
    mark as `was_in_doubt` on the row.
    """
    row.was_in_doubt = row.in_doubt
    return {"in_doubt": True, "attempts": row.attempts + 1}
