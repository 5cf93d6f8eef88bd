"""Days to come on the reader's own cases, as tasks: hearings, and the ends of custody and bail."""

from collections.abc import Iterator
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
LAST_DAY_SQL = f"{hearings.TODAY_SQL} + {AHEAD.days}"
# What the police see to, and what both sides work to. An end that has passed was not put right.
DETAINED_SQL = (
    f"custody = '{Custody.IN_CUSTODY.value}' AND holder_side <> ''"
    f" AND detained_until < (({LAST_DAY_SQL} + 1)::timestamp AT TIME ZONE '{LONDON.key}')"
)
ON_BAIL_SQL = (
    f"custody = '{Custody.ON_BAIL.value}' AND holder_side <> '' AND bail_ends_on <= {LAST_DAY_SQL}"
)
REMANDED_SQL = f"{custody_ends.LIMITED_SQL} AND first_limit_ends_on <= {LAST_DAY_SQL}"
OPEN_ENDS = Worklist(
    Suspect, SUSPECT_COLUMNS, named_only=True, named_as=NAMED_ROLES_ON_CASES,
    listed=f"state <> '{State.STOPPED.value}' AND ({DETAINED_SQL} OR {ON_BAIL_SQL})",
    order=f"""CASE custody WHEN '{Custody.IN_CUSTODY.value}' THEN detained_until
        ELSE {ON_DAY_SQL.format(day="bail_ends_on")} END""",
)  # fmt: skip
LIMITS = Worklist(
    Suspect, SUSPECT_COLUMNS, named_only=True, named_as=NAMED_ROLES_ON_CASES, is_kept_on=True,
    listed=REMANDED_SQL, order=custody_ends.LIMIT_ENDS_SQL,
)  # fmt: skip
HEARINGS_SOON = Worklist(
    Suspect, SUSPECT_COLUMNS, named_only=True, named_as=NAMED_ROLES_ON_CASES, is_kept_on=True,
    order=hearings.NEXT_DAY_SQL,
    listed=f"{hearings.TO_COME_SQL} AND {hearings.NEXT_DAY_SQL} <"
    f" (({LAST_DAY_SQL} + 1)::timestamp AT TIME ZONE '{LONDON.key}')",
)  # fmt: skip


def date_tasks(scope: Scope) -> Tasks:
    """
    Hearings of the next seven days, and ends of custody and bail, of cases the reader is named on.

    The CPS sees to custody time limits alone. Three queries, and one or two for each list that
    finds a row.
    """
    lists = [OPEN_ENDS, LIMITS] if scope.side == Side.POLICE else [LIMITS]
    ends = [task for each in lists for task in _end_tasks(scope, each)]
    return [*ends, *_hearing_tasks(scope)]


def _end_tasks(scope: Scope, ends: Worklist) -> Iterator[WaitingTask | MoreTasks]:
    rows, following = ends.next_page(scope, size=MAX_DATES)
    for row, line in zip(rows, suspect_lines(scope, rows), strict=True):
        is_hour = line.custody == Custody.IN_CUSTODY  # bail and time limits end with a day
        yield _date_task(
            ENDS, line, _("See to bail or custody"), line.cells[-3], row[-1], is_hour=is_hour
        )
    if following:
        yield more_of(ENDS)


def _hearing_tasks(scope: Scope) -> Iterator[WaitingTask | MoreTasks]:
    rows, following = HEARINGS_SOON.next_page(scope, size=MAX_DATES)
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
