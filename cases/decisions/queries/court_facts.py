"""Court hearings and results of each suspect, in order of time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.models import Case, CourtFact, CourtFactKind
from cases.permissions import COURT_FACT, SUSPECT
from cases.permissions.court_facts import CHARGED_STATES
from people.access.scopes import Scope, Standing
from people.text.dates import format_day
from timeliness.calendar import london_day


@dataclass(frozen=True)
class CourtFactRow:
    """A court fact as recorded now, and its earlier versions, newest first."""

    fact: CourtFact
    before: list[CourtFact]
    may_correct: bool


@dataclass(frozen=True)
class SuspectInCourt:
    """One suspect with their court facts."""

    suspect: object
    facts: list[CourtFactRow]
    may_record: bool


def court_facts_of_case(case: Case, scope: Scope, who: Standing) -> list[SuspectInCourt]:
    """Every charged suspect of a case with court facts and the verbs open to the reader."""
    rows = CourtFact.objects.for_scope(scope).filter(case=case).select_related("by__agency")
    facts = {fact.pk: fact for fact in rows.order_by("on", "at")}
    found = []
    for suspect in case.suspects.for_scope(scope).order_by("number"):
        said = [
            _court_fact_row(fact, facts, who)
            for fact in facts.values()
            if fact.suspect_id == suspect.pk and fact.is_current
        ]
        if said or suspect.state in CHARGED_STATES:
            may_record = SUSPECT.refusal(who, "record_court_fact", suspect) is None
            found.append(SuspectInCourt(suspect, said, may_record))
    return found


def _court_fact_row(fact: CourtFact, facts: dict[UUID, CourtFact], who: Standing) -> CourtFactRow:
    may_correct = COURT_FACT.refusal(who, "correct_court_fact", fact) is None
    return CourtFactRow(fact, list(_replaced_facts(fact, facts)), may_correct)


def _replaced_facts(fact: CourtFact, facts: dict[UUID, CourtFact]) -> Iterator[CourtFact]:
    while fact.replaces_id:
        fact = facts[fact.replaces_id]
        yield fact


# Part of the case page's query.


def court_facts_in_order(scope: Scope) -> ArraySubquery:
    """Subquery of the court facts of a suspect, in order, for a query of suspects."""
    rows = CourtFact.objects.for_scope(scope).filter(
        suspect=OuterRef("pk"), is_current=True, is_void=False
    )
    facts = JSONObject(kind="kind", on="on", result="result")
    return ArraySubquery(rows.order_by("on", "at").values(facts=facts))


def describe_court_facts(
    facts: Iterable[dict[str, str]], *, at: datetime
) -> Iterator[tuple[str | Promise, str, str]]:
    """(label, value, second line) rows of court facts for the case page."""
    for each in facts:
        fact = CourtFact(kind=each["kind"], result=each["result"])
        on = date.fromisoformat(each["on"])
        ahead = _("Still to come") if on > london_day(at) else ""
        result = fact.get_result_display()
        day = format_day(on)
        yield CourtFactKind(fact.kind).label, f"{result}, {day}" if result else day, ahead
