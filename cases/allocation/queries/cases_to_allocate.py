"""The cases that wait for a prosecutor in the units of a manager, and whom each may be given to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from cases.allocation.caseload_text import RankedProsecutor
from cases.allocation.queries.caseloads import order_by_suitability, with_caseload
from cases.models import Case, Suspect
from cases.queries.allegations import visible_allegations
from cases.specialisms import wanted_specialisms
from cases.states import State
from people.access.expiry import live_at
from people.access.scopes import Scope
from people.access.worklists import Worklist
from people.models import Side, UnitGrant, User

# A restricted case is given on its own page, to one of the people named on it.
READY_SQL = f"""state = '{State.READY_TO_ALLOCATE.value}' AND NOT is_restricted
    AND cps_unit_id = ANY(%(of)s::bigint[])"""
READY_TO_ALLOCATE = Worklist(
    Suspect, ("case",), where=READY_SQL, params={"of": []}, held_as="allocate_cases"
)


@dataclass(frozen=True)
class OfferedProsecutor:
    """A prosecutor as one case offers them; fitting: their specialisms that the case wants."""

    pk: int
    name: str
    weight: int
    is_away: bool
    is_fitting: bool
    is_suggested: bool


@dataclass(frozen=True)
class CaseToAllocate:
    """
    A case of which suspects wait for a prosecutor. key: names it in a form.

    suspects: those who wait, by number. prosecutors: of its unit, most suitable first, with a
    conflict of interest or without: to leave one out would tell of it.
    """

    case: Case
    suspects: list[Suspect]
    prosecutors: list[OfferedProsecutor]

    @property
    def key(self) -> str:
        return self.case.pk.hex

    @property
    def since(self) -> datetime | None:
        """Since when the one has waited who came first."""
        moments = [each.turn_began_at for each in self.suspects if each.turn_began_at]
        return min(moments, default=None)

    @property
    def due_at(self) -> datetime | None:
        """The first date of those who wait."""
        return min((each.due_at for each in self.suspects if each.due_at), default=None)


def cases_to_allocate(
    scope: Scope, units: Sequence[int], *, most: int
) -> tuple[list[CaseToAllocate], bool]:
    """
    (the first cases of these units that wait for a prosecutor, whether more do).

    The soonest due first. Six queries, and one for each further Area; one where no case waits.
    """
    rows, more = READY_TO_ALLOCATE.next_page(scope, size=most, of=list(units))
    ids = list(dict.fromkeys(row[1] for row in rows))
    waiting = Q(state=State.READY_TO_ALLOCATE)
    return _with_prosecutors(scope, ids, waiting), bool(more)


def chosen_cases(scope: Scope, numbers: Mapping[UUID, Collection[int]]) -> list[CaseToAllocate]:
    """
    The cases among these that the reader can still open, with the suspects of these numbers.

    Of units in which they allocate, and without restricted ones, as cases_to_allocate() has them.
    """
    chosen = Q(pk__in=[])
    for case, of_case in numbers.items():
        chosen |= Q(case=case, number__in=of_case)
    return _with_prosecutors(scope, list(numbers), chosen)


def _with_prosecutors(scope: Scope, ids: Sequence[UUID], about: Q) -> list[CaseToAllocate]:
    """
    The cases of these ids, in this order, with the suspects whom `about` names.

    Of units in which the reader allocates, and without restricted ones.
    """
    if not ids:
        return []
    given = Q(cps_unit__in=scope.units_with("allocate_cases"), is_restricted=False)
    rows = Case.objects.for_scope(scope).select_related("cps_unit__agency", "prosecutor")
    cases = rows.filter(given).in_bulk(ids)
    suspects: defaultdict[UUID, list[Suspect]] = defaultdict(list)
    waiting = Suspect.objects.for_scope(scope).filter(about, case__in=ids)
    for each in waiting.order_by("number"):
        suspects[each.case_id].append(each)
    people = _prosecutors_by_unit(scope, cases.values())
    titles = _offences_by_case(scope, ids)
    return [
        CaseToAllocate(
            cases[pk],
            suspects[pk],
            _offered(people[cases[pk].cps_unit_id or 0], titles[pk], scope),
        )
        for pk in ids
        if pk in cases
    ]


def _prosecutors_by_unit(
    scope: Scope, cases: Iterable[Case]
) -> defaultdict[int, list[RankedProsecutor]]:
    """{CPS unit: its active prosecutors, with their caseload as its Area weighs it}."""
    areas: defaultdict[str, set[int]] = defaultdict(set)
    for case in cases:
        if case.cps_unit:
            areas[case.cps_unit.area].add(case.cps_unit.pk)
    found: defaultdict[int, list[RankedProsecutor]] = defaultdict(list)
    for area, units in areas.items():
        grants = UnitGrant.objects.filter(
            live_at(scope.at), content_object__in=units, permission__codename="prosecute_cases"
        )
        held = list(grants.values_list("content_object", "user"))
        people: QuerySet[Any] = User.objects.filter(
            is_active=True, agency__side=Side.CPS, pk__in={user for _unit, user in held}
        )
        by_id = {each.pk: each for each in with_caseload(people, scope, area=area)}
        for unit, user in held:
            if user in by_id:
                found[unit].append(by_id[user])
    return found


def _offences_by_case(scope: Scope, ids: Sequence[UUID]) -> defaultdict[UUID, set[str]]:
    """{case: titles of the offences alleged on it}."""
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    rows = visible_allegations(scope).filter(case__in=ids).order_by()
    for case, title in rows.values_list("case", "offence__title").distinct():
        found[case].add(title)
    return found


def _offered(
    people: list[RankedProsecutor], titles: Collection[str], scope: Scope
) -> list[OfferedProsecutor]:
    """These prosecutors in the order in which they suit a case with offences of these titles."""
    ranked = order_by_suitability(people, wanted_specialisms(titles), scope)
    return [
        OfferedProsecutor(
            each.pk, each.name, each.weight, each.is_away, bool(each.fitting), each.is_suggested
        )
        for each in ranked
    ]
