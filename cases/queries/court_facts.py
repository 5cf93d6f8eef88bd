"""What happened in court, suspect by suspect, in the order of time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.models import Case, CourtFact, CourtFactKind
from cases.permissions import COURT_FACT, SUSPECT
from cases.permissions.court_facts import BEEN_CHARGED
from people.access import Scope, Standing
from timeliness.calendar import london_day


@dataclass(frozen=True)
class Said:
    """What is recorded now, and what was recorded before it, the newest first."""

    fact: CourtFact
    before: list
    may_correct: bool


@dataclass(frozen=True)
class InCourt:
    """One suspect in court."""

    suspect: object
    said: list
    may_record: bool


def of_case(case: Case, scope: Scope, who: Standing) -> list[InCourt]:
    """Every suspect of a case that has been charged, for somebody who holds it as `who`."""
    rows = CourtFact.objects.for_scope(scope).filter(case=case).select_related("by__agency")
    facts = {fact.pk: fact for fact in rows.order_by("on", "at")}
    found = []
    for suspect in case.suspects.for_scope(scope).order_by("number"):
        said = [
            _said(fact, facts, who)
            for fact in facts.values()
            if fact.suspect_id == suspect.pk and fact.is_current
        ]
        if said or suspect.state in BEEN_CHARGED:
            may_record = SUSPECT.refusal(who, "record_court_fact", suspect) is None
            found.append(InCourt(suspect, said, may_record))
    return found


def _said(fact: CourtFact, facts: dict[UUID, CourtFact], who: Standing) -> Said:
    may_correct = COURT_FACT.refusal(who, "correct_court_fact", fact) is None
    return Said(fact, list(_before(fact, facts)), may_correct)


def _before(fact: CourtFact, facts: dict[UUID, CourtFact]) -> Iterator[CourtFact]:
    while fact.replaces_id:
        fact = facts[fact.replaces_id]
        yield fact


# On the page of a case, without a query of its own


def in_order(scope: Scope) -> ArraySubquery:
    """What took place or is listed, for use inside a query of suspects."""
    rows = CourtFact.objects.for_scope(scope).filter(
        suspect=OuterRef("pk"), is_current=True, is_void=False
    )
    facts = JSONObject(kind="kind", on="on", result="result")
    return ArraySubquery(rows.order_by("on", "at").values(facts=facts))


def told(
    facts: Iterable[dict[str, str]], *, at: datetime
) -> Iterator[tuple[str | Promise, str, str]]:
    """What the page of a case says of them: (question, answer, grey second line)."""
    for each in facts:
        fact = CourtFact(kind=each["kind"], result=each["result"])
        on = date.fromisoformat(each["on"])
        ahead = _("Still to come") if on > london_day(at) else ""
        result = fact.get_result_display()
        day = date_format(on, "j F Y")
        yield CourtFactKind(fact.kind).label, f"{result}, {day}" if result else day, ahead
