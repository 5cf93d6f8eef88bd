"""The charges about one victim that the CPS stopped, and those that go on."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from cases.models import ChargeStop, LaidCharge, StopKind, StoppedCount, Suspect
from cases.statuses import DecisionStatus, StopStatus


@dataclass
class ChargesOfVictim:
    """
    The charges of the newest report on a suspect that are about one victim.

    going_on, stopped: their offences, as a letter writes them; laid: those as the police laid them,
    without what the CPS put in the place of one. A charge that was replaced is neither stopped nor
    goes on. stops: by which charges of the victim were stopped or replaced, in order.
    """

    laid: list[str] = field(default_factory=list)
    going_on: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    stops: list[ChargeStop] = field(default_factory=list)

    @property
    def have_ended(self) -> bool:
        """Whether every charge about the victim was stopped."""
        return bool(self.stops) and not self.going_on


def charges_of_victim(
    victim_id: UUID, suspects: Collection[Suspect]
) -> dict[UUID, ChargesOfVictim]:
    """{suspect: charges about the victim}, of suspects with a stop in force. Two queries."""
    asked = [suspect.pk for suspect in suspects if suspect.has_stopped_charges]
    if not asked:
        return {}
    laid = LaidCharge.objects.filter(
        victim=victim_id, report__decision__suspect__in=asked,
        report__decision__status=DecisionStatus.LIVE,
    )  # fmt: skip
    rows = laid.select_related("report__decision", "offence", "count").order_by("report__number")
    newest: dict[UUID, list[LaidCharge]] = {}
    for row in rows:
        mine = newest.setdefault(row.report.decision.suspect_id, [])
        if mine and mine[0].report_id != row.report_id:
            mine.clear()
        mine.append(row)
    ended = _stops_by_charge([row.pk for mine in newest.values() for row in mine])
    return {suspect: _charges_told_apart(mine, ended) for suspect, mine in newest.items()}


def _stops_by_charge(laid: Sequence[int]) -> dict[int, ChargeStop]:
    counts = StoppedCount.objects.filter(laid__in=laid, stop__status=StopStatus.IN_FORCE)
    return {count.laid_id: count.stop for count in counts.select_related("stop__decision")}


def _charges_told_apart(
    laid: Sequence[LaidCharge], ended: dict[int, ChargeStop]
) -> ChargesOfVictim:
    found, stops = ChargesOfVictim(), defaultdict[int, ChargeStop]()
    for row in laid:
        if stop := ended.get(row.pk):
            stops[stop.number] = stop
            if stop.kind != StopKind.ALTERED:
                found.stopped.append(row.offence.title)
        else:
            found.going_on.append(row.offence.title)
        if row.altered_by_id is None:
            found.laid.append(row.offence.title)
    found.stops = [stops[number] for number in sorted(stops)]
    return found
