"""Which charge of an earlier report is which charge of a later one, and what replaced which."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import groupby
from uuid import UUID

from cases.models import HEARING_KINDS, CourtFact, LaidCharge, StopKind, Suspect


def same_charges(suspect: Suspect) -> dict[int, int]:
    """
    {key of each charge that the police ever laid against a suspect: key of the charge that it is
    in the last report on its decision that has it}.

    A charge is the same as one of a later report if both are of the same authorised count, however
    the police corrected it. One that is of no count is the same as one of the same victim, offence
    and days; of several that say the same, the first is the first. A charge of another decision is
    of another prosecution, and never the same.
    """
    rows = LaidCharge.objects.filter(report__decision__suspect=suspect).select_related("report")
    newest_first = rows.order_by("-report__decision__number", "-report__number", "pk")
    found: dict[int, int] = {}
    by_decision = defaultdict[UUID, dict[int, list[LaidCharge]]](dict)
    for _report, laid in groupby(newest_first, key=lambda row: row.report_id):
        charges = list(laid)
        known = by_decision[
            charges[0].report.decision_id
        ]  # as the reports looked at so far have it
        free = list(known)
        for is_same in (_is_same_count, _says_the_same):
            for row in charges:
                if row.pk not in found and (key := _match(row, free, known, is_same)):
                    found[row.pk] = key
                    free.remove(key)
        for row in charges:
            known.setdefault(found.setdefault(row.pk, row.pk), []).append(row)
    return found


def first_laid_at(suspect: Suspect, keys: Mapping[int, int]) -> dict[int, datetime]:
    """
    {key: when the police first reported that charge, or the CPS put it in the place of another or
    added it}.

    keys: same_charges() of the suspect, or first_in_place().
    """
    rows = LaidCharge.objects.filter(report__decision__suspect=suspect)
    found: dict[int, datetime] = {}
    for row in rows.select_related("report", "altered_by"):
        laid_at = row.altered_by.in_force_at if row.altered_by else row.report.at
        found[keys[row.pk]] = min(laid_at, found.get(keys[row.pk], laid_at))
    return found


def first_recorded_at(facts: Iterable[CourtFact]) -> dict[UUID, datetime]:
    """
    {id of a court fact: when it was first recorded}: of a correction, when what it corrects was.

    Of a hearing or trial that took place, when it was first recorded as such, and not when it was
    listed.
    facts: all of a suspect, those that were corrected too.
    """
    known = {fact.pk: fact for fact in facts}
    found: dict[UUID, datetime] = {}
    for fact in known.values():
        first = fact
        while first.replaces_id in known and _is_of_its_charges(known[first.replaces_id]):
            first = known[first.replaces_id]
        found[fact.pk] = first.at
    return found


def _is_of_its_charges(fact: CourtFact) -> bool:
    """Whether what is recorded of all charges is of those of then, also once it is corrected."""
    return fact.kind not in HEARING_KINDS or fact.took_place


def replacements(suspect: Suspect) -> dict[int, list[int]]:
    """
    {key of a charge that the CPS replaced: key of the one in its place, and of its alternative}.
    """
    rows = LaidCharge.objects.filter(
        altered_by__decision__suspect=suspect, altered_by__kind=StopKind.ALTERED
    ).order_by("pk")
    found = defaultdict[int, list[int]](list)
    for replaced, key in rows.values_list("altered_by__counts__laid", "pk"):
        found[replaced].append(key)
    return dict(found)


def first_in_place(suspect: Suspect) -> dict[int, int]:
    """
    As same_charges(), and of a charge that was put in the place of another, also as its
    alternative, the one that was in that place first.
    """
    found = same_charges(suspect)
    before = {key: found[was] for was, keys in replacements(suspect).items() for key in keys}
    for charge, key in found.items():
        while key in before:
            key = before[key]
        found[charge] = key
    return found


def alternatives_together(suspect: Suspect) -> dict[int, int]:
    """
    {key of each charge that was ever laid: a key that it shares with its alternatives, and with
    what was put in the place of any of them}.

    Two are in the alternative where the decision to charge says so of their counts, or where a
    replacement put one beside the other.
    """
    rows = LaidCharge.objects.filter(report__decision__suspect=suspect, count__isnull=False)
    of_count = {
        pk: other or count
        for pk, count, other in rows.values_list("pk", "count", "count__alternative_to")
    }
    found = first_in_place(suspect)
    shared: dict[int, int] = {}
    for charge, first in found.items():
        count = of_count.get(first)
        found[charge] = first if count is None else shared.setdefault(count, first)
    return found


def _match(
    row: LaidCharge,
    free: list[int],
    known: dict[int, list[LaidCharge]],
    is_same: Callable[[LaidCharge, LaidCharge], bool],
) -> int | None:
    return next((key for key in free if any(is_same(row, each) for each in known[key])), None)


def _is_same_count(one: LaidCharge, other: LaidCharge) -> bool:
    return one.count_id is not None and one.count_id == other.count_id


def _says_the_same(one: LaidCharge, other: LaidCharge) -> bool:
    """Whether both say the same, and are not two counts of their decision."""
    if one.count_id and other.count_id:
        return False
    facts = ("victim_id", "offence_id", "from_on", "to_on")
    return all(getattr(one, name) == getattr(other, name) for name in facts)
