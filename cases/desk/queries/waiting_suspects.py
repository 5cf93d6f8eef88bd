"""The suspects whose next step is the reader's own, as tasks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.allocation.queries.transfers import OFFERED_WORKLIST, transfer_rows
from cases.desk.queries import waiting_lists
from cases.desk.queries.waiting_rows import HELD_STATES, came_back
from cases.desk.queries.worklist_rows import SuspectLine, suspect_lines
from cases.desk.queries.worklists import WORKLISTS, NamedWorklist
from cases.models import Case, Mention, Message, Suspect, Transfer
from cases.queries.suspects_with_someone import rows_for, suspects_with_someone
from cases.states import State
from people.access.pagination import first_page
from people.access.scopes import Scope
from people.models import Side
from people.text.dates import format_day, format_moment
from people.web.waiting_tasks import TaskKind, Tasks, WaitingTask, with_more
from timeliness.calendar import london_day

REFER = TaskKind("refer", gettext_lazy("To refer"))
PUT_RIGHT = TaskKind("put-right", gettext_lazy("To put right"))
SIGN_OFF = TaskKind("sign-off", gettext_lazy("To sign off"))
CHECK = TaskKind("check", gettext_lazy("To check"))
ADVICE = TaskKind("early-advice", gettext_lazy("Early advice"))
ALLOCATE = TaskKind("allocate", gettext_lazy("To allocate"))
DECIDE = TaskKind("decide", gettext_lazy("To decide"))
ACTIONS = TaskKind("actions", gettext_lazy("Actions"))
QUESTIONS = TaskKind("questions", gettext_lazy("Questions and dates"))
SECOND_READING = TaskKind("second-reading", gettext_lazy("Second readings"))
CHARGES = TaskKind("charges", gettext_lazy("Charges and cautions"))
TRANSFERS = TaskKind("transfers", gettext_lazy("Transfers"))
MENTIONS = TaskKind("mentions", gettext_lazy("Mentions"))
KINDS_BY_STATE: dict[str, TaskKind] = {
    State.INVESTIGATING: REFER, State.ADVICE_RETURNED: REFER, State.ADVICE_REFUSED: REFER,
    State.RETURNED: PUT_RIGHT, State.CHARGE_QUERIED: PUT_RIGHT,
    State.ADVICE_SIGN_OFF: SIGN_OFF, State.AWAITING_SIGN_OFF: SIGN_OFF,
    State.CLOSING_SIGN_OFF: SIGN_OFF,
    State.TRIAGE: CHECK, State.ADVICE_TRIAGE: CHECK,
    State.ADVICE_MANAGER: ADVICE, State.ADVICE_ADVISER: ADVICE, State.ADVICE_ESCALATED: ADVICE,
    State.ADVICE_LEGAL_MANAGER: ADVICE,
    State.READY_TO_ALLOCATE: ALLOCATE,
    State.WITH_PROSECUTOR: DECIDE,
    State.ACTION_PLAN: ACTIONS, State.WITH_HOLDER: ACTIONS,
    State.PLAN_QUERIED: QUESTIONS,
    State.SECOND_READER: SECOND_READING, State.NFA_REVERSAL: SECOND_READING,
    State.CHARGE_REVERSAL: SECOND_READING, State.CHARGE_STOP: SECOND_READING,
    State.DISPOSAL_REVERSAL: SECOND_READING,
    State.CHARGE_AUTHORISED: CHARGES, State.CHARGE_DIFFERS: CHARGES,
    State.DISPOSAL_AUTHORISED: CHARGES, State.DISPOSAL_CONDITIONS: CHARGES,
}  # fmt: skip
# Whom the reader names, where nobody holds the case.
NAMING_TEXT: dict[str, str | Promise] = {
    "allocate": gettext_lazy("Name a prosecutor: the case has none"),
    "early-advice": gettext_lazy("Name an adviser: the request has none"),
}
NAMING_KIND = {"allocate": ALLOCATE, "early-advice": ADVICE}


def suspect_tasks(scope: Scope, lists: Sequence[NamedWorklist]) -> Tasks:
    """
    The tasks of the lists that are offered to the reader, and which lists have more rows.

    One query for each list of work, and two; of lists that are cut one more for each, and one.
    """
    found: dict[UUID, tuple[str, tuple[Any, ...]]] = {}
    cut = []
    for chosen in WORKLISTS:
        if chosen.name not in waiting_lists.LISTS_OF_WORK or chosen not in lists:
            continue
        rows, is_cut = waiting_lists.first_rows(chosen, scope)
        cut += [chosen] if is_cut else []
        for row in rows:
            found.setdefault(row[0], (chosen.name, row))
    lines = suspect_lines(scope, [row for _name, row in found.values()])
    waiting = [
        (name, line)
        for (name, _row), line in zip(found.values(), lines, strict=True)
        if _is_own_step(line) or name in NAMING_TEXT
    ]
    waiting.sort(key=lambda each: each[1].cells[1])  # by the number of the suspect
    back = came_back(scope, [line.pk for _name, line in waiting])
    tasks = [_suspect_task(name, line, back.get(line.pk), scope) for name, line in waiting]
    return [*_joined(tasks), *waiting_lists.more_on_lists(scope, cut)]


def _is_own_step(line: SuspectLine) -> bool:
    """Whether the next step is the reader's own; extensions are tasks by themselves."""
    return line.is_asked and not line.is_extension


def _joined(tasks: Sequence[WaitingTask]) -> list[WaitingTask]:
    """Tasks about several suspects of a case that differ in nothing else, as one."""
    found: dict[WaitingTask, list[WaitingTask]] = {}
    for task in tasks:
        found.setdefault(replace(task, address="", about="", shown=()), []).append(task)
    return [
        replace(
            same[0],
            about="; ".join(str(task.about) for task in same),
            shown=tuple(pk for task in same for pk in task.shown),
        )
        for same in found.values()
    ]


def _suspect_task(
    name: str, line: SuspectLine, back_since: datetime | None, scope: Scope
) -> WaitingTask:
    case, number, _of, urn, about, tag, step, _also, state, *_rest = line.cells
    due_at, _is_hour, ends, moved, circumstances = line.cells[13:]
    address = f"{reverse('next-step', args=[case])}?suspect={number}"
    kind, text, back = KINDS_BY_STATE.get(line.state, QUESTIONS), step, ""
    if back_since and not line.is_beside:
        back = _("Back from the other side since %(when)s") % {"when": format_moment(back_since)}
    if line.is_beside:  # whose state the reader's side may not know
        kind = ACTIONS if scope.side == Side.POLICE else QUESTIONS
    if not _is_own_step(line):
        kind, text, address = NAMING_KIND[name], NAMING_TEXT[name], f"{address}&name=1"
    return WaitingTask(
        kind=kind,
        text=text,
        address=address,
        about=about,
        reference=urn,
        details=tuple(each for each in (back, state, *line.beside, ends, circumstances) if each),
        elsewhere=tuple(line.elsewhere),
        urgent=tag,
        due_at=due_at,
        moved=moved,
        is_first=line.custody in HELD_STATES or "red" in tag,
        shown_of=Suspect._meta.label,
        shown=(line.pk,),
        is_back=bool(back),
    )


def mention_tasks(scope: Scope) -> Tasks:
    """
    Threads in which the reader is mentioned and has written nothing since, by the last mention.
    None of a case on which nobody has anything to do any more, nor a court. One query.
    """
    later = Message.objects.for_scope(scope).filter(
        thread=OuterRef("message__thread"), number__gt=OuterRef("message__number"),
        by__in=scope.accounts,
    )  # fmt: skip
    rows_of = rows_for(scope)
    suspects = rows_of(Suspect).filter(case=OuterRef("case"))
    going_on = suspects_with_someone(rows_of).filter(case=OuterRef("case"))
    rows = Mention.objects.for_scope(scope).filter(
        Q(Exists(going_on)) | ~Q(Exists(suspects)), ~Exists(later), person__in=scope.accounts
    )
    found = rows.order_by("-message__at", "pk").values_list(
        "message__thread", "case", "case__urn", "message__by__name", "message__at"
    )
    shown, is_cut = first_page(found, waiting_lists.MAX_OF_LIST)
    newest: dict[UUID, WaitingTask] = {}
    for thread, case, urn, name, at in shown:
        newest.setdefault(thread, _mention_task(thread, case, urn, name, at))
    return with_more(newest.values(), MENTIONS, is_cut=is_cut)


def _mention_task(thread: UUID, case: UUID, urn: str, name: str, at: datetime) -> WaitingTask:
    return WaitingTask(
        kind=MENTIONS,
        text=_("Answer %(name)s, who mentioned you") % {"name": name},
        address=reverse("see-thread", args=[thread]),
        reference=urn,
        details=(_("Message of %(when)s") % {"when": format_moment(at)},),
        shown_of=Case._meta.label,
        shown=(case,),
    )


def transfer_tasks(scope: Scope) -> Tasks:
    """Cases that another unit offers to one of which the reader manages cases. One query."""
    if not scope.units_with("allocate_cases"):
        return []
    found, following = OFFERED_WORKLIST.next_page(scope, size=waiting_lists.MAX_OF_LIST)
    tasks = [_transfer_task(*row) for row in transfer_rows(scope, found)]
    more = reverse("see-worklist", args=["transfers"])
    return with_more(tasks, TRANSFERS, is_cut=bool(following), address=more)


def _transfer_task(
    pk: UUID, urn: str, tag: tuple[str | Promise, ...], unit: str, _area: str, since: datetime
) -> WaitingTask:
    offered = {"unit": unit, "day": format_day(london_day(since))}
    return WaitingTask(
        kind=TRANSFERS,
        text=_("Take over a case, or say no"),
        address=reverse("see-transfer", args=[pk]),
        reference=urn,
        details=(_("Offered by %(unit)s on %(day)s") % offered,),
        shown_of=Transfer._meta.label,
        shown=(pk,),
        urgent=tag,
        is_first="red" in tag,
    )
