"""Save a newer list of offences. A row is never removed: what it lacks is no longer in use."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from cases.offences.list_file import ListedOffence


@dataclass(frozen=True)
class OffenceListChanges:
    """
    How a list differs from the offences that are in use.

    changed: {code: {column: (value before, value after)}}. ended: in use before, and not in it.
    """

    added: list[str] = field(default_factory=list)
    changed: dict[str, dict[str, tuple[Any, Any]]] = field(default_factory=dict)
    ended: list[str] = field(default_factory=list)

    @property
    def codes(self) -> set[str]:
        """The codes of all that is not as it was."""
        return {*self.added, *self.changed, *self.ended}

    def __bool__(self) -> bool:
        return bool(self.codes)


@transaction.atomic
def save_offence_list(listed: Iterable[ListedOffence], *, offences: Any) -> OffenceListChanges:
    """
    Make the offences in use those of the list; the same list again changes nothing.

    offences: the model, historical or current.
    """
    wanted = {each.code: {**each.facts, "is_in_use": True} for each in listed}
    rows = {row.pk: row for row in offences.objects.select_for_update(no_key=True).order_by("pk")}
    added = [offences(code=code, **facts) for code, facts in wanted.items() if code not in rows]
    changed = {code: _set_facts(rows[code], wanted[code]) for code in wanted if code in rows}
    changed = {code: found for code, found in changed.items() if found}
    ended = [row for code, row in rows.items() if code not in wanted and row.is_in_use]
    for row in ended:
        row.is_in_use = False
    offences.objects.bulk_create(added)
    columns = {name for facts in wanted.values() for name in facts}
    touched = [*(rows[code] for code in changed), *ended]
    offences.objects.bulk_update(touched, sorted(columns), batch_size=500)
    return OffenceListChanges([row.pk for row in added], changed, [row.pk for row in ended])


def _set_facts(row: Any, facts: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Set what differs on the row, and return it as {column: (before, after)}."""
    differs = {
        name: (getattr(row, name), value)
        for name, value in facts.items()
        if getattr(row, name) != value
    }
    for name, (_before, after) in differs.items():
        setattr(row, name, after)
    return differs
