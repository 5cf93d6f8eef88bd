"""What a further charge adds to a decision to charge: which counts, on which review, and when."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from cases.actions.charge_outcomes import outcomes_by_charge
from cases.actions.open_case_action import check_past_dates
from cases.decisions.actions.counts import (
    NO_OTHER_ACT,
    check_can_be_brought,
    check_sources,
)
from cases.decisions.both_acts import counts_without_other_act
from cases.decisions.counts import StatedCount
from cases.models import (
    AuthorisedCharge,
    ChargeStop,
    CodeTest,
    Decision,
    LaidCharge,
    ReportedCharge,
    Review,
    StopKind,
)
from cases.offences.actions.alleged_days import refuse_obstacles
from cases.offences.judgement_texts import judgement_text
from cases.queries.same_charges import first_in_place, same_charges
from cases.statuses import StopStatus
from people.access.scopes import Refused, Scope
from people.models.nullable import not_null
from people.text.dates import format_day
from timeliness.calendar import london_day

GOES_ON_ALREADY = _(
    "A charge of this offence, about this victim and of these days, is on the record already. "
    "Enter another offence or other days."
)
ALLEGATION_CHARGED = _(
    "A charge that comes from this allegation is on the record already. Replace that one, or state "
    "this as a charge that is not alleged."
)
SAME_ALTERNATIVE = _("The alternative is the same offence. Select another, or none.")
NOT_REVIEWED_SINCE = _(
    "Record a review of what has come out first. None is recorded for suspect %(n)s since the "
    "decision, since charges were last stopped, and since this was alleged."
)
ON_THRESHOLD = _(
    "The newest review of suspect %(n)s is on the Threshold Test. Record one on the Full Code Test "
    "first."
)
BEFORE_CHARGE = _(
    "The suspect was charged on %(day)s. Enter that day, or a later one, as the day on which the "
    "further charge was laid."
)
BEFORE_REVIEW = _(
    "The review on which this charge is based was recorded on %(day)s. Enter that day, or a later "
    "one, as the day on which the further charge was laid."
)
SAY_DAY = _("Enter the day on which the further charge was laid.")
ALL_ENDED = _(
    "Every charge of suspect %(n)s has ended in court. What has come out since is a new "
    "prosecution, and the police open a case for it."
)


def further_counts(stop: ChargeStop) -> list[StatedCount]:
    """The count that a further charge adds, and its alternative."""
    days = not_null(stop.new_from_on), stop.new_to_on
    victim = not_null(stop.new_victim)
    counts = [
        StatedCount(
            victim,
            not_null(stop.new_offence),
            *days,
            stop.new_particulars,
            stop.new_allegation,
            other_act_because=stop.other_act_because,
        )
    ]
    if stop.new_alternative:
        counts.append(
            StatedCount(
                victim, stop.new_alternative, *days, stop.other_particulars, alternative_to=1
            )
        )
    return counts


def check_can_be_added(
    decision: Decision, counts: Sequence[StatedCount], *, by: Scope, at: datetime, on: date | None
) -> None:
    """
    Raise Refused unless these counts can be charged beside those on the record: the same is asked
    of them as of the counts of a decision. on: the day on which they were laid, if it is known;
    by it a time limit is judged.
    """
    suspect = decision.suspect
    check_sources(suspect, counts, by=by)
    if len({each.offence_id for each in counts}) < len(counts):
        raise Refused(SAME_ALTERNATIVE, is_stage=True)
    for count in counts:
        check_past_dates(count.from_on, count.to_on or count.from_on, at=at)
    check_can_be_brought(suspect, counts)
    refuse_obstacles(counts, today=on or london_day(at))
    for _number, judgement in counts_without_other_act(counts):
        raise Refused(NO_OTHER_ACT, is_stage=True, message=judgement_text(judgement))
    _check_beside(decision, counts)


def _check_beside(decision: Decision, counts: Sequence[StatedCount]) -> None:
    """
    Raise Refused where the same charge, or one of the same allegation, is on the record, also one
    in the place of such a charge; and where no charge goes on in court.
    """
    alleged = {count.allegation.first_id for count in counts if count.allegation}
    acts = {(each.victim.pk, each.offence_id, each.from_on, each.to_on) for each in counts}
    rows, decided = _on_record(decision)
    if len(rows) == len(decided):
        raise Refused(ALL_ENDED % {"n": decision.suspect.number}, is_stage=True)
    if any((row.victim_id, row.offence_id, row.from_on, row.to_on) in acts for row in rows):
        raise Refused(GOES_ON_ALREADY, is_stage=True)
    first = first_in_place(decision.suspect)
    sources = LaidCharge.objects.filter(pk__in={first[row.pk] for row in rows})
    charged = sources.filter(count__allegation__isnull=False).select_related("count__allegation")
    if alleged & {not_null(not_null(row.count).allegation).first_id for row in charged}:
        raise Refused(ALLEGATION_CHARGED, is_stage=True)


def _on_record(decision: Decision) -> tuple[list[LaidCharge], list[LaidCharge]]:
    """
    The charges of the newest report that nobody stopped, with those that have an outcome in court;
    and these last alone.
    """
    rows = LaidCharge.objects.filter(report=newest_report(decision))
    keys, outcomes = same_charges(decision.suspect), outcomes_by_charge(decision.suspect)
    stopped = rows.filter(stopped__is_current=True, stopped__stop__status=StopStatus.IN_FORCE)
    ended = set(stopped.values_list("pk", flat=True))
    decided = [row for row in rows if keys[row.pk] in outcomes]
    return [row for row in rows if row.pk not in ended or row in decided], decided


def newest_report(decision: Decision) -> ReportedCharge:
    """The newest report of the charges on a decision."""
    reports = decision.reports.unscoped("the newest report of the charges")
    return not_null(reports.order_by("number").last())


def review_of_further_charge(decision: Decision, counts: Sequence[StatedCount]) -> Review:
    """
    The newest review of the suspect, on which a further charge is based. Raises Refused if it is
    that of the decision, before it, before charges were last stopped or replaced, or before this
    was alleged; or if it is on another test than the Full Code Test.
    """
    reviews = Review.objects.unscoped("the review that a further charge is based on")
    newest = reviews.filter(suspects=decision.suspect).order_by("at").last()
    since = [decision.in_force_at]
    stops = decision.stops.unscoped("when charges last ended").filter(status=StopStatus.IN_FORCE)
    since += [stop.in_force_at for stop in stops if stop.kind != StopKind.FURTHER]
    since += [count.allegation.added_at for count in counts if count.allegation]
    if newest is None or newest.pk == decision.review_id or newest.at < max(since):
        raise Refused(NOT_REVIEWED_SINCE % {"n": decision.suspect.number}, is_stage=True)
    if newest.test != CodeTest.FULL:
        raise Refused(ON_THRESHOLD % {"n": decision.suspect.number}, is_stage=True)
    return newest


def check_day_laid(on: date | None, decision: Decision, review: Review, *, at: datetime) -> None:
    """
    Raise Refused without the day on which a further charge was laid, and for one that has not come,
    or is before the suspect was charged at all or before the review that it is based on.
    """
    if on is None:
        raise Refused(SAY_DAY, is_stage=True)
    check_past_dates(on, at=at)
    first = newest_report(decision).charged_on
    if on < first:
        raise Refused(BEFORE_CHARGE % {"day": format_day(first)}, is_stage=True)
    if on < (reviewed := london_day(review.at)):
        raise Refused(BEFORE_REVIEW % {"day": format_day(reviewed)}, is_stage=True)


def check_still_added(stop: ChargeStop, on: date | None, *, by: Scope, at: datetime) -> None:
    """
    Raise Refused unless what a proposal adds can still be charged. on: the day on which it was
    laid, where the reader gives it.
    """
    counts, on = further_counts(stop), on or stop.on
    check_can_be_added(stop.decision, counts, by=by, at=at, on=on)
    check_day_laid(on, stop.decision, review_of_further_charge(stop.decision, counts), at=at)


def lay_further(stop: ChargeStop) -> None:
    """Add what a further charge in force charges to its decision, and to the newest report."""
    if stop.kind != StopKind.FURTHER:
        return
    report, first = newest_report(stop.decision), None
    for count in further_counts(stop):
        facts = {
            "victim": count.victim, "offence": count.offence, "from_on": count.from_on,
            "to_on": count.to_on,
        }  # fmt: skip
        row = AuthorisedCharge.objects.create(
            decision=stop.decision, added_by=stop, allegation=count.allegation,
            particulars=count.particulars, other_act_because=count.other_act_because,
            alternative_to=first, **facts,
        )  # fmt: skip
        LaidCharge.objects.create(report=report, count=row, altered_by=stop, **facts)
        first = first or row
