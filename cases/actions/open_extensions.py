"""The open extensions of the due dates of a case, as its turns need them."""

from datetime import datetime
from uuid import UUID

from cases.models import Extension
from cases.statuses import ExtensionStatus
from timeliness.models import Clock


def sides_asked_to_extend(case_id: UUID) -> dict[UUID | None, list[str]]:
    """{clock id: sides that have to answer about its extension}, of the open ones of a case."""
    rows = Extension.objects.unscoped("who answers about a later due date").filter(
        case=case_id, ended_at=None
    )
    return dict(rows.values_list("clock", "awaits"))


def end_overtaken_extension(clock: Clock, *, at: datetime) -> None:
    """End the open extension of a clock of turns that has just been stopped. The case is locked."""
    rows = Extension.objects.unscoped("nothing is owed by this date").filter(clock=clock)
    for extension in rows.filter(ended_at=None):
        extension.status, extension.ended_at = ExtensionStatus.OVERTAKEN, at
        extension.awaits, extension.asked_to_settle = [], []
        extension.version += 1
        extension.save()
