"""What exports are called where the audit log or an alert names them."""

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from django.utils.translation import gettext as _

from pilots.models import Export
from pilots.queries.export_kinds import export_title


def names_of_exports(keys: Iterable[str]) -> list[tuple[str, str]]:
    """[(id, what it is, its number and why it was asked for)]. One query."""
    ids = []
    for key in keys:
        with suppress(ValueError):
            ids.append(UUID(key))
    rows = Export.objects.filter(pk__in=ids).only("kind", "asked", "reason")
    return [(str(row.pk), _named(row)) for row in rows]


def _named(row: Export) -> str:
    facts = {"what": export_title(row.kind, row.asked), "n": row.pk, "reason": row.reason}
    if not row.reason:
        return _("%(what)s, file number %(n)s") % facts
    return _("%(what)s, file number %(n)s, asked for with the reason: %(reason)s") % facts
