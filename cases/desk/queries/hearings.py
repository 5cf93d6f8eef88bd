"""The list of hearings to come: one row a suspect, the next day in court first."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from cases.desk.queries.worklist_rows import suspect_rows
from cases.models import HEARING_KINDS, CourtFact
from cases.states import State
from cases.statuses import DecisionStatus
from people.access.scopes import Scope
from people.text.dates import format_day_near
from timeliness.calendar import LONDON, london_day

TODAY_SQL = "london_day(%(at)s::timestamptz)"
TO_COME_SQL = f"hearings_until >= {TODAY_SQL} AND state <> '{State.STOPPED.value}'"
KINDS_SQL = ", ".join(f"'{kind.value}'" for kind in HEARING_KINDS)
NEXT_DAY_SQL = f"""(
    SELECT min(fact."on")::timestamp AT TIME ZONE '{LONDON.key}' FROM cases_courtfact fact
    JOIN cases_decision decision ON decision.id = fact.decision_id AND decision.status = 'LIVE'
    WHERE fact.suspect_id = cases_suspect.id AND fact.is_current AND NOT fact.is_void
        AND fact.kind IN ({KINDS_SQL}) AND fact."on" >= {TODAY_SQL}
)"""  # noqa: S608 - names are our own
# Whoever attends: who works on the case, and who leads them (for who tells: victims.queries).
HEARING_CAPACITIES = frozenset(
    {"refer_cases", "supervise_cases", "triage_cases", "prosecute_cases", "allocate_cases"}
)


def hearing_rows(scope: Scope, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """(row of suspect_rows, [(day, what, which court)]) of each suspect. Two queries."""
    ahead = hearings_ahead(scope, [row[0] for row in rows])
    printed = suspect_rows(scope, rows)
    return [(row, ahead.get(found[0], [])) for found, row in zip(rows, printed, strict=True)]


def hearings_ahead(
    scope: Scope, suspects: Iterable[UUID]
) -> dict[UUID, list[tuple[str, str, str]]]:
    """{suspect: [(day, what, which court)]}, the next first."""
    today = london_day(scope.at)
    found: dict[UUID, list[tuple[str, str, str]]] = {}
    for fact in hearing_facts_ahead(scope, suspects):
        told = format_day_near(fact.on, today), fact.result_text, fact.court
        found.setdefault(fact.suspect_id, []).append(told)
    return found


def hearing_facts_ahead(scope: Scope, suspects: Iterable[UUID]) -> list[CourtFact]:
    """The days in court to come of these suspects, the next first. One query."""
    facts = CourtFact.objects.for_scope(scope).filter(
        suspect__in=suspects, decision__status=DecisionStatus.LIVE, is_current=True, is_void=False,
        kind__in=HEARING_KINDS, on__gte=london_day(scope.at),
    )  # fmt: skip
    return list(facts.order_by("on", "at"))
