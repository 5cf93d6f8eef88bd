"""What is due to a person on which day, for a calendar: of which kind and how many, and no more."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.desk.queries.hearings import hearing_facts_ahead
from cases.desk.queries.waiting import rows_shown, tasks_waiting
from cases.desk.queries.waiting_dates import ALL_AHEAD, ENDS, HEARINGS, MAX_DATES, end_tasks
from cases.models import Suspect
from people.access.scopes import Scope
from people.administration.actions.systems import secret_digest
from people.models import CalendarAddress
from people.web.waiting_tasks import MoreTasks, TaskKind, Tasks, WaitingTask
from timeliness.calendar import london_day
from timeliness.due_text import is_hour_clock

MORE = TaskKind("more", gettext_lazy("Not everything that waits for you is in this calendar"))
ENDED = TaskKind("ended", gettext_lazy("End of custody or bail that has passed"))
TITLES: dict[TaskKind, str | Promise] = {
    HEARINGS: gettext_lazy("Hearing"),
    ENDS: gettext_lazy("End of custody or bail"),
}


@dataclass(frozen=True)
class DueEntry:
    """So many things of a kind that are due on a day, or at a moment of it. path: where to look."""

    kind: TaskKind
    when: date
    count: int
    path: str

    @property
    def title(self) -> str:
        """In words, without whom it is about."""
        title = TITLES.get(self.kind, self.kind.title)
        if self.count == 1:
            return str(title)
        return _("%(kind)s (%(n)s)") % {"kind": title, "n": self.count}


@dataclass(frozen=True)
class CalendarDates:
    """entries: in order of time. shown: {label of a model: ids of the rows that are counted}."""

    entries: list[DueEntry]
    shown: dict[str, list[UUID]]


def calendar_address_of(key: str) -> CalendarAddress | None:
    """The address with this key, of a person whose account is open; None if there is none."""
    rows = CalendarAddress.objects.select_related("person")
    return rows.filter(digest=secret_digest(key), person__is_active=True).first()


def own_calendar_address(scope: Scope) -> CalendarAddress | None:
    """The address that a person has; None if they have none."""
    return CalendarAddress.objects.filter(person=scope.user_id).first()


def calendar_dates(scope: Scope) -> CalendarDates:
    """
    What waits for a person with a date, every end of custody and bail, and every day in court.

    The queries of the list of what waits, and three.
    """
    found = tasks_waiting(scope, dates=_ends_ahead)
    tasks = [each for each in found if isinstance(each, WaitingTask) and each.due_at]
    hearings, suspects, is_cut = _hearing_days(scope)
    due = [(_kind_of(each, scope.at), _time_of_task(each)) for each in tasks]
    due += [(HEARINGS, day) for day in hearings]
    if is_cut or any(isinstance(each, MoreTasks) for each in found):
        due.append((MORE, london_day(scope.at)))
    shown = rows_shown(tasks)
    of_suspects = dict.fromkeys((*shown.get(Suspect._meta.label, []), *suspects))
    return CalendarDates(
        list(_entries_by_day(due)), shown | {Suspect._meta.label: list(of_suspects)}
    )


def _ends_ahead(scope: Scope) -> Tasks:
    return end_tasks(scope, ALL_AHEAD)


def _hearing_days(scope: Scope) -> tuple[list[date], list[UUID], bool]:
    """(the days in court to come, one of a case; of which suspects; whether there are more)."""
    rows, following = ALL_AHEAD.hearings.next_page(scope, size=MAX_DATES)
    facts = hearing_facts_ahead(scope, [row[0] for row in rows]) if rows else []
    days = sorted({(each.on, each.case_id) for each in facts})  # two suspects are one hearing
    return [day for day, _case in days], [each.suspect_id for each in facts], bool(following)


def _kind_of(task: WaitingTask, at: datetime) -> TaskKind:
    """The task's kind; an end of custody or bail that has passed is of a kind of its own."""
    is_past = task.kind == ENDS and task.due_at is not None and task.due_at < at
    return ENDED if is_past else task.kind


def _time_of_task(task: WaitingTask) -> date:
    """The moment of what is due at an hour; else the day."""
    assert task.due_at is not None
    return task.due_at if is_hour_clock(task.due_at) else london_day(task.due_at)


def _entries_by_day(due: Iterable[tuple[TaskKind, date]]) -> Iterator[DueEntry]:
    counts: dict[tuple[TaskKind, date], int] = {}
    for each in due:
        counts[each] = counts.get(each, 0) + 1
    for (kind, when), count in sorted(counts.items(), key=lambda each: _order_of_entry(*each[0])):
        yield DueEntry(kind, when, count, _path_of_kind(kind))


def _order_of_entry(kind: TaskKind, when: date) -> tuple[date, str, str]:
    day = london_day(when) if isinstance(when, datetime) else when
    return day, when.isoformat(), kind.name


def _path_of_kind(kind: TaskKind) -> str:
    if kind == HEARINGS:
        return reverse("see-worklist", args=["hearings"])
    waiting = reverse("see-waiting")
    return waiting if kind in (ENDS, ENDED, MORE) else f"{waiting}?kind={kind.name}"
