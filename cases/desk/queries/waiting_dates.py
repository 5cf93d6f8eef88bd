"""Days to come on the reader's own cases, as tasks: hearings, and the ends of custody and bail."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.desk.queries import custody_ends, hearings
from cases.desk.queries.shown_suspects import suspect_address
from cases.desk.queries.waiting_rows import HELD_STATES
from cases.desk.queries.worklist_rows import SuspectLine, suspect_lines
from cases.desk.queries.worklists import NAMED_ROLES_ON_CASES, SUSPECT_COLUMNS
from cases.models import Custody, Suspect
from cases.states import State
from people.access.scopes import Scope
from people.access.worklists import Worklist
from people.identity.sides import Side
from people.web.waiting_tasks import MoreTasks, TaskKind, Tasks, WaitingTask, more_of
from timeliness.calendar import LONDON, end_of_day, london_day

MAX_DATES = 50  # rows that are read of each of the two lists
AHEAD = timedelta(days=7)

HEARINGS = TaskKind("hearings", gettext_lazy("Hearings in the next seven days"))
ENDS = TaskKind("ends", gettext_lazy("Ends of custody and bail"))
ON_DAY_SQL = "{day}::timestamp AT TIME ZONE '" + LONDON.key + "'"


@dataclass(frozen=True)
class DateLists:
    """
    The lists of ends and hearings on the reader's own cases. open_ends: what the police see to, of
    bail and detention. limits: custody time limits, to which both sides work. An end that has
    passed was not put right.
    """

    open_ends: Worklist
    limits: Worklist
    hearings: Worklist


def _lists_until(last_day: str) -> DateLists:
    """The lists of what comes by a day. last_day: in SQL."""
    ends_by = f"(({last_day} + 1)::timestamp AT TIME ZONE '{LONDON.key}')"
    detained = (
        f"custody = '{Custody.IN_CUSTODY.value}' AND holder_side <> ''"
        f" AND detained_until < {ends_by}"
    )
    on_bail = (
        f"custody = '{Custody.ON_BAIL.value}' AND holder_side <> '' AND bail_ends_on <= {last_day}"
    )
    return DateLists(
        open_ends=_own_list(
            f"state <> '{State.STOPPED.value}' AND ({detained} OR {on_bail})",
            order=f"""CASE custody WHEN '{Custody.IN_CUSTODY.value}' THEN detained_until
                ELSE {ON_DAY_SQL.format(day="bail_ends_on")} END""",
        ),
        limits=_own_list(
            f"{custody_ends.LIMITED_SQL} AND first_limit_ends_on <= {last_day}",
            order=custody_ends.LIMIT_ENDS_SQL, is_kept_on=True,
        ),
        hearings=_own_list(
            f"{hearings.TO_COME_SQL} AND {hearings.NEXT_DAY_SQL} < {ends_by}",
            order=hearings.NEXT_DAY_SQL, is_kept_on=True,
        ),
    )  # fmt: skip


def _own_list(listed: str, *, order: str, is_kept_on: bool = False) -> Worklist:
    return Worklist(
        Suspect, SUSPECT_COLUMNS, named_only=True, named_as=NAMED_ROLES_ON_CASES, listed=listed,
        order=order, is_kept_on=is_kept_on,
    )  # fmt: skip


SOON = _lists_until(f"{hearings.TODAY_SQL} + {AHEAD.days}")
ALL_AHEAD = _lists_until("date 'infinity'")


def date_tasks(scope: Scope) -> Tasks:
    """
    Hearings of the next seven days, and ends of custody and bail, of cases the reader is named on.

    The CPS sees to custody time limits alone. Three queries, and one or two for each list that
    finds a row.
    """
    return [*end_tasks(scope, SOON), *_hearing_tasks(scope)]


def end_tasks(scope: Scope, lists: DateLists) -> Tasks:
    """
    Ends of custody and bail of cases the reader is named on. Two queries, and one or two for each
    list that finds a row.
    """
    ends = [lists.open_ends, lists.limits] if scope.side == Side.POLICE else [lists.limits]
    return [task for each in ends for task in _tasks_of_ends(scope, each)]


def _tasks_of_ends(scope: Scope, ends: Worklist) -> Iterator[WaitingTask | MoreTasks]:
    rows, following = ends.next_page(scope, size=MAX_DATES)
    for row, line in zip(rows, suspect_lines(scope, rows), strict=True):
        is_hour = line.custody == Custody.IN_CUSTODY  # bail and time limits end with a day
        yield _date_task(
            ENDS, line, _("See to bail or custody"), line.cells[-3], row[-1], is_hour=is_hour
        )
    if following:
        yield more_of(ENDS)


def _hearing_tasks(scope: Scope) -> Iterator[WaitingTask | MoreTasks]:
    rows, following = SOON.hearings.next_page(scope, size=MAX_DATES)
    ahead = hearings.hearings_ahead(scope, [row[0] for row in rows]) if rows else {}
    for row, line in zip(rows, suspect_lines(scope, rows), strict=True):
        if days := ahead.get(row[0]):
            yield _date_task(HEARINGS, line, _("Prepare for court"), ", ".join(days[0]), row[-1])
    if following:
        yield more_of(HEARINGS, reverse("see-worklist", args=["hearings"]))


def _date_task(
    kind: TaskKind,
    line: SuspectLine,
    text: str,
    detail: str,
    moment: datetime,
    *,
    is_hour: bool = False,
) -> WaitingTask:
    """moment: when it ends or begins. is_hour: it is known to the hour, else to the day."""
    case, number, _of, urn, about, tag, *_rest = line.cells
    return WaitingTask(
        kind=kind,
        text=text,
        address=suspect_address(case, number),
        about=about,
        reference=urn,
        details=(detail,),
        urgent=tag,
        due_at=moment if is_hour else end_of_day(london_day(moment)),
        is_first=line.custody in HELD_STATES or "red" in tag,
        shown_of=Suspect._meta.label,
        shown=(line.pk,),
    )
