"""Court hearings and results of each suspect, in order of time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.charge_diff import Charge
from cases.decisions.queries.counts import charge_text
from cases.decisions.queries.laid_rows import stop_of_charge
from cases.models import (
    Case,
    CourtFact,
    CourtFactCharge,
    CourtFactKind,
    LaidCharge,
    ReportedCharge,
    StopKind,
    Suspect,
)
from cases.models.court_fact import court_result_text
from cases.models.sealed_json import JSONFacts
from cases.permissions import COURT_FACT, SUSPECT
from cases.permissions.court_facts import CHARGED_STATES
from cases.statuses import DecisionStatus
from people.access.scopes import Scope, Standing
from people.text.dates import format_day
from timeliness.calendar import london_day

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


@dataclass(frozen=True)
class CourtFactRow:
    """A court fact as recorded now, and its earlier versions, newest first."""

    fact: CourtFact
    before: list[CourtFact]
    may_correct: bool

    @property
    def charges(self) -> list[str]:
        """The charges that it is about; none where it is about all of them."""
        return [laid_charge_text(row.charge) for row in self.fact.about.all()]


@dataclass(frozen=True)
class EarlierProsecution:
    """The court facts of a decision to charge that was set aside."""

    decided_on: date
    facts: list[CourtFactRow]


@dataclass(frozen=True)
class SuspectInCourt:
    """One suspect with their court facts. earlier: the newest decision first."""

    suspect: object
    facts: list[CourtFactRow]  # of the decision in force
    earlier: list[EarlierProsecution]
    may_record: bool


def pleas_and_trials_of(suspect: Suspect, scope: Scope) -> list[CourtFact]:
    """
    The pleas and trials that took place on the decision in force, and that a jury could not agree,
    in the order of their days.
    """
    rows = CourtFact.objects.for_scope(scope).filter(
        suspect=suspect, decision__status=DecisionStatus.LIVE, is_current=True, is_void=False,
        kind__in=(CourtFactKind.PLEA, CourtFactKind.TRIAL, CourtFactKind.NO_VERDICT),
    )  # fmt: skip
    return [fact for fact in rows.order_by("on", "at") if fact.took_place]


def court_facts_of_case(case: Case, scope: Scope, who: Standing) -> list[SuspectInCourt]:
    """Every charged suspect of a case with court facts and the verbs open to the reader."""
    about = CourtFactCharge.objects.select_related("charge__victim", "charge__offence")
    rows = (
        CourtFact.objects.for_scope(scope)
        .filter(case=case)
        .select_related("by__agency", "decision", "convicted_of")
    )
    rows = rows.prefetch_related(Prefetch("about", about.order_by("charge")))
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
            now = [row for row in said if not is_of_earlier_prosecution(row.fact)]
            found.append(SuspectInCourt(suspect, now, _earlier_prosecutions(said), may_record))
    return found


def is_of_earlier_prosecution(fact: CourtFact) -> bool:
    """Whether the decision to charge that a fact belongs to was set aside."""
    return fact.decision.status != DecisionStatus.LIVE


def _earlier_prosecutions(rows: Iterable[CourtFactRow]) -> list[EarlierProsecution]:
    found: dict[int, EarlierProsecution] = {}
    for row in rows:
        decision = row.fact.decision
        if is_of_earlier_prosecution(row.fact):
            day, number = london_day(decision.in_force_at), decision.number
            found.setdefault(number, EarlierProsecution(day, [])).facts.append(row)
    return [found[number] for number in sorted(found, reverse=True)]


def charges_in_court(suspect: Suspect, scope: Scope) -> "list[WithAnnotations[LaidCharge]]":
    """
    The charges of the newest report on the decision in force, in order. One query.

    Each with stopped_at: when it was stopped, if it was and does not go on again; stopped_on: the
    day, where it was said; stopped_as: how; report_number: that of the report.
    """
    reports = ReportedCharge.objects.for_scope(scope).filter(
        decision__suspect=suspect, decision__status=DecisionStatus.LIVE
    )
    newest = reports.order_by("-number").values("pk")[:1]
    rows = LaidCharge.objects.filter(report__in=newest).select_related("victim", "offence")
    stops = stop_of_charge()
    stopped_at = Subquery(stops.values(at=Coalesce("stop__read_at", "stop__at"))[:1])
    stopped_on = Subquery(stops.values("stop__on")[:1])
    stopped_as = Subquery(stops.values("stop__kind")[:1])
    rows = rows.annotate(stopped_at=stopped_at, stopped_on=stopped_on, stopped_as=stopped_as)
    rows = rows.annotate(report_number=F("report__number"))
    return list(rows.order_by("pk"))


def stopped_charge_text(charge: Any) -> str:
    """Text such as "Stopped on 3 March 2026. …" of one of charges_in_court(); "" if it goes on."""
    if charge.stopped_at is None:
        return ""
    day = format_day(charge.stopped_on or london_day(charge.stopped_at))
    if charge.stopped_as == StopKind.ON_FILE:
        return _(
            "Left to lie on the file on %(day)s. Select it for what happened by then, or for leave "
            "to proceed with it."
        ) % {"day": day}
    return _("Stopped on %(day)s. Select it only for what happened by then.") % {"day": day}


def laid_charge_text(charge: LaidCharge) -> str:
    """Text such as "Rape of a woman aged 16 or over (SX03004), victim 1, 8 March 2026"."""
    days = (charge.from_on, charge.to_on or charge.from_on) if charge.from_on else None
    return charge_text(Charge(charge.victim.number, str(charge.offence), days))


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
    titles = CourtFactCharge.objects.filter(fact=OuterRef("pk")).order_by("charge")
    facts = JSONFacts(
        kind="kind", on="on", result="result", convicted_of="convicted_of__title",
        detail="detail", court="court",
        charges=ArraySubquery(titles.values("charge__offence__title")),
        status="decision__status", decided_at=Coalesce("decision__read_at", "decision__at"),
    )  # fmt: skip
    return ArraySubquery(rows.order_by("on", "at").values(facts=facts))


def describe_court_facts(
    facts: Iterable[dict[str, Any]], *, at: datetime
) -> Iterator[tuple[str | Promise, str, str]]:
    """
    (label, value, second line) rows of court facts for the case page: those of the decision in
    force, then what is recorded of each decision to charge that was set aside.
    """
    earlier: dict[str, list[str]] = {}
    for each in facts:
        fact = CourtFact(kind=each["kind"], result=each["result"])
        on = date.fromisoformat(each["on"])
        ahead = _("Still to come") if on > london_day(at) and not fact.is_limit else ""
        result = each["detail"] or court_result_text(fact, each["convicted_of"])
        said = f"{result}, {format_day(on)}" if result else format_day(on)
        label = CourtFactKind(fact.kind).label
        if each["status"] != DecisionStatus.LIVE:
            earlier.setdefault(each["decided_at"], []).append(f"{label}: {said}")
            continue
        below = ". ".join(filter(None, [each["court"], "; ".join(each["charges"]), ahead]))
        yield label, said, below
    for decided_at in sorted(earlier, reverse=True):
        day = format_day(london_day(datetime.fromisoformat(decided_at)))
        charge = _("Charge decided on %(day)s, set aside") % {"day": day}
        yield _("Earlier prosecution"), charge, ". ".join(earlier[decided_at])
