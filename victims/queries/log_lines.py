"""Entries of the audit log, put together by person or by case, in sentences."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from people.models import AuditEntry
from victims.queries import log_subjects
from victims.queries.log_events import LogEvent, did_texts, log_events, names_for_events
from victims.queries.log_rights import RightTexts


@dataclass(frozen=True)
class LogLine:
    """
    What one person did, or what was done on one case.

    did: "opened it 9 times". rights: sentences; unnamed_rights: without
    the names of those who gave a role. refused: [(reason, how many times)].
    """

    title: str
    about: str
    through: str
    did: list[str]
    first: datetime
    last: datetime
    rights: list[str]
    unnamed_rights: list[str]
    refused: list[tuple[str, int]]
    events: list[LogEvent]
    count: int
    is_person: bool = True  # False: this service itself did it

    @property
    def is_only_refused(self) -> bool:
        return not self.did


def log_lines(entries: Sequence[AuditEntry], *, by_case: bool, most_events: int) -> list[LogLine]:
    """
    A line for each person, or for each case; most entries first, those only refused last.

    What this service did itself, by no person, is the last line.

    most_events: how many events each line has, the newest.
    """
    groups = defaultdict[Hashable, list[AuditEntry]](list)
    for entry in entries:
        groups[entry.case_id if by_case else (entry.user_id, entry.system_id)].append(entry)
    texts, names = RightTexts(entries), names_for_events(groups.values(), most_events)
    urns = log_subjects.urns_of_cases(entry.case_id for entry in entries if entry.case_id)
    lines = []
    for group in groups.values():
        title = _case_title(group[0], urns) if by_case else _person_title(group[0])
        events = log_events(group, names, most_events)
        lines.append(_line_of_group(group, texts, events, title=title))
    return sorted(lines, key=_order)


def _line_of_group(
    entries: Sequence[AuditEntry],
    texts: RightTexts,
    events: list[LogEvent],
    *,
    title: tuple[str, str, str],
) -> LogLine:
    name, about, through = title
    refused = Counter(entry.refused for entry in entries if entry.refused)
    return LogLine(
        name, about, through, did_texts(entries), entries[0].at, entries[-1].at,
        texts.texts(entries), texts.texts(entries, are_people_named=False),
        refused.most_common(), events, len(entries), entries[0].user_id is not None,
    )  # fmt: skip


def _order(line: LogLine) -> tuple[bool, bool, int, str]:
    return not line.is_person, line.is_only_refused, -line.count, line.title


def _case_title(entry: AuditEntry, urns: Mapping[UUID, str]) -> tuple[str, str, str]:
    if entry.case_id is None:
        return _("Lists, searches and pages of no case"), "", ""
    return urns.get(entry.case_id) or _("A case that is not there"), "", ""


def _person_title(entry: AuditEntry) -> tuple[str, str, str]:
    """(name, agency, name of the system that called for the person)."""
    if entry.user is None:
        return _("This service itself"), "", ""
    is_through = entry.system is not None and entry.system.account_id != entry.user_id
    through = entry.system.account.name if entry.system is not None and is_through else ""
    return entry.user.name, entry.user.agency.name, through
