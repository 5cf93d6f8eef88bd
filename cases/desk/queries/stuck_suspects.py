"""Suspects who are stuck in the units of a leader: past their date, or before an end of custody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.desk.queries.board import WORKLIST_BY_SIDE, board_states
from cases.desk.queries.shown_suspects import suspect_address
from cases.desk.queries.waiting_dates import SOON
from cases.desk.queries.worklist_rows import ANSWERING_STATE, SuspectLine, suspect_lines
from cases.desk.queries.worklists import SUSPECT_COLUMNS
from cases.models import Case
from cases.permissions import CASE
from cases.states import (
    CAPACITIES_ASKED,
    OFFICER_CAPACITIES,
    PROSECUTOR_CAPACITIES,
    may_know_state,
)
from people.access.scopes import Scope, Standing, standings_on
from people.models import Side

MAX_STUCK = 6  # suspects of each of the two lists
MAX_READ = 5 * MAX_STUCK  # of which some wait for the reader
ALSO_WAITS_FOR = 1 + SUSPECT_COLUMNS.index("also_waits_for")  # where a row has it, after its id
NOBODY: frozenset[str] = frozenset()
# What a leader can do about a case that somebody of their side holds, and about any.
GIVE_TEXT = _("Give to another")
WRITE_TEXT = _("Write on the case (both sides read it)")
SEE_TO_END = _("See to bail or custody")
GIVING_VERBS = ((OFFICER_CAPACITIES, "name_officer"), (PROSECUTOR_CAPACITIES, "reallocate_case"))
ENDS_OF_UNITS = replace(
    SOON.open_ends, named_only=False, named_as=(), params={"of": []},
    where="NOT is_restricted AND police_unit_id = ANY(%(of)s::bigint[])",
)  # fmt: skip


@dataclass(frozen=True)
class StuckSuspect:
    """
    A suspect, what is waited for, and what the reader can do about it.

    step: what is waited for, of the reader's side where it owes anything; elsewhere: what the other
    side owes. holder: the person, or else the unit, whose step it is. acts: [(address, text)].
    """

    pk: UUID
    name: str
    urn: str
    address: str
    urgent: tuple[str | Promise, ...]
    step: str | Promise
    elsewhere: list[str]
    holder: str | Promise
    since: datetime | None
    due_at: datetime | None
    words: str
    tone: str
    ends: str
    acts: list[tuple[str, str | Promise]]
    is_readers: bool  # whether the step is the reader's own


@dataclass(frozen=True)
class StuckList:
    """The first suspects of a list, and whether there are more."""

    rows: list[StuckSuspect] = field(default_factory=list)
    has_more: bool = False


def overdue_suspects(scope: Scope, units: Sequence[int]) -> StuckList:
    """
    The suspects who wait for others than the reader and are overdue.

    Those first whose date passed first. Whose step is the reader's own is on the list of what waits
    for them. Four queries, one where nobody is overdue.
    """
    asked: dict[str, Any] = {
        "of": list(units), "states": list(board_states(scope.side)), "overdue": True,
    }  # fmt: skip
    rows, more = WORKLIST_BY_SIDE[scope.side].next_page(scope, size=MAX_READ, **asked)
    found = [each for each in _stuck_suspects(scope, rows) if not each.is_readers]
    return StuckList(found[:MAX_STUCK], bool(more) or len(found) > MAX_STUCK)


def custody_ends_of_units(scope: Scope, units: Sequence[int]) -> StuckList:
    """
    The suspects whose detention or bail ends within seven days, for the police, who see to it.

    An end that has passed stays until it is put right. Four queries, one where nothing ends.
    """
    if scope.side != Side.POLICE:
        return StuckList()
    rows, more = ENDS_OF_UNITS.next_page(scope, size=MAX_STUCK, of=list(units))
    return StuckList(_stuck_suspects(scope, rows, are_ends=True), bool(more))


def _stuck_suspects(
    scope: Scope, rows: Sequence[tuple[Any, ...]], *, are_ends: bool = False
) -> list[StuckSuspect]:
    """Rows of a worklist of suspects, with who holds them and what the reader can do."""
    ids = {row[1] for row in rows}
    cases = list(
        Case.objects.for_scope(scope).filter(pk__in=ids).select_related("officer", "prosecutor")
        if ids
        else []
    )
    who, by_id = standings_on(scope, cases), {case.pk: case for case in cases}
    return [
        _ending_suspect(line, by_id[row[1]], who[row[1]])
        if are_ends
        else _stuck_suspect(line, row[ALSO_WAITS_FOR], by_id[row[1]], who[row[1]])
        for row, line in zip(rows, suspect_lines(scope, rows), strict=True)
    ]


def _stuck_suspect(
    line: SuspectLine, also: Sequence[str], case: Case, who: Standing
) -> StuckSuspect:
    _case, number, _of, urn, name, tag, step, _also, _state, holder, since, *due = line.cells
    words, tone, due_at, _is_hour, ends = due[:5]
    awaited = _capacities_awaited(line, also, who)
    person = _person_awaited(case, awaited)
    return StuckSuspect(
        pk=line.pk, name=name, urn=urn, address=suspect_address(case.pk, number), urgent=tag,
        step=step, elsewhere=line.elsewhere, holder=person or holder, since=since, due_at=due_at,
        words=words, tone=tone, ends=ends, acts=_acts_of_reader(case, awaited, who),
        is_readers=line.is_asked,
    )  # fmt: skip


def _ending_suspect(line: SuspectLine, case: Case, who: Standing) -> StuckSuspect:
    """One whose detention or bail ends, to which the officer in the case sees at any turn."""
    plain = _stuck_suspect(line, (), case, who)
    acts = _acts_of_reader(case, OFFICER_CAPACITIES, who)
    return replace(plain, step=SEE_TO_END, holder=case.officer.name, elsewhere=[], acts=acts)


def _capacities_awaited(line: SuspectLine, also: Sequence[str], who: Standing) -> frozenset[str]:
    """The capacities of whom the step waits for, as far as the reader may know."""
    if line.is_asked or not may_know_state(line.state, who.side):
        return NOBODY
    if not line.is_beside:
        return CAPACITIES_ASKED[line.state]
    own = who.side if who.side in also else ""
    return CAPACITIES_ASKED[ANSWERING_STATE[own]] if own else NOBODY


def _person_awaited(case: Case, awaited: frozenset[str]) -> str:
    """The name of the person whose step it is; "" where it is a unit's or nobody's."""
    if awaited == OFFICER_CAPACITIES:
        return case.officer.name
    if awaited == PROSECUTOR_CAPACITIES and case.prosecutor:
        return case.prosecutor.name
    return ""


def _acts_of_reader(
    case: Case, awaited: frozenset[str], who: Standing
) -> list[tuple[str, str | Promise]]:
    """[(address, text)] of what the permission table lets the reader do about the wait."""
    verbs: Mapping[str, str | Promise] = {
        verb: GIVE_TEXT for capacities, verb in GIVING_VERBS if awaited == capacities
    }
    verbs = {**verbs, "open_thread": WRITE_TEXT}
    return [
        (reverse(verb.replace("_", "-"), args=[case.pk]), text)
        for verb, text in verbs.items()
        if CASE.refusal(who, verb, case) is None
    ]
