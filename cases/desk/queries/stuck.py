"""What is stuck in the units of a leader: where, since when, who is free, what waits for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise

from cases.allocation.queries.cases_to_allocate import CaseToAllocate, cases_to_allocate
from cases.allocation.queries.free_people import FreePerson, free_people
from cases.desk.queries.board import BOARD_GROUPS, Board, BoardRow, board_of_units, oldest_waits
from cases.desk.queries.stuck_suspects import (
    StuckList,
    custody_ends_of_units,
    overdue_suspects,
)
from cases.desk.queries.waiting import TaskRow, rows_shown, waiting_page
from cases.desk.queries.waiting_suspects import ALLOCATE
from cases.models import Suspect
from people.access.scopes import Scope
from people.models import Side
from timeliness.calendar import london_day

MAX_PEOPLE = 10
MAX_TASKS = 4
MAX_TO_GIVE = 10


@dataclass(frozen=True)
class WaitingPlace:
    """
    A place of the board where somebody waits.

    since: when the one came there who has waited longest, days ago; None where the reader's side
    may not know, or nobody has the turn.
    """

    line: BoardRow
    since: datetime | None
    days: int


@dataclass(frozen=True)
class PlaceGroup:
    """The places where somebody waits for one side, or for nobody: whose turn, in words."""

    whose: str | Promise
    places: list[WaitingPlace]

    @property
    def n(self) -> int:
        return sum(each.line.n for each in self.places)

    @property
    def overdue(self) -> int:
        return sum(each.line.overdue for each in self.places)

    @property
    def since(self) -> datetime | None:
        """Since when the oldest of them waits; None where it is not known of every place."""
        known = [each.since for each in self.places if each.since]
        return min(known) if len(known) == len(self.places) else None


@dataclass(frozen=True)
class StuckPage:
    """
    The page.

    own_groups, other_groups: where somebody waits for the reader's side, and elsewhere. people: who
    has least to do, first. to_give: cases that the reader gives to a prosecutor. tasks: the first
    of `waiting` other things that wait for the reader. ends: suspects whose custody or bail ends.
    overdue: those who wait for others beyond their date. is_in_points: whether the load of people
    is told in points.
    """

    board: Board
    own_groups: list[PlaceGroup]
    other_groups: list[PlaceGroup]
    people: list[FreePerson]
    tasks: list[TaskRow]
    waiting: int
    to_give: list[CaseToAllocate]
    has_more_to_give: bool
    ends: StuckList
    overdue: StuckList
    is_in_points: bool

    @property
    def people_shown(self) -> list[FreePerson]:
        return self.people[:MAX_PEOPLE]

    @property
    def most_suspects(self) -> int:
        """The number that the longest bar of a place draws."""
        groups = [*self.own_groups, *self.other_groups]
        return max((each.line.n for group in groups for each in group.places), default=1)

    @property
    def most_load(self) -> int:
        """The load that the longest bar of a person draws."""
        return max((each.load for each in self.people), default=0) or 1

    @property
    def freest(self) -> FreePerson | None:
        """The person here who has least to do; None where there is no choice."""
        here = [each for each in self.people if not each.is_away]
        return here[0] if len(self.people) > 1 and here else None

    @property
    def shown(self) -> dict[str, list[UUID]]:
        """{label of a model: ids of its rows that the lists show}."""
        found = rows_shown(row.task for row in self.tasks)
        listed = [each.pk for row in self.to_give for each in row.suspects]
        listed += [each.pk for each in (*self.ends.rows, *self.overdue.rows)]
        label = Suspect._meta.label
        return found | {label: list(dict.fromkeys(found.get(label, []) + listed))}


def stuck_page(scope: Scope, *, unit: str) -> StuckPage:
    """The page of one unit that the reader leads, or of all of them."""
    board = board_of_units(scope, unit=unit)
    units = [board.unit] if board.unit else board.units
    ids = [each.pk for each in units]
    managed = set(scope.units_with("allocate_cases"))
    to_give, has_more = cases_to_allocate(
        scope, [pk for pk in ids if pk in managed], most=MAX_TO_GIVE
    )
    tasks = _other_tasks(scope, to_give)
    own, others = _place_groups(scope, board, oldest_waits(scope, units))
    return StuckPage(
        board=board,
        own_groups=own,
        other_groups=others,
        people=free_people(scope, ids),
        tasks=tasks[:MAX_TASKS],
        waiting=len(tasks),
        to_give=to_give,
        has_more_to_give=has_more,
        ends=custody_ends_of_units(scope, ids),
        overdue=overdue_suspects(scope, ids),
        is_in_points=scope.side == Side.CPS,
    )


def _other_tasks(scope: Scope, to_give: Sequence[CaseToAllocate]) -> list[TaskRow]:
    """What waits for the reader, in the order of its list, without the cases to give."""
    given = {each.pk for row in to_give for each in row.suspects}
    rows = [row for _title, rows in waiting_page(scope).groups for row in rows]
    return [
        row for row in rows if row.task.kind != ALLOCATE or not given.issuperset(row.task.shown)
    ]


def _place_groups(
    scope: Scope, board: Board, since: Mapping[str, datetime]
) -> tuple[list[PlaceGroup], list[PlaceGroup]]:
    """(the places of the reader's own side, those of others), without empty ones."""
    found: dict[str | None, list[PlaceGroup]] = {}
    for (side, _words), (whose, lines) in zip(BOARD_GROUPS, board.groups, strict=False):
        began = since if side else {}  # nobody waits for anybody in the places of neither side
        places = [_waiting_place(each, began.get(each.name), scope.at) for each in lines if each.n]
        found[side] = [PlaceGroup(whose, places)] if places else []
    own = found.pop(scope.side)
    return own, [group for groups in found.values() for group in groups]


def _waiting_place(line: BoardRow, since: datetime | None, at: datetime) -> WaitingPlace:
    days = (london_day(at) - london_day(since)).days if since else 0
    return WaitingPlace(line, since, days)
