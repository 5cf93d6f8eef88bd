"""What the CPS puts in the place of a charge: one charge, or one and its alternative."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from cases.actions.charge_outcomes import outcomes_by_charge
from cases.actions.open_case_action import check_past_dates
from cases.decisions.actions.counts import NO_OTHER_ACT, check_can_be_brought
from cases.decisions.both_acts import counts_without_other_act
from cases.decisions.counts import StatedCount
from cases.models import ChargeStop, Decision, LaidCharge, Offence, StoppedCount
from cases.offences.actions.alleged_days import refuse_obstacles
from cases.offences.judgement_texts import judgement_text
from cases.queries.same_charges import alternatives_together
from cases.statuses import StopStatus
from people.access.scopes import Refused
from people.models.nullable import not_null
from timeliness.calendar import london_day

ONE_AT_A_TIME = _("Select one charge. Each is replaced on its own.")
SAME_CHARGE = _("This is the charge as it is. Enter another offence or other days.")
SAME_ALTERNATIVE = _("The alternative is the same offence. Select another, or none.")
CHARGED_ALREADY = _(
    "Another charge of this offence, about this victim and of these days, goes on. Enter another "
    "offence or other days."
)


def counts_instead(
    decision: Decision, charges: Collection[LaidCharge], offences: Sequence[Offence | None],
    from_on: date, to_on: date | None, *, at: datetime, other_act_because: str = "",
) -> list[StatedCount]:  # fmt: skip
    """
    The charge in the place of one, and its alternative. offences: of the two; None: there is none.
    other_act_because: why none of like conduct under the other Act is among them.

    Raises Refused if it is no other, or one of them cannot be charged.
    """
    if len(charges) != 1:
        raise Refused(ONE_AT_A_TIME, is_stage=True)
    [laid] = charges
    instead = [each for each in offences if each]
    counts = [
        StatedCount(
            laid.victim,
            each,
            from_on,
            to_on,
            "",
            alternative_to=n or None,
            other_act_because="" if n else other_act_because,
        )
        for n, each in enumerate(instead)
    ]
    if len({each.pk for each in instead}) < len(instead):
        raise Refused(SAME_ALTERNATIVE, is_stage=True)
    before = (laid.offence_id, laid.from_on, laid.to_on)
    if [before] == [(each.pk, from_on, to_on) for each in instead]:
        raise Refused(SAME_CHARGE, is_stage=True)
    _check_can_replace(decision, laid, counts, at=at)
    return counts


def check_still_replaces(stop: ChargeStop, *, at: datetime) -> None:
    """Raise Refused unless what a proposal puts in the place of a charge can still be charged."""
    charges = LaidCharge.objects.filter(stopped__stop=stop).select_related("victim")
    offences = [stop.new_offence, stop.new_alternative]
    counts_instead(
        stop.decision,
        charges,
        offences,
        not_null(stop.new_from_on),
        stop.new_to_on,
        at=at,
        other_act_because=stop.other_act_because,
    )


def _check_can_replace(
    decision: Decision, laid: LaidCharge, counts: Sequence[StatedCount], *, at: datetime
) -> None:
    """
    Raise Refused unless these can take the place of a charge that was laid. Days across 1 May 2004
    need both Acts: a charge to which the one replaced is the alternative, and which goes on, may be
    of the other.
    """
    for count in counts:
        check_past_dates(count.from_on, count.to_on or count.from_on, at=at)
    check_can_be_brought(decision.suspect, counts)
    refuse_obstacles(counts, today=london_day(at))
    others = _others_going_on(laid, decision)
    if any(_is_same_act(count, other) for count in counts for other in others):
        raise Refused(CHARGED_ALREADY, is_stage=True)
    beside = [_count_of(row) for row in _alternatives_among(others, laid, decision)]
    for number, judgement in counts_without_other_act([*counts, *beside]):
        if number <= len(counts):
            raise Refused(NO_OTHER_ACT, is_stage=True, message=judgement_text(judgement))


def _others_going_on(laid: LaidCharge, decision: Decision) -> list[LaidCharge]:
    """
    The charges beside one in its report that nobody stopped and the court has not decided, with
    victim and offence.
    """
    rows = LaidCharge.objects.filter(report=laid.report_id).exclude(pk=laid.pk)
    ended = StoppedCount.objects.filter(is_current=True, stop__status=StopStatus.IN_FORCE)
    rows = rows.exclude(pk__in=ended.values("laid"))
    rows = rows.exclude(pk__in=outcomes_by_charge(decision.suspect))
    return list(rows.select_related("victim", "offence", "count", "altered_by"))


def _alternatives_among(
    others: Sequence[LaidCharge], laid: LaidCharge, decision: Decision
) -> list[LaidCharge]:
    shared = alternatives_together(decision.suspect)
    return [row for row in others if row.from_on and shared[row.pk] == shared[laid.pk]]


def _count_of(row: LaidCharge) -> StatedCount:
    """A charge that goes on, as it would be stated beside the first of those that replace one."""
    return StatedCount(
        row.victim, row.offence, not_null(row.from_on), row.to_on, "", alternative_to=1,
        other_act_because=why_no_other_act(row),
    )  # fmt: skip


def why_no_other_act(row: LaidCharge) -> str:
    """Why no offence of like conduct under the other Act is charged beside one that was laid."""
    told = row.count or row.altered_by
    return told.other_act_because if told else ""


def _is_same_act(count: StatedCount, row: LaidCharge) -> bool:
    """Whether a count is of the victim, offence and days of a charge."""
    said = (count.victim.pk, count.offence_id, count.from_on, count.to_on)
    return said == (row.victim_id, row.offence_id, row.from_on, row.to_on)
