"""The rows of a worklist of suspects, as their template prints them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.desk.queries import custody_ends
from cases.extensions.queries import extension_rows
from cases.models import Case, CaseGrant, Suspect
from cases.models.suspect import NOT_IDENTIFIED
from cases.next_steps import next_step_text
from cases.queries.circumstance_tags import alleged_pairs_json, circumstance_tags
from cases.queries.circumstances import circumstances_json
from cases.state_tags import ANSWER_EXTENSION_TEXT, OWED_BESIDE_TEXT, urgency_tag
from cases.states import CAPACITIES_ASKED, may_know_state, state_label
from people.access.expiry import live_at
from people.access.scopes import Scope
from people.models import Side
from timeliness.due_text import due_at_text, is_hour_clock, waiting_since_text


def suspect_rows(scope: Scope, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Worklist rows of suspects, as the template prints them. One query."""
    case_facts = _case_facts(scope, {row[1] for row in rows})
    return [_suspect_row(scope, case_facts, *row) for row in rows]


def _case_facts(scope: Scope, ids: set[UUID]) -> dict[UUID, tuple[Any, ...]]:
    """{case: facts of _suspect_row}. One query.

    The facts: number of visible suspects, the caller's capacities on the case, the suspects about
    whom the caller wrote a decision that waits for a second reader, {suspect: custody end},
    {suspect: facts of extended_dates}, and {number of a suspect: circumstances} as far as the
    caller may know them.
    """
    named = CaseGrant.objects.filter(
        live_at(scope.at), content_object=OuterRef("pk"), user=scope.user_id
    )
    condition = Q(suspects__only_side__in=["", scope.side])
    wrote = Suspect.objects.for_scope(scope).filter(
        case=OuterRef("pk"), proposed_by__overlap=sorted(scope.accounts)
    )
    cases = Case.objects.for_scope(scope).filter(pk__in=ids).annotate(
        of=Count("suspects", filter=condition),
        named=ArraySubquery(named.values("permission__codename")),
        wrote_about=ArraySubquery(wrote.values("pk")),
        custody=custody_ends.recorded_custody_ends(scope),
        extended=extension_rows.extended_dates(scope),
        recorded=circumstances_json(scope),
        alleged=alleged_pairs_json(scope),
    )  # fmt: skip
    return {
        case.pk: (
            case.of, scope.unit_capacities(case, set(case.named)) | set(case.named),
            case.wrote_about,
            {each["pk"]: custody_ends.custody_end_text(each, at=scope.at) for each in case.custody},
            {each["pk"]: each for each in case.extended},
            circumstance_tags(case.recorded, case.alleged),
        ) for case in cases
    }  # fmt: skip


def _suspect_row(
    scope: Scope, facts_by_case: Mapping[UUID, tuple[Any, ...]], pk: UUID, case: UUID, urn: str,
    number: int, surname: str, given_names: str, state: str, urgency: str, side: str,
    also: list[str], since: datetime | None, due_at: datetime | None, police: str, cps: str | None,
    listed_at: datetime,
) -> tuple[Any, ...]:  # fmt: skip
    of, held, wrote_about, ends, extended, tags = facts_by_case[case]
    extension = extended.get(str(pk), {})
    holders: dict[str, str | None] = {Side.POLICE: police, Side.CPS: cps}
    holder = holders.get(side, _("No one’s"))
    if CAPACITIES_ASKED[state] & held and pk not in wrote_about:
        holder = _("You")
    since = since if may_know_state(state, scope.side) else None
    text, tone = due_at_text(due_at, at=scope.at)
    if due_at is None and since and side:  # shown once, in place of the date
        text, since = waiting_since_text(since, at=scope.at), None
    name = ", ".join(filter(None, [surname, given_names])) or str(NOT_IDENTIFIED)
    to_answer = extension.get("awaits") or []
    steps = _steps_owed(scope.side, state, side, also, to_answer)
    cells = name, urgency_tag(urgency, state, scope.side), *steps, state_label(state, scope.side)
    moved = extension_rows.moved_text(extension.get("first_due_at"), at=scope.at)
    due = text, tone, due_at, is_hour_clock(due_at)
    beside = ends.get(str(pk), ""), moved, tags.get(number, "")
    return case, number, of, urn, *cells, holder, since, *due, *beside


def _steps_owed(
    reader: str | None, state: str, holder: str, also: list[str], to_answer: list[str]
) -> tuple[str | Promise, list[str | Promise]]:
    """
    (next step, other steps owed), those of the reader's side first.

    to_answer: sides that have to answer about an extension of the due date.
    """
    owed: list[tuple[str, str | Promise]] = [
        (side, ANSWER_EXTENSION_TEXT if side in to_answer else OWED_BESIDE_TEXT[side])
        for side in also
    ]
    if holder:
        owed.insert(0, (holder, next_step_text(state, reader)))
    owed.sort(key=lambda each: each[0] != reader)
    if not owed:  # an ended state
        return next_step_text(state, reader), []
    first, *rest = [words for _side, words in owed]
    return first, rest
