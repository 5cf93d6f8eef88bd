"""What a victim was asked about their characteristics, and how far each question has come."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from people.access.histories import HistoryEntry
from people.access.scopes import Scope
from people.text.dates import format_day
from timeliness.calendar import london_day
from victims.characteristics import QUESTIONS
from victims.models import (
    CharacteristicKind,
    CharacteristicStatus,
    VictimCharacteristic,
    VictimRecord,
)


@dataclass(frozen=True)
class AskedCharacteristic:
    """
    How far one question has come. No answer is shown to anybody once it is saved (ADR 112).

    recorded: who asked and on which day, "" where nobody did.
    """

    kind: str
    status: str
    recorded: str = ""

    @property
    def label(self) -> str | Promise:
        """The characteristic in words."""
        return CharacteristicKind(self.kind).label

    @property
    def text(self) -> str | Promise:
        """How far the question has come."""
        return CharacteristicStatus(self.status).label if self.status else _("Not asked")


def characteristics_of_victim(record: VictimRecord, scope: Scope) -> list[VictimCharacteristic]:
    """What was recorded of a victim's characteristics. One query."""
    rows = VictimCharacteristic.objects.for_scope(scope).filter(record=record)
    return list(rows.select_related("by"))


def asked_of_victim(rows: Iterable[VictimCharacteristic]) -> list[AskedCharacteristic]:
    """Every characteristic, asked or not."""
    known = {row.kind: row for row in rows}
    return [_asked_characteristic(kind, known.get(kind)) for kind in QUESTIONS]


def _asked_characteristic(kind: str, row: VictimCharacteristic | None) -> AskedCharacteristic:
    if row is None:
        return AskedCharacteristic(kind, "")
    recorded = _("%(name)s, %(day)s") % {
        "name": row.by.name, "day": format_day(london_day(row.at))
    }  # fmt: skip
    return AskedCharacteristic(kind, row.status, recorded)


def characteristics_version(rows: Iterable[VictimCharacteristic]) -> int:
    """The version of all characteristics of a victim: how often one was recorded, and 1."""
    return 1 + sum(row.version for row in rows)


def characteristics_history(rows: list[VictimCharacteristic]) -> list[HistoryEntry]:
    """Who asked about what and when, newest first; no answer is in it. One query."""
    found = VictimCharacteristic.history.of_rows(rows).select_related("history_user")
    return [
        HistoryEntry(
            _("%(what)s: %(status)s")
            % {"what": each.get_kind_display(), "status": each.get_status_display()},
            each.history_user.name, each.history_date, "",
        )
        for each in found.order_by("-history_date", "-history_id")
    ]  # fmt: skip
