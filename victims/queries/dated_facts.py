"""The dated facts of a case that are about one victim, for whoever they agree may know them."""

from datetime import date
from functools import partial
from typing import Any

from django.db.models import Case, DateField, QuerySet, Value, When
from django.db.models.functions import TruncDate

from cases.models import (
    HEARING_KINDS,
    Allegation,
    CourtFact,
    Decision,
    LaidCharge,
    Referral,
    Suspect,
)
from cases.models.court_fact import CourtFactKind
from cases.statuses import DecisionStatus
from timeliness.calendar import LONDON
from victims.labels import NO_CHARGE_MILESTONE, STOPPED_MILESTONE
from victims.models import Support
from victims.queries.court_facts import is_about_victim
from victims.queries.left_out import of_newest_report, with_is_about_others
from victims.queries.stopped_charges import charges_of_victim

LONDON_DAY = partial(TruncDate, tzinfo=LONDON)
NO_DAY = Value(None, output_field=DateField())
DATED_FACTS_PURPOSE = "the dated facts that a victim agrees that others know"
DatedFact = tuple[date, int, str]  # day, number of the suspect, code


def dated_facts(support: Support, theirs: QuerySet[Allegation]) -> list[DatedFact]:
    """
    Referral, decision, charge, and past and coming court dates, by day.

    theirs: the suspects of the victim's allegations, for a subquery. Of a decision that is about
    other victims only it tells that no charge was authorised about this one, as the victim is told;
    of charges and of what happens to them in court, what is about this victim; and that the CPS
    stopped all of those, once it has.
    """
    rows = list(_facts_of_case(support, theirs))
    is_stopped = any(kind == STOPPED_MILESTONE for kind, *_rest in rows)
    ended = _days_of_end(support, theirs) if is_stopped else {}
    found = [
        (on, number, f"{kind} {result}".strip()) for kind, number, on, result in rows
        if kind != STOPPED_MILESTONE
        and (kind not in HEARING_KINDS or on <= ended.get(number, on))
    ]  # fmt: skip
    return sorted([*found, *((day, number, STOPPED_MILESTONE) for number, day in ended.items())])


def _facts_of_case(
    support: Support, theirs: QuerySet[Allegation]
) -> QuerySet[Any, tuple[str, int, date, str]]:
    """(kind, number of the suspect, day, result) of each fact. One statement."""
    victim = support.record_id
    sent = Referral.objects.unscoped(DATED_FACTS_PURPOSE).filter(
        suspects__in=theirs, case=support.case_id, signed_off_at__isnull=False
    )
    laid = LaidCharge.objects.filter(
        report__decision__suspect__in=theirs, report__decision__status=DecisionStatus.LIVE,
        victim=victim,
    )  # fmt: skip
    charged = of_newest_report(laid)
    court = CourtFact.objects.unscoped(DATED_FACTS_PURPOSE).filter(
        is_about_victim(victim), suspect__in=theirs, decision__status=DecisionStatus.LIVE,
        is_current=True, is_void=False,
    ).exclude(kind=CourtFactKind.CUSTODY_LIMIT)  # fmt: skip
    return sent.values_list(
        Value("SENT"), "suspects__number", LONDON_DAY("signed_off_at"), Value("")
    ).union(
        charged.values_list(
            Value("CHARGED"), "report__decision__suspect__number", "report__charged_on", Value("")
        ),
        court.values_list("kind", "suspect__number", "on", "result"),
        _decisions(support, theirs),
        _stopped(theirs).values_list(Value(STOPPED_MILESTONE), "number", NO_DAY, Value("")),
    )


def _stopped(theirs: QuerySet[Allegation]) -> QuerySet[Suspect]:
    """The suspects some of whose charges the CPS stopped."""
    rows = Suspect.objects.unscoped(DATED_FACTS_PURPOSE)
    return rows.filter(pk__in=theirs, has_stopped_charges=True)


def _days_of_end(support: Support, theirs: QuerySet[Allegation]) -> dict[int, date]:
    """
    {number of a suspect: day on which the last charge about the victim ended}, of those whose
    charges the CPS stopped: no hearing after it is about them.
    """
    suspects = {each.pk: each for each in _stopped(theirs)}
    found = charges_of_victim(support.record_id, suspects.values())
    return {
        suspects[pk].number: max(stop.ended_on for stop in mine.stops)
        for pk, mine in found.items() if mine.have_ended
    }  # fmt: skip


def _decisions(support: Support, theirs: QuerySet[Allegation]) -> QuerySet[Decision, Any]:
    """(milestone, number of the suspect, day, "") of each decision in force."""
    rows = Decision.objects.unscoped(DATED_FACTS_PURPOSE).filter(
        suspect__in=theirs, status=DecisionStatus.LIVE, only_side=""
    )
    milestone = Case(When(is_about_others=True, then=Value(NO_CHARGE_MILESTONE)), default="kind")
    decided = with_is_about_others(rows, support.record_id)
    return decided.values_list(milestone, "suspect__number", LONDON_DAY("at"), Value(""))
