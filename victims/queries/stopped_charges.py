"""The charges about one victim that the CPS or the court stopped, and those that go on."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from cases.models import ChargeStop, LaidCharge, StopKind, StoppedCount, Suspect, Verdict
from cases.models.charge_stop import STOPS_FOR_GOOD
from cases.statuses import DecisionStatus, StopStatus
from victims.queries.left_out import of_newest_report

VictimAndSuspect = tuple[UUID, UUID]  # by their keys


@dataclass
class ChargesOfVictim:
    """
    The charges of the newest report on a suspect that are about one victim, of one decision.

    going_on, stopped: their offences, as a letter writes them; laid: those as the police laid them
    and the CPS added, without what the CPS put in the place of one. A charge that was replaced is
    neither stopped nor goes on. stops: by which charges of the victim were stopped or replaced, in
    order. in_court: of those that only the court stopped; decided: of those with a verdict or a
    sentence; where that was not asked for, both count as going on. by_leave: the earlier stops by
    which charges were left on the file that a court gave leave to proceed with; where they were
    asked for.
    """

    laid: list[str] = field(default_factory=list)
    going_on: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    stops: list[ChargeStop] = field(default_factory=list)
    in_court: list[str] = field(default_factory=list)
    decided: list[str] = field(default_factory=list)
    by_leave: list[ChargeStop] = field(default_factory=list)

    @property
    def have_ended(self) -> bool:
        """Whether every charge about the victim was stopped."""
        return bool(self.stops) and not self.going_on

    def is_before_the_last(self, told_at: datetime) -> bool:
        """
        Whether the news that charges ended, recorded at a moment, was of an earlier stop than the
        last: one was in force then, and the last was not.
        """
        ends = [stop for stop in self.stops if stop.kind != StopKind.ALTERED]
        known = [stop.in_force_at for stop in [*self.by_leave, *ends] if ends]
        return bool(known) and min(known) <= told_at < max(known)

    @property
    def deciders(self) -> tuple[int, ...]:
        """Keys of the people who stopped or countersigned what was not replaced, in order."""
        ended = [stop for stop in self.stops if stop.kind != StopKind.ALTERED]
        named = {
            person for stop in ended for person in (*stop.authors, stop.by_id, stop.read_by_id)
        }
        return tuple(sorted(person for person in named if person is not None))

    @property
    def is_set_aside(self) -> bool:
        """Whether the decision on which they were stopped is no longer in force."""
        return any(stop.decision.status == DecisionStatus.SET_ASIDE for stop in self.stops)


def stops_in_force(suspect: UUID | OuterRef) -> QuerySet[StoppedCount]:
    """The charges of a suspect that are stopped, of any decision to charge."""
    return StoppedCount.objects.filter(
        laid__report__decision__suspect=suspect,
        is_current=True,
        stop__status=StopStatus.IN_FORCE,
    )


def charges_of_victim(victim_id: UUID, suspects: Iterable[Suspect]) -> dict[UUID, ChargesOfVictim]:
    """{suspect: charges about the victim}, of suspects with a stop in force. Two queries."""
    found = charges_of_victims([victim_id], [suspect.pk for suspect in suspects])
    return {suspect: charges for (_victim, suspect), charges in found.items()}


def charges_of_victims(
    victims: Collection[UUID], suspects: Collection[UUID]
) -> dict[VictimAndSuspect, ChargesOfVictim]:
    """
    {(victim, suspect): charges about the victim}, of suspects by key with a stop in force. Three
    queries at most.
    """
    newest = _newest_charges_of(victims, suspects) if suspects else {}
    ended, by_leave = _stops_and_leaves([row.pk for mine in newest.values() for row in mine])
    found = {pair: charges_told_apart(mine, ended, {}) for pair, mine in newest.items()}
    for pair, mine in newest.items():
        found[pair].by_leave = [stop for row in mine for stop in by_leave.get(row.pk, ())]
    return found


def newest_charges(victim_id: UUID, asked: Collection[UUID]) -> dict[UUID, list[LaidCharge]]:
    """
    {suspect: charges of the newest report about the victim}, of some suspects by key: of the
    decision in force, or of the last that was set aside where all of them had ended for good.

    Those were not decided again: no evidence can be explained, and what lies on the file stays so.
    """
    found = _newest_charges_of([victim_id], asked)
    return {suspect: mine for (_victim, suspect), mine in found.items()}


def _newest_charges_of(
    victims: Collection[UUID], asked: Collection[UUID]
) -> dict[VictimAndSuspect, list[LaidCharge]]:
    laid = LaidCharge.objects.filter(
        victim__in=victims, report__decision__suspect__in=asked,
        report__decision__status__in=[DecisionStatus.LIVE, DecisionStatus.SET_ASIDE],
    )  # fmt: skip
    rows = of_newest_report(laid).select_related(
        "report__decision", "offence", "count", "altered_by"
    )
    newest: dict[VictimAndSuspect, list[LaidCharge]] = {}
    for row in rows.order_by("-report__decision__number", "pk"):
        mine = newest.setdefault((row.victim_id, row.report.decision.suspect_id), [])
        if not mine or mine[0].report.decision_id == row.report.decision_id:
            mine.append(row)
    set_aside = [
        mine for mine in newest.values()
        if mine[0].report.decision.status == DecisionStatus.SET_ASIDE
    ]  # fmt: skip
    for mine in _not_for_good(set_aside):
        del newest[(mine[0].victim_id, mine[0].report.decision.suspect_id)]
    return newest


def is_alternative(charge: LaidCharge) -> bool:
    """
    Whether a charge is in the alternative to another: as the decision to charge says of its count,
    or as the one that was put beside the first in the place of another.
    """
    if charge.altered_by and charge.count_id is None:
        return charge.altered_by.new_alternative_id == charge.offence_id
    return charge.count is not None and charge.count.alternative_to_id is not None


def charge_title(offence: str, is_in_alternative: bool) -> str:
    """The title of an offence charged, and whether it is in the alternative to another charge."""
    if not is_in_alternative:
        return offence
    return _("%(offence)s, in the alternative") % {"offence": offence}


def _not_for_good(known: Sequence[list[LaidCharge]]) -> list[list[LaidCharge]]:
    """Those of these lists of stopped charges of which some were stopped for now."""
    if not known:
        return []
    ended = stops_by_charge([row.pk for mine in known for row in mine])
    kinds = (*STOPS_FOR_GOOD, StopKind.ALTERED)
    return [
        mine for mine in known
        if not all(row.pk in ended and ended[row.pk].kind in kinds for row in mine)
    ]  # fmt: skip


def stops_by_charge(laid: Sequence[int]) -> dict[int, ChargeStop]:
    """
    {key of a charge: the stop in force of it}, of some charges by key; none of one that a court
    gave leave to proceed with.
    """
    counts = StoppedCount.objects.filter(
        laid__in=laid, is_current=True, stop__status=StopStatus.IN_FORCE
    )
    return {count.laid_id: count.stop for count in counts.select_related("stop__decision")}


def _stops_and_leaves(
    laid: Collection[int],
) -> tuple[dict[int, ChargeStop], dict[int, list[ChargeStop]]]:
    """
    ({charge: the stop in force of it}, {charge: the stops out of which it went on by leave}), of
    some charges by key. One query.
    """
    counts = StoppedCount.objects.filter(
        Q(is_current=True) | Q(leave__isnull=False),
        laid__in=laid, stop__status=StopStatus.IN_FORCE,
    )  # fmt: skip
    ended: dict[int, ChargeStop] = {}
    by_leave: dict[int, list[ChargeStop]] = {}
    for count in counts.select_related("stop__decision"):
        if count.is_current:
            ended[count.laid_id] = count.stop
        else:
            by_leave.setdefault(count.laid_id, []).append(count.stop)
    return ended, by_leave


def charges_told_apart(
    laid: Sequence[LaidCharge],
    ended: Mapping[int, ChargeStop],
    outcomes: Mapping[int, Collection[str]],
) -> ChargesOfVictim:
    """
    Charges about a victim, told apart. ended: by which stop; outcomes: the results in court of each
    charge that has one, as outcomes_by_charge() has them.
    """
    found, stops = ChargesOfVictim(), defaultdict[int, ChargeStop]()
    for row in laid:
        title, results = (
            charge_title(row.offence.title, is_alternative(row)),
            outcomes.get(row.pk, ()),
        )
        if stop := ended.get(row.pk):
            stops[stop.number] = stop
            if stop.kind != StopKind.ALTERED:
                found.stopped.append(title)
        elif Verdict.STOPPED in results:
            found.in_court.append(title)
        else:
            (found.decided if results else found.going_on).append(title)
        if row.altered_by_id is None or row.count_id:
            found.laid.append(title)
    found.stops = [stops[number] for number in sorted(stops)]
    return found
