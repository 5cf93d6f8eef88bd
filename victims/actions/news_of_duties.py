"""Which of the news that a victim was told counts for a duty."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from cases.models import ChargeStop, CourtFact, Reversal, StopKind, StoppedCount
from cases.queries.same_charges import first_recorded_at
from victims.actions.duty_facts_sql import DutyKey
from victims.duty_rules import DECISION_NEWS, DUTY_RULES, NEWS_OF_ENDS_AND_LEAVE, NewsOwed
from victims.models import Duty, NewsTold, ReviewOutcome, ReviewStep, Told


def key_of_duty(duty: Duty) -> DutyKey:
    """What tells it apart from other duties of its case."""
    return duty.record_id, duty.suspect_id, duty.what, duty.source


def news_that_meets_duty(duty: Duty, owed: Collection[DutyKey]) -> tuple[datetime, QuerySet[Told]]:
    """
    (from when a contact counts for a duty, the Told rows about it).

    owed: what is owed on its case now.
    """
    rule = DUTY_RULES[NewsOwed(duty.what)]
    tells = Q(what__in=rule.told_by)
    if rule.is_met_by_next:
        after = Duty.objects.unscoped("the suspect's next decision, told to the victim").filter(
            record=duty.record_id, suspect=duty.suspect_id, what__in=DECISION_NEWS,
            happened_at__gte=duty.happened_at, told__isnull=False,
        )  # fmt: skip
        tells |= Q(pk__in=after.values("told"))
    if duty.what == NewsOwed.DECIDED_AGAIN:
        tells |= _told_as_review(duty)
    if duty.what == NewsOwed.NOT_AUTHORISED:
        tells |= _told_of_further_charge(duty)
    if rule.is_met_by_leave:
        tells |= _told_that_they_go_on(duty)
    rows = Told.objects.unscoped("what a victim was told").filter(
        tells, contact__record=duty.record_id, suspect=duty.suspect_id
    )
    if duty.what in NEWS_OF_ENDS_AND_LEAVE and (of_others := _news_of_other_ends(duty, owed)):
        rows = rows.exclude(of_others, contact__at__lt=duty.arose_at)
    return _to_the_minute(duty.happened_at), rows


def _told_that_they_go_on(duty: Duty) -> Q:
    """
    News that charges go on by leave, as a filter of Told rows: it tells that they were left on the
    file, where leave for all those of the victim that were left then was recorded before it, and
    the duty had arisen. What met the duty counts for it, also once that leave is void.
    """
    met = Q(pk=duty.told_id) if duty.told_id else Q(pk__in=[])
    counts = StoppedCount.objects.annotate(key=Cast("stop", TextField())).filter(
        key=duty.source, stop__case=duty.case_id, stop__kind=StopKind.ON_FILE,
        laid__victim=duty.record_id,
    )  # fmt: skip
    leaves = list(counts.values_list("leave", flat=True))
    if not leaves or None in leaves:
        return met
    facts = CourtFact.objects.unscoped("when leave was recorded").filter(suspect=duty.suspect_id)
    recorded = first_recorded_at(facts)
    return met | Q(
        what=NewsTold.PROCEEDED,
        contact__at__gte=duty.arose_at,
        contact__contacted_at__gte=_to_the_minute(max(recorded[leave] for leave in leaves)),
    )


def _told_as_review(duty: Duty) -> Q:
    """
    The outcome of a review that the victim had asked for of the decision that was set aside, as a
    filter of Told rows: overturned once another review had set it aside, it says the same.
    """
    rows = Reversal.objects.unscoped("what set it aside").annotate(key=Cast("pk", TextField()))
    decided = rows.filter(key=duty.source).values("decision")
    steps = ReviewStep.objects.unscoped("reviews of what was set aside already").filter(
        right__record=duty.record_id, right__suspect=duty.suspect_id, verb="decide_review",
        right__outcome=ReviewOutcome.OVERTURNED, at__gte=duty.happened_at,
        right__decision__in=decided,
    )  # fmt: skip
    told = Q(pk__in=[])
    for step in steps:
        told |= Q(what=NewsTold.REVIEW_OUTCOME, contact__contacted_at__gte=_to_the_minute(step.at))
    return told


def _told_of_further_charge(duty: Duty) -> Q:
    """
    What told a victim of a further charge by the decision that had left them out, as a filter of
    Told rows: whoever knows that what is about them is charged need not hear that it was not.
    """
    rows = ChargeStop.objects.unscoped("further charges by a decision").annotate(
        key=Cast("pk", TextField()), of=Cast("decision", TextField())
    )
    added = rows.filter(case=duty.case_id, kind=StopKind.FURTHER, of=duty.source)
    met = Duty.objects.unscoped("further charges told to the victim").filter(
        record=duty.record_id, suspect=duty.suspect_id, source__in=added.values("key"),
        told__isnull=False,
    )  # fmt: skip
    return Q(pk__in=met.values("told"))


def _news_of_other_ends(duty: Duty, owed: Collection[DutyKey]) -> Q:
    """
    What tells of other ends of charges about the victim, or of other leave, as a filter of Told
    rows.

    Told before this duty arose, it may have been of the other, and not of what was recorded later
    of the same day. Once the other had been told, the next contact was of something else.
    """
    others = Duty.objects.unscoped("what else a victim is told of").filter(
        record=duty.record_id, suspect=duty.suspect_id, what__in=NEWS_OF_ENDS_AND_LEAVE
    )
    of_others = Q()
    for other in others.exclude(pk=duty.pk):
        if key_of_duty(other) in owed:
            told = Q(
                what__in=DUTY_RULES[NewsOwed(other.what)].told_by,
                contact__at__gte=other.arose_at,
                contact__contacted_at__gte=_to_the_minute(other.happened_at),
            )
            if other.kept_at:
                told &= Q(contact__contacted_at__lte=other.kept_at)
            of_others |= told
    return of_others


def _to_the_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
