"""
Compare what should have happened with what did: lost or repeated acts, audit log, and files.

It counts with its own SQL, from the disk, from what people were told and from what the relay
accepted. It imports nothing of the product, which it judges.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar
from uuid import UUID

from drills.sealed_files import DoesNotOpen, content_of
from drills.sealed_texts import text_of

T = TypeVar("T")
AddressAndSubject = tuple[str, str]

# Acts according to the tables of the casework: verb, case, person and number.
WORK = """
SELECT verb, case_id, user_id, count(*) FROM (
    SELECT CASE number WHEN 1 THEN 'open_thread' ELSE 'write_message' END, case_id, by_id
    FROM cases_message
    UNION ALL SELECT 'add_document', case_id, by_id
    FROM (SELECT DISTINCT case_id, by_id, sending FROM cases_upload) AS sent
    UNION ALL SELECT 'authorise_charge', case_id, by_id FROM cases_decision WHERE kind = 'CHARGE'
    UNION ALL SELECT history_change_reason, case_id, history_user_id FROM cases_historicalsuspect
    WHERE history_type = '~' AND history_change_reason IN ('correct_suspect', 'record_custody')
    UNION ALL SELECT 'add_suspect', case_id, history_user_id FROM cases_historicalsuspect
    WHERE history_type = '+'
    UNION ALL SELECT 'add_victim', case_id, added_by_id FROM cases_victim
    UNION ALL SELECT 'add_allegation', case_id, added_by_id FROM cases_allegation WHERE number = 1
) AS done (verb, case_id, user_id) GROUP BY 1, 2, 3"""
# The same according to the audit log.
LOG = """
SELECT verb, case_id, user_id, count(*) FROM people_auditentry
WHERE refused = '' AND verb IN ('open_thread', 'write_message', 'add_document', 'authorise_charge',
    'correct_suspect', 'record_custody', 'add_suspect', 'add_victim', 'add_allegation')
    AND operation IN ('collection', 'alteration')
GROUP BY 1, 2, 3"""
MESSAGES = "SELECT text, id, case_id FROM cases_message"
DOCUMENTS = "SELECT title, id, case_id, sha256 FROM cases_document"
FILES = """
SELECT stored_as, sha256, size, is_sealed, case_id FROM cases_document
UNION SELECT stored_as, sha256, size, is_sealed, case_id FROM cases_upload
WHERE stored_as IS NOT NULL"""
MENTIONS = """
SELECT person.email, held.urn, count(*) FROM cases_mention mention
JOIN people_user person ON person.id = mention.person_id
JOIN cases_case held ON held.id = mention.case_id GROUP BY 1, 2"""
CLOCKS = """
SELECT turn.state, clock.subject, clock.remind_at, clock.due_at, clock.overdue_at,
    clock.escalate_at
FROM timeliness_clock clock JOIN cases_turn turn ON turn.clock_id = clock.id
WHERE clock.closed_at IS NULL AND turn.ended_at IS NULL"""
UNSAID = """
SELECT (SELECT count(*) FROM timeliness_clock WHERE closed_at IS NULL AND look_at <= %(at)s)
    + (SELECT count(*) FROM timeliness_delivery
       WHERE accepted_at IS NULL AND dropped_at IS NULL AND set_aside_at IS NULL)
    + (SELECT count(*) FROM cases_upload WHERE status = 'WAITING')"""
SENDINGS = """
SELECT id::text, EXISTS (
    SELECT FROM people_auditentry logged WHERE logged.verb = 'send_letter'
    AND logged.operation = 'disclosure' AND sending.letter_id::text = ANY (logged.ids)
) FROM victims_sending sending WHERE means = 'EMAIL'"""
SET_ASIDE = "SELECT count(*) FROM timeliness_delivery WHERE set_aside_at IS NOT NULL"

# Roles that are reminded of a turn before it is due, when it is overdue, and at escalation.
HEARS = {
    "TRIAGE": ("assistant", "assistant", "manager"),
    "WITH_PROSECUTOR": ("prosecutor", "prosecutor", "manager"),
}
SAYS = ("Due soon", "Overdue", "Escalated to you: overdue")
MOST = 3  # kinds of lost or repeated mails that are listed


class Rows(Protocol):
    """What a statement returns; each row is a tuple of what Postgres gave."""

    def fetchone(self) -> tuple[Any, ...] | None: ...

    def fetchall(self) -> list[tuple[Any, ...]]: ...

    def __iter__(self) -> Iterator[tuple[Any, ...]]: ...


class Session(Protocol):
    """The part of psycopg's connection that is used here."""

    def execute(
        self, statement: str, known: Sequence[Any] | Mapping[str, Any] | None = None, /
    ) -> Rows: ...


class KeptAct(Protocol):
    """What somebody was told is saved (drills/browser_users.py)."""

    @property
    def marker(self) -> str: ...

    @property
    def sha256(self) -> str: ...


@dataclass
class Verdict:
    """Counts of what went wrong. notes: what was done to the service, with evidence that it was."""

    lost: int = 0
    duplicate: int = 0
    unlogged: int = 0  # acts without an audit entry, and entries without an act
    files: int = 0
    errors_after_recovery: int = 0
    wrong: int = 0  # faults in what this drill alone expects
    notes: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not any((self.lost, self.duplicate, self.unlogged, self.files,
                        self.errors_after_recovery, self.wrong))  # fmt: skip

    def __str__(self) -> str:
        log = "audit!=business by {}" if self.unlogged else "audit==business"
        parts = [
            f"lost={self.lost}", f"duplicate={self.duplicate}", log.format(self.unlogged),
            f"files={self.files} broken" if self.files else "files=ok",
            f"5xx_after_recovery={self.errors_after_recovery}",
        ]  # fmt: skip
        if self.wrong:
            parts.append(f"wrong={self.wrong}")
        return " ".join(parts)


def count_differences(wanted: Counter[T], found: Counter[T]) -> tuple[int, int]:
    """(number missing, number too many) of two Counters."""
    return (wanted - found).total(), (found - wanted).total()


def compare_acts(
    session: Session, acts: Sequence[KeptAct], key_of: Callable[[UUID], bytes]
) -> tuple[int, int]:
    """
    (lost, duplicate) of acts that people were told are saved. A changed text counts as lost.

    key_of: the key of a case, under which messages are sealed; raises DoesNotOpen.
    """
    wanted: Counter[tuple[str, ...]] = Counter((act.marker, act.sha256) for act in acts)
    markers = {act.marker for act in acts}
    texts = _messages(session, key_of)
    found: Counter[tuple[str, ...]] = Counter((text, "") for text in texts if text in markers)
    found.update(row for row in _documents(session, key_of) if row[0] in markers)
    return count_differences(wanted, found)


def _messages(session: Session, key_of: Callable[[UUID], bytes]) -> Iterator[str]:
    """The text of each message that opens."""
    for stored, pk, case in session.execute(MESSAGES):
        place = {"table": "cases_message", "column": "text", "row": pk}
        with suppress(DoesNotOpen):
            yield text_of(stored, key=key_of(case), case=case, **place)


def _documents(session: Session, key_of: Callable[[UUID], bytes]) -> Iterator[tuple[str, str]]:
    """(title, SHA-256) of each document whose title opens."""
    for stored, pk, case, sha256 in session.execute(DOCUMENTS):
        place = {"table": "cases_document", "column": "title", "row": pk}
        with suppress(DoesNotOpen):
            yield text_of(stored, key=key_of(case), case=case, **place), sha256


def compare_mails(
    session: Session,
    accepted: Iterable[AddressAndSubject],
    *,
    e_mails: Mapping[str, str],
    looks: Sequence[datetime],
    besides: Iterable[AddressAndSubject] = (),
    given_up: Iterable[AddressAndSubject] = (),
    given_up_by: str | None = None,
) -> tuple[int, int, str]:
    """
    (lost, duplicate, text about them) of the mails that the relay accepted.

    accepted: [(address, subject)]. e_mails: {role: address}. looks: moments at which clocks were
    swept, in order. besides: [(address, subject)] that the drill itself causes. given_up: those
    that cannot be sent. given_up_by: address of a person who may not be told any more. The text has
    the most frequent kinds first, and is "" if all is well.
    """
    wanted = Counter(besides)
    for address, urn, n in session.execute(MENTIONS):
        wanted[address, f"You are mentioned in a message: {urn}"] += n
    for state, subject, *moments in session.execute(CLOCKS):
        for stage in expected_stages(*moments, looks=looks):
            wanted[e_mails[HEARS[state][stage]], f"{SAYS[stage]}: {subject}"] += 1
    wanted -= Counter(given_up)
    wanted = Counter({key: n for key, n in wanted.items() if key[0] != given_up_by})
    found = Counter(accepted)
    roles = {address: role for role, address in e_mails.items()}
    return *count_differences(wanted, found), _differences_text(wanted, found, roles)


def _differences_text(
    wanted: Counter[AddressAndSubject], found: Counter[AddressAndSubject], roles: Mapping[str, str]
) -> str:
    """The most frequent kinds of lost and repeated mails, with the role of the addressee."""
    apart = []
    for name, surplus in (("lost", wanted - found), ("too many", found - wanted)):
        kinds: Counter[str] = Counter()
        for (address, subject), n in surplus.items():
            kinds[f"{subject.rpartition(': ')[0]} to {roles.get(address, 'somebody else')}"] += n
        apart += [f"{name}: {n} × {kind}" for kind, n in kinds.most_common(MOST)]
    return "; ".join(apart)


def compare_letters(session: Session, taken: Iterable[str]) -> tuple[int, int, int, int]:
    """
    (lost, duplicate, unlogged, number expected) of the letters that GOV.UK Notify accepted.

    taken: their references. unlogged: letters without an audit entry that the victim was told.
    """
    rows = session.execute(SENDINGS).fetchall()
    lost, twice = count_differences(
        Counter(reference for reference, _is_logged in rows), Counter(taken)
    )
    return lost, twice, sum(not is_logged for _reference, is_logged in rows), len(rows)


def expected_stages(
    remind_at: datetime | None,
    due_at: datetime,
    overdue_at: datetime | None,
    escalate_at: datetime | None,
    *,
    looks: Iterable[datetime],
) -> set[int]:
    """The stages (0, 1, 2) that a clock reminds of if it is swept at these moments."""
    said, passed = set[int](), set[int]()
    for at in looks:
        for stage, moment in enumerate((remind_at, overdue_at, escalate_at)):
            if stage not in passed and moment and moment <= at:
                passed.add(stage)
                if stage or due_at > at:  # no "due soon" when it is overdue
                    said.add(stage)
    return said


def compare_log(session: Session) -> int:
    """Number of acts without an audit entry, and of entries without an act."""
    work, log = (
        Counter({tuple(map(str, row[:3])): row[3] for row in session.execute(statement)})
        for statement in (WORK, LOG)
    )
    return sum(count_differences(work, log))


def count_broken_files(session: Session, root: Path, key_of: Callable[[UUID], bytes]) -> int:
    """
    Number of rows whose file is missing or changed, or does not open.

    key_of: the key of a case. Raises DoesNotOpen.
    """
    rows = session.execute(FILES).fetchall()
    return sum(not is_file_whole(root, key_of, *row) for row in rows)


def compare_set_aside(session: Session, given_up: Collection[AddressAndSubject]) -> int:
    """Difference between messages set aside and messages that cannot be sent."""
    return abs(single_number(session, SET_ASIDE) - len(given_up))


def is_file_whole(
    root: Path, key_of: Callable[[UUID], bytes], name: UUID, sha256: str, size: int,
    is_sealed: bool, case: UUID,
) -> bool:  # fmt: skip
    """Whether a file is there, opens with the key of its case, and holds what was sent."""
    path = root / str(name)[:2] / str(name)
    if not path.exists():
        return False
    content = path.read_bytes()
    if is_sealed:
        try:
            content = content_of(content, key=key_of(case), name=name)
        except DoesNotOpen:
            return False
    return (hashlib.sha256(content).hexdigest(), len(content)) == (sha256, size)


def single_number(session: Session, statement: str, **known: object) -> int:
    """The single number that a statement returns."""
    row = session.execute(statement, known).fetchone()
    assert row is not None
    return int(row[0])
