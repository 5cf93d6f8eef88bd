"""Which rows of the worklists are read for the list of what waits, and how many there are."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.deadlines import Urgency
from cases.desk.queries.waiting_rows import HELD_STATES
from cases.desk.queries.worklists import (
    MY_CASES,
    NAMED_ROLES_ON_CASES,
    WORKLISTS,
    NamedWorklist,
)
from cases.states import CAPACITIES_ASKED, UNSENT_STATES
from people.access.scopes import Scope
from people.access.worklists import MAX_COUNTED_ROWS, Cursor, Worklist, count_worklists
from people.models import Side
from people.web.waiting_tasks import MoreTasks


def quoted(names: Iterable[str]) -> str:
    """Names of ours as a list in SQL."""
    return ", ".join(f"'{name}'" for name in sorted(map(str, names)))


MAX_OF_LIST = 50  # tasks that are read of each worklist
# The worklists whose rows wait for somebody; the others show what is to come, or is elsewhere.
LISTS_OF_WORK = (
    "sign-off", "check", "early-advice", "allocate", "escalated", "mine", "second-reader",
)  # fmt: skip
# Who comes first whatever the date: in custody, or red as far as the reader's side may know.
PRESSING_SQL = (
    f"custody IN ({quoted(HELD_STATES)}) OR urgency = '{Urgency.RED.value}'"
    f" AND (%(side)s = '{Side.POLICE.value}' OR state NOT IN ({quoted(UNSENT_STATES)}))"
)
# What others than those who are named on a case do next, on their own side.
OF_OTHERS_SQL = f"""state IN ({
    quoted(
        state
        for state, asked in CAPACITIES_ASKED.items()
        if asked and not asked & set(NAMED_ROLES_ON_CASES)
    )
}) AND NOT %(side)s = ANY (also_waits_for)"""


def _lists_of_tasks(chosen: NamedWorklist) -> tuple[Worklist, Worklist]:
    """(the rows of a list of which one may be a task, and of them those who come first)."""
    rows = chosen.rows
    if chosen is MY_CASES:
        rows = replace(rows, where=f"({rows.where}) AND NOT ({OF_OTHERS_SQL})")
    return rows, replace(rows, where=f"({rows.where}) AND ({PRESSING_SQL})")


TASKS_OF_LIST = {
    each.name: _lists_of_tasks(each) for each in WORKLISTS if each.name in LISTS_OF_WORK
}


def first_rows(chosen: NamedWorklist, scope: Scope) -> tuple[list[tuple[Any, ...]], bool]:
    """(the first rows of a list and, of the rest, those who are red or held; whether it is cut)."""
    of_list, of_pressing = TASKS_OF_LIST[chosen.name]
    rows, following = of_list.next_page(scope, size=MAX_OF_LIST)
    if following:
        after = Cursor(rows[-1][-1], rows[-1][0])
        rows += of_pressing.page(scope, after=after, size=MAX_OF_LIST)
    return rows, bool(following)


def more_on_lists(scope: Scope, cut: Sequence[NamedWorklist]) -> Iterator[MoreTasks]:
    """How many suspects are on the lists of which not every row was read."""
    lists = {each.name: each.rows for each in cut}
    counts = count_worklists(scope, lists, most=MAX_COUNTED_ROWS + 1)
    for each in cut:
        n = counts[each.name]
        facts = {"n": f"{MAX_COUNTED_ROWS}+" if n > MAX_COUNTED_ROWS else n, "title": each.title}
        text = _("More than are shown here, %(n)s in all: %(title)s") % facts
        yield MoreTasks(text, reverse("see-worklist", args=[each.name]))
