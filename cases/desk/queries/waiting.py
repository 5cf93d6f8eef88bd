"""Everything that waits for the reader, in one list: from their cases and from elsewhere."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from cases.desk.queries import waiting_suspects
from cases.desk.queries.waiting_answers import answer_tasks
from cases.desk.queries.waiting_approvals import approval_tasks
from cases.desk.queries.waiting_dates import date_tasks
from cases.desk.queries.worklists import work_elsewhere, worklists_for
from people.access.scopes import Scope
from people.web.waiting_tasks import MoreTasks, TaskKind, Tasks, WaitingTask
from timeliness.calendar import end_of_day, london_day
from timeliness.due_text import due_at_text, is_hour_clock

SOON = timedelta(days=7)
FIRST = _("Red and in custody")
OVERDUE = _("Overdue")
THIS_WEEK = _("In the next seven days")
LATER = _("Later")
UNDATED = _("Without a date")
GROUPS = (FIRST, OVERDUE, THIS_WEEK, LATER, UNDATED)
ELSEWHERE = TaskKind("elsewhere", _("Not about one case"))
BACK = TaskKind("back", _("Back from the other side"))  # of whatever kind they are besides


@dataclass(frozen=True)
class TaskRow:
    """A task as the page prints it: its date in words, and the tone of the words."""

    task: WaitingTask
    words: str
    tone: str
    is_hour: bool


@dataclass(frozen=True)
class KindChoice:
    """A kind of task in the filter, how many there are, and whether it is the one shown."""

    kind: TaskKind
    count: int
    is_current: bool


@dataclass(frozen=True)
class WaitingPage:
    """
    The list: its groups in order, each with its rows, soonest first.

    chosen: the kind that is shown; None for everything. more: that there is more than was read.
    shown: {label of a model: ids of its rows}.
    """

    groups: list[tuple[str | Promise, list[TaskRow]]]
    kinds: list[KindChoice]
    chosen: TaskKind | None
    total: int
    overdue: int
    start_with: WaitingTask | None
    more: list[MoreTasks]
    shown: dict[str, list[UUID]]


def waiting_page(scope: Scope, kind: str = "") -> WaitingPage:
    """The reader's list, of one kind or of all; an unknown kind shows all."""
    found = tasks_waiting(scope)
    tasks = [each for each in found if isinstance(each, WaitingTask)]
    kinds = _kinds_of(tasks, kind)
    chosen = next((each.kind for each in kinds if each.is_current), None)
    shown = sorted(
        (task for task in tasks if chosen is None or chosen in _kinds_of_task(task)),
        key=lambda task: _place(task, scope),
    )
    return WaitingPage(
        groups=_grouped(shown, scope),
        kinds=kinds,
        chosen=chosen,
        total=len(tasks),
        overdue=sum(_is_overdue(task, scope.at) for task in tasks),
        start_with=shown[0] if shown else None,
        more=[each for each in found if isinstance(each, MoreTasks)],
        shown=rows_shown(shown),
    )


def tasks_waiting(scope: Scope, *, dates: Callable[[Scope], Tasks] = date_tasks) -> Tasks:
    """
    What every part of the service finds for the reader.

    dates: reads the ends of custody and bail, and hearings; by default those of the next days.
    """
    found = waiting_suspects.suspect_tasks(scope, worklists_for(scope))
    found += answer_tasks(scope)
    found += approval_tasks(scope)
    found += dates(scope)
    found += waiting_suspects.transfer_tasks(scope)
    found += waiting_suspects.mention_tasks(scope)
    for path in settings.WAITING_TASKS:
        found += import_string(path)(scope)
    found += [
        WaitingTask(kind=ELSEWHERE, text=text, address=address)
        for address, text in work_elsewhere(scope)
    ]
    return found


def rows_shown(tasks: Iterable[WaitingTask]) -> dict[str, list[UUID]]:
    """{label of a model: ids of the rows that these tasks show, each once}."""
    found: dict[str, dict[UUID, None]] = {}
    for task in tasks:
        for pk in task.shown:
            found.setdefault(task.shown_of, {})[pk] = None
    return {label: list(ids) for label, ids in found.items()}


def _kinds_of_task(task: WaitingTask) -> list[TaskKind]:
    return [BACK, task.kind] if task.is_back else [task.kind]


def _kinds_of(tasks: Iterable[WaitingTask], name: str) -> list[KindChoice]:
    """
    The kinds of some tasks in the order in which they first come, what came back before them all;
    the one of this name shown.
    """
    counts = {BACK: 0}
    for task in tasks:
        for kind in _kinds_of_task(task):
            counts[kind] = counts.get(kind, 0) + 1
    return [KindChoice(kind, count, kind.name == name) for kind, count in counts.items() if count]


def _is_overdue(task: WaitingTask, at: datetime) -> bool:
    return task.due_at is not None and task.due_at < at


def _group_of(task: WaitingTask, at: datetime) -> str | Promise:
    if task.is_first:
        return FIRST
    if task.due_at is None:
        return UNDATED
    if _is_overdue(task, at):
        return OVERDUE
    return THIS_WEEK if task.due_at <= end_of_day(london_day(at + SOON)) else LATER


def _place(task: WaitingTask, scope: Scope) -> tuple[int, bool, float, str, str]:
    """Where a task stands: its group, then its date, then the case."""
    due_at = task.due_at
    when = due_at.timestamp() if due_at else 0.0
    group = GROUPS.index(_group_of(task, scope.at))
    return group, due_at is None, when, task.reference, str(task.about)


def _grouped(
    tasks: Sequence[WaitingTask], scope: Scope
) -> list[tuple[str | Promise, list[TaskRow]]]:
    """Tasks in order, by group; a group without a task is left out."""
    rows: dict[str | Promise, list[TaskRow]] = {}
    for task in tasks:
        words, tone = due_at_text(task.due_at, at=scope.at)
        row = TaskRow(task, words, tone, is_hour_clock(task.due_at))
        rows.setdefault(_group_of(task, scope.at), []).append(row)
    return list(rows.items())
