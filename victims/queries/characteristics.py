"""What a victim was asked about their characteristics, and how far each question has come."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from people.access.histories import HistoryEntry
from people.access.scopes import Scope
from people.text.dates import format_day
from timeliness.calendar import london_day
from victims import encryption, keys
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
    How far one question has come, for one reader.

    answer: in words, only for whoever recorded it; "" for everybody else, and where the key does
    not open it. recorded: who asked and on which day, "" where nobody did.
    """

    kind: str
    status: str
    answer: str | Promise = ""
    recorded: str = ""

    @property
    def label(self) -> str | Promise:
        """The characteristic in words."""
        return CharacteristicKind(self.kind).label

    @property
    def text(self) -> str | Promise:
        """The answer where it may be shown, else how far the question has come."""
        if self.answer:
            return self.answer
        return CharacteristicStatus(self.status).label if self.status else _("Not asked")


def characteristics_of_victim(record: VictimRecord, scope: Scope) -> list[VictimCharacteristic]:
    """What was recorded of a victim's characteristics. One query."""
    rows = VictimCharacteristic.objects.for_scope(scope).filter(record=record)
    return list(rows.select_related("by"))


def asked_of_victim(
    rows: Iterable[VictimCharacteristic], scope: Scope
) -> list[AskedCharacteristic]:
    """Every characteristic, asked or not, as this reader may see it."""
    known = {row.kind: row for row in rows}
    return [_asked_characteristic(kind, known.get(kind), scope) for kind in QUESTIONS]


def _asked_characteristic(
    kind: str, row: VictimCharacteristic | None, scope: Scope
) -> AskedCharacteristic:
    if row is None:
        return AskedCharacteristic(kind, "")
    recorded = _("%(name)s, %(day)s") % {
        "name": row.by.name, "day": format_day(london_day(row.at))
    }  # fmt: skip
    answer = _own_answer(row) if row.by_id in scope.accounts else ""
    return AskedCharacteristic(kind, row.status, answer, recorded)


def _own_answer(row: VictimCharacteristic) -> str | Promise:
    """The answer in words; "" where there is none, or the victim's key does not open it."""
    try:
        code = encryption.decrypt_text(row.answer, victim=row.record_id, bound_to=row.sealed_as)
    except keys.VictimKeyUnavailable:
        return ""
    return QUESTIONS[row.kind].answers.get(code.strip(), "")


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
