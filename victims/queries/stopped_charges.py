"""The charges about one victim that the CPS or the court stopped, and those that go on."""

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from uuid import UUID

from cases.models import ChargeStop, LaidCharge, StopKind, StoppedCount, Suspect
from cases.statuses import DecisionStatus, StopStatus
from victims.queries.left_out import of_newest_report


@dataclass
class ChargesOfVictim:
    """
    The charges of the newest report on a suspect that are about one victim.

    going_on, stopped: their offences, as a letter writes them; laid: those as the police laid them,
    without what the CPS put in the place of one. A charge that was replaced is neither stopped nor
    goes on. stops: by which charges of the victim were stopped or replaced, in order. in_court: of
    those that only the court stopped, where that was asked for; they count as going on elsewhere.
    """

    laid: list[str] = field(default_factory=list)
    going_on: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    stops: list[ChargeStop] = field(default_factory=list)
    in_court: list[str] = field(default_factory=list)

    @property
    def have_ended(self) -> bool:
        """Whether every charge about the victim was stopped."""
        return bool(self.stops) and not self.going_on


def charges_of_victim(victim_id: UUID, suspects: Iterable[Suspect]) -> dict[UUID, ChargesOfVictim]:
    """{suspect: charges about the victim}, of suspects with a stop in force. Two queries."""
    asked = [suspect.pk for suspect in suspects if suspect.has_stopped_charges]
    newest = newest_charges(victim_id, asked) if asked else {}
    ended = stops_by_charge([row.pk for mine in newest.values() for row in mine])
    return {suspect: charges_told_apart(mine, ended, set()) for suspect, mine in newest.items()}


def newest_charges(victim_id: UUID, asked: Sequence[UUID]) -> dict[UUID, list[LaidCharge]]:
    """{suspect: charges of the newest report about the victim}, of some suspects by key."""
    laid = LaidCharge.objects.filter(
        victim=victim_id, report__decision__suspect__in=asked,
        report__decision__status=DecisionStatus.LIVE,
    )  # fmt: skip
    rows = of_newest_report(laid).select_related("report__decision", "offence", "count")
    newest: dict[UUID, list[LaidCharge]] = {}
    for row in rows.order_by("pk"):
        newest.setdefault(row.report.decision.suspect_id, []).append(row)
    return newest


def stops_by_charge(laid: Sequence[int]) -> dict[int, ChargeStop]:
    """{key of a charge: the stop in force of it}, of some charges by key."""
    counts = StoppedCount.objects.filter(laid__in=laid, stop__status=StopStatus.IN_FORCE)
    return {count.laid_id: count.stop for count in counts.select_related("stop__decision")}


def charges_told_apart(
    laid: Sequence[LaidCharge], ended: dict[int, ChargeStop], in_court: Set[int]
) -> ChargesOfVictim:
    """Charges about a victim, told apart. ended: by which stop; in_court: keys of others."""
    found, stops = ChargesOfVictim(), defaultdict[int, ChargeStop]()
    for row in laid:
        if stop := ended.get(row.pk):
            stops[stop.number] = stop
            if stop.kind != StopKind.ALTERED:
                found.stopped.append(row.offence.title)
        else:
            (found.in_court if row.pk in in_court else found.going_on).append(row.offence.title)
        if row.altered_by_id is None:
            found.laid.append(row.offence.title)
    found.stops = [stops[number] for number in sorted(stops)]
    return found
