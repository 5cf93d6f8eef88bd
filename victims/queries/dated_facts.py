"""The dated facts of a case that are about one victim, for whoever they agree may know them."""

from collections.abc import Collection
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate

from cases.models import (
    HEARING_KINDS,
    Allegation,
    AuthorisedCharge,
    ChargeStop,
    CourtFact,
    Decision,
    LaidCharge,
    StopKind,
)
from cases.models.court_fact import CourtFactKind
from cases.statuses import DecisionStatus, StopStatus
from timeliness.calendar import LONDON
from victims.labels import NO_CHARGE_MILESTONE, STOPPED_MILESTONE
from victims.queries.court_facts import is_about_victim
from victims.queries.left_out import of_newest_report, with_is_about_others
from victims.queries.stopped_charges import VictimAndSuspect, charges_of_victims

LONDON_DAY = partial(TruncDate, tzinfo=LONDON)
NO_DAY = Value(None, output_field=DateField())
DATED_FACTS_PURPOSE = "the dated facts that a victim agrees that others know"
DatedFact = tuple[date, int, str]  # day, number of the suspect, code


def dated_facts(theirs: QuerySet[Allegation]) -> dict[UUID, list[DatedFact]]:
    """
    {victim: referral, decision, charge, and past and coming court dates, by day}.

    theirs: the victims' allegations, for subqueries. Of a decision that is about other victims only
    it tells that no charge was authorised about this one, as the victim is told; of charges and of
    what happens to them in court, what is about this victim; and that the CPS stopped all of those,
    once it has.
    """
    rows = list(_facts_of_cases(theirs))
    stopped = {(row[4], row[5]): row[1] for row in rows if row[0] == STOPPED_MILESTONE}
    ended = _days_of_end(stopped) if stopped else {}
    found: dict[UUID, list[DatedFact]] = {}
    for kind, number, on, result, victim, suspect in rows:
        if kind == STOPPED_MILESTONE:
            continue
        if kind not in HEARING_KINDS or on <= ended.get((victim, suspect), on):
            found.setdefault(victim, []).append((on, number, f"{kind} {result}".strip()))
    for pair, day in ended.items():
        found.setdefault(pair[0], []).append((day, stopped[pair], STOPPED_MILESTONE))
    return {victim: sorted(facts) for victim, facts in found.items()}


def _facts_of_cases(
    theirs: QuerySet[Allegation],
) -> QuerySet[Any, tuple[str, int, date, str, UUID, UUID]]:
    """(kind, number of the suspect, day, result, victim, suspect) of each fact. One statement."""
    sent = theirs.filter(suspect__referrals__signed_off_at__isnull=False)
    stopped = theirs.filter(suspect__has_stopped_charges=True)
    return sent.values_list(
        Value("SENT"), "suspect__number", LONDON_DAY("suspect__referrals__signed_off_at"),
        Value(""), "victim", "suspect",
    ).union(
        _charges_laid(theirs),
        _court_facts(theirs),
        _decisions(theirs),
        stopped.values_list(
            Value(STOPPED_MILESTONE), "suspect__number", NO_DAY, Value(""), "victim", "suspect"
        ),
    )  # fmt: skip


def _is_theirs(theirs: QuerySet[Allegation], suspect: str) -> Exists:
    """Whether the suspect of a row is one of its victim's. suspect: the path to it."""
    return Exists(theirs.filter(victim=OuterRef("victim"), suspect=OuterRef(suspect)))


def _charges_laid(theirs: QuerySet[Allegation]) -> QuerySet[LaidCharge, Any]:
    suspect = "report__decision__suspect"
    laid = LaidCharge.objects.filter(
        # A charge that was replaced is still in the report, and has the day.
        Q(altered_by=None) | Q(altered_by__kind=StopKind.FURTHER),
        _is_theirs(theirs, suspect), report__decision__status=DecisionStatus.LIVE,
        victim__in=theirs.values("victim"),
    )  # fmt: skip
    day = Case(
        When(altered_by__kind=StopKind.FURTHER, then=_day_added("altered_by__")),
        default="report__charged_on",
    )
    return of_newest_report(laid).values_list(
        Value("CHARGED"), f"{suspect}__number", day, Value(""), "victim", suspect
    )


def _day_added(path: str = "") -> Coalesce:
    """The day on which a further charge in force was laid. path: to it."""
    return Coalesce(f"{path}on", LONDON_DAY(Coalesce(f"{path}read_at", f"{path}at")))


def _court_facts(theirs: QuerySet[Allegation]) -> QuerySet[CourtFact, Any]:
    rows = CourtFact.objects.unscoped(DATED_FACTS_PURPOSE).filter(
        suspect__in=theirs.values("suspect"), decision__status=DecisionStatus.LIVE,
        is_current=True, is_void=False,
    ).exclude(kind=CourtFactKind.CUSTODY_LIMIT)  # fmt: skip
    rows = rows.annotate(victim=F("case__victims")).filter(_is_theirs(theirs, "suspect"))
    rows = rows.filter(is_about_victim(F("victim")))
    return rows.values_list("kind", "suspect__number", "on", "result", "victim", "suspect")


def _decisions(theirs: QuerySet[Allegation]) -> QuerySet[Decision, Any]:
    """
    Each decision in force, as a milestone; none that was made before anything was alleged about the
    victim. One about them only by a further charge is dated from the first of those.
    """
    rows = Decision.objects.unscoped(DATED_FACTS_PURPOSE).filter(
        suspect__in=theirs.values("suspect"), status=DecisionStatus.LIVE, only_side=""
    )
    rows = rows.annotate(victim=F("case__victims")).filter(_is_theirs(theirs, "suspect"))
    milestone = Case(When(is_about_others=True, then=Value(NO_CHARGE_MILESTONE)), default="kind")
    decided = with_is_about_others(rows, OuterRef("victim")).exclude(Q(is_before_alleged=True))
    first = AuthorisedCharge.objects.annotate(about=Coalesce("victim", "allegation__victim"))
    first = first.filter(decision=OuterRef("pk"), about=OuterRef("victim"), added_by=None)
    added = ChargeStop.objects.unscoped(DATED_FACTS_PURPOSE).filter(
        decision=OuterRef("pk"), new_victim=OuterRef("victim"), kind=StopKind.FURTHER,
        status=StopStatus.IN_FORCE,
    )  # fmt: skip
    day = Case(
        When(Exists(first), then=LONDON_DAY("at")),
        default=Coalesce(
            Subquery(added.order_by("number").values(day=_day_added())[:1]), LONDON_DAY("at")
        ),
    )
    return decided.values_list(milestone, "suspect__number", day, Value(""), "victim", "suspect")


def _days_of_end(stopped: Collection[VictimAndSuspect]) -> dict[VictimAndSuspect, date]:
    """
    {(victim, suspect): day on which the last charge about the victim ended}, of those whose charges
    the CPS stopped: no hearing after it is about them.
    """
    found = charges_of_victims(
        [victim for victim, _suspect in stopped], [suspect for _victim, suspect in stopped]
    )
    return {
        pair: max(stop.ended_on for stop in mine.stops)
        for pair, mine in found.items() if pair in stopped and mine.have_ended
    }  # fmt: skip
