"""The rows of a worklist of suspects, as their template prints them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.desk.queries import custody_ends
from cases.desk.queries.owed_dates import (
    ANSWERING_STATES,
    OwedDates,
    dates_by_suspect,
    owed_date_subqueries,
)
from cases.extensions.queries import extension_rows
from cases.models import Case, CaseGrant, EarlyAdvice, Referral, Suspect
from cases.models.suspect import NOT_IDENTIFIED
from cases.next_steps import next_step_text
from cases.queries.circumstance_tags import alleged_pairs_json, circumstance_tags
from cases.queries.circumstances import circumstances_json
from cases.state_tags import ANSWER_EXTENSION_TEXT, OWED_BESIDE_TEXT, urgency_tag
from cases.states import CAPACITIES_ASKED, State, may_know_state, state_label
from cases.statuses import AdviceStatus, ReferralStatus
from people.access.expiry import live_at
from people.access.kept_statements import kept_statement
from people.access.scopes import Scope
from people.models import Side
from people.text.dates import format_day_near
from timeliness.calendar import london_day
from timeliness.due_text import (
    due_at_text,
    due_in_days_text,
    is_hour_clock,
    waiting_since_text,
)

# The state in which a side has the turn for what it otherwise owes beside it.
ANSWERING_STATE: dict[str, str] = {
    Side.POLICE: State.ACTION_PLAN,
    Side.CPS: State.PLAN_QUERIED,
}


def suspect_rows(scope: Scope, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Worklist rows of suspects, as the template prints them. One query."""
    return [line.cells for line in suspect_lines(scope, rows)]


def suspect_lines(scope: Scope, rows: Sequence[tuple[Any, ...]]) -> "list[SuspectLine]":
    """Worklist rows of suspects, with what each side has to do. One query."""
    case_facts = _case_facts(scope, {row[1] for row in rows})
    return [_suspect_line(scope, case_facts, *row) for row in rows]


@dataclass(frozen=True)
class SuspectLine:
    """
    A suspect in a list. cells: as the template of the worklists prints it.

    is_asked: whether the next step is the reader's own. is_beside: whether it is owed besides the
    turn, which another has. is_extension: whether it is the answer to a request for a later due
    date. beside: what the reader's side owes besides the next step; elsewhere: what the other side
    owes, each with its date. urgent: the tag of the urgency, as far as the reader's side may know
    it.
    """

    pk: UUID
    state: str
    custody: str
    urgent: tuple[str | Promise, ...]
    is_asked: bool
    is_beside: bool
    is_extension: bool
    beside: list[str]
    elsewhere: list[str]
    cells: tuple[Any, ...]


def _case_facts(scope: Scope, ids: set[UUID]) -> dict[UUID, tuple[Any, ...]]:
    """{case: facts of _suspect_row}. One query, none for no case.

    The facts: number of visible suspects, the caller's capacities on the case, the suspects about
    whom the caller wrote what waits for another to read or sign, {suspect: (custody, its end)},
    {suspect: facts of extended_dates}, {number of a suspect: circumstances} as far as the caller
    may know them, and {suspect: OwedDates}.
    """
    if not ids:
        return {}
    return {
        case.pk: (
            case.of, scope.unit_capacities(case, set(case.named)) | set(case.named),
            case.wrote_about,
            {
                each["pk"]: (each["custody"], custody_ends.ends_text(each, at=scope.at))
                for each in case.custody
            },
            {each["pk"]: each for each in case.extended},
            circumstance_tags(case.recorded, case.alleged), dates_by_suspect(case),
        ) for case in _cases_with_facts(scope, ids)
    }  # fmt: skip


@kept_statement
def _cases_with_facts(scope: Scope, ids: Collection[UUID]) -> "QuerySet[Any]":
    """Cases with the facts that the rows of their suspects need."""
    named = CaseGrant.objects.filter(
        live_at(scope.at), content_object=OuterRef("pk"), user=scope.user_id
    )
    suspects = Suspect.objects.for_scope(scope).filter(case=OuterRef("pk"))
    return Case.objects.for_scope(scope).filter(pk__among=ids).annotate(
        # Not Count("suspects"): for any number of ids Postgres joins and groups the whole table.
        of=Subquery(suspects.order_by().values("case").annotate(n=Count("pk")).values("n")),
        named=ArraySubquery(named.values("permission__codename")),
        wrote_about=ArraySubquery(_own_work(scope, suspects).values("pk")),
        custody=custody_ends.recorded_custody_ends(scope),
        extended=extension_rows.extended_dates(scope),
        recorded=circumstances_json(scope, assessments=False),
        alleged=alleged_pairs_json(scope),
        **owed_date_subqueries(scope),
    )  # fmt: skip


def _own_work(scope: Scope, suspects: "QuerySet[Suspect]") -> "QuerySet[Suspect]":
    """Of some suspects, those about whom the caller wrote what another reads or signs."""
    mine = {"suspects": OuterRef("pk"), "writers__overlap": scope.account_ids}
    referrals = Referral.objects.for_scope(scope).filter(
        **mine, status=ReferralStatus.AWAITING_SIGN_OFF
    )
    advice = EarlyAdvice.objects.for_scope(scope).filter(
        **mine, status=AdviceStatus.AWAITING_SIGN_OFF
    )
    return suspects.filter(
        Q(proposed_by__overlap=scope.account_ids)
        | Q(Exists(referrals), state=State.AWAITING_SIGN_OFF)
        | Q(Exists(advice), state=State.ADVICE_SIGN_OFF)
    )


def _suspect_line(
    scope: Scope, facts_by_case: Mapping[UUID, tuple[Any, ...]], pk: UUID, case: UUID, urn: str,
    number: int, surname: str, given_names: str, state: str, urgency: str, side: str,
    also: list[str], since: datetime | None, due_at: datetime | None, police: str, cps: str | None,
    listed_at: datetime,
) -> SuspectLine:  # fmt: skip
    of, held, wrote_about, custody, extended, tags, owed_by = facts_by_case[case]
    extension, owed = extended.get(str(pk), {}), owed_by.get(str(pk), OwedDates())
    first, *rest = _steps_owed(scope, state, side, also, extension.get("awaits") or [], owed)
    is_beside = first.side != side
    asked = CAPACITIES_ASKED[ANSWERING_STATE[first.side] if is_beside else state]
    is_asked = bool(asked & held) and (is_beside or pk not in wrote_about)
    is_asked = is_asked and not _is_of_two(first, state, owed, is_beside=is_beside)
    units: dict[str, str | None] = {Side.POLICE: police, Side.CPS: cps}
    holder = _("You") if is_asked else units.get(first.side, _("No one’s"))
    since = since if may_know_state(state, scope.side) and not is_beside else None
    if also and scope.side in (side, *also):
        due_at = owed.earliest(scope.side)  # the other side's is beside what it owes
    waits = _waiting_cells(holder, since, due_at, is_held=bool(side), at=scope.at)
    name = ", ".join(filter(None, [surname, given_names])) or str(NOT_IDENTIFIED)
    tag, state_text = urgency_tag(urgency, state, scope.side), state_label(state, scope.side)
    beside, elsewhere = _steps_beside(scope, first, rest)
    moved = _moved_text(extension, side, first.side, due_at, at=scope.at)
    kept, ends = custody.get(str(pk), ("", ""))
    cells = case, number, of, urn, name, tag, first.text, beside + elsewhere, state_text, *waits
    cells = *cells, ends, moved, tags.get(number, "")
    is_extension = first.text is ANSWER_EXTENSION_TEXT
    facts = is_asked, is_beside, is_extension, beside, elsewhere
    return SuspectLine(pk, state, kept, tag, *facts, cells)


def _is_of_two(first: "OwedStep", state: str, owed: OwedDates, *, is_beside: bool) -> bool:
    """Whether the step is an answer that two named people give, not those who work on the case."""
    is_answer = state in ANSWERING_STATES
    if is_beside:
        is_answer = first.text is not ANSWER_EXTENSION_TEXT
    return is_answer and owed.waits_for_two(first.side)


def _steps_beside(
    scope: Scope, first: "OwedStep", rest: Sequence["OwedStep"]
) -> tuple[list[str], list[str]]:
    """What is owed besides the next step, by the reader's side and by the other, in words."""
    told = [(step.side, _step_beside(step, first.side, scope)) for step in rest]
    ours = [text for side, text in told if side == scope.side]
    return ours, [text for side, text in told if side != scope.side]


def _waiting_cells(
    holder: str | Promise | None, since: datetime | None, due_at: datetime | None, *,
    is_held: bool, at: datetime,
) -> tuple[Any, ...]:  # fmt: skip
    """The cells of who has to act, since when, and by when."""
    text, tone = due_at_text(due_at, at=at)
    if due_at is None and since and is_held:  # shown once, in place of the date
        text, since = waiting_since_text(since, at=at), None
    return holder, since, text, tone, due_at, is_hour_clock(due_at)


def _moved_text(
    extension: Mapping[str, Any], holder: str, first_side: str, due_at: datetime | None, *,
    at: datetime,
) -> str:  # fmt: skip
    """That the date shown was moved; "" if it is not the date of the turn, which alone is moved."""
    is_of_turn = holder == first_side and due_at is not None and bool(extension)
    if not is_of_turn or datetime.fromisoformat(extension["due_at"]) != due_at:
        return ""
    return extension_rows.moved_text(extension["first_due_at"], at=at)


class OwedStep(NamedTuple):
    """A step that a side owes; side: "" in an ended state. due_at: None if it has no date."""

    side: str
    text: str | Promise
    due_at: datetime | None


def _steps_owed(
    scope: Scope, state: str, holder: str, also: list[str], to_answer: list[str], owed: OwedDates
) -> list[OwedStep]:
    """
    The steps owed, at least one, those of the reader's side first.

    to_answer: sides that have to answer about an extension of the due date.
    """
    steps = [
        OwedStep(side, OWED_BESIDE_TEXT[side], owed.answers.get(side)) for side in also
        if side not in to_answer or (side in owed.answers)
    ]  # fmt: skip
    steps += [OwedStep(side, ANSWER_EXTENSION_TEXT, None) for side in also if side in to_answer]
    if holder or not steps:
        turn = OwedStep(holder, next_step_text(state, scope.side), owed.of_turn(state, holder))
        steps.insert(0, turn)
    return sorted(steps, key=lambda step: step.side != scope.side)


def _step_beside(step: OwedStep, first_side: str, scope: Scope) -> str:
    """What is owed besides the next step; by the other side, with its date."""
    if step.side == first_side:
        return _("Also: %(step)s") % {"step": step.text}
    facts = {"side": Side(step.side).label, "step": step.text}
    if step.due_at is None:
        return _("%(side)s: %(step)s") % facts
    day, today = london_day(step.due_at), london_day(scope.at)
    if day < today:
        late, _tone = due_in_days_text((day - today).days)
        return _("%(side)s: %(step)s, %(late)s") % {**facts, "late": late}
    if step.due_at < scope.at:  # a clock counted in hours
        return _("%(side)s: %(step)s, overdue") % facts
    return _("%(side)s: %(step)s, due %(day)s") % {**facts, "day": format_day_near(day, today)}
