"""What a search shows: cases by a part of a number, or suspects by a name, each with the reason."""

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.case_details.queries.search_keys import (
    Sought,
    cases_by_number,
    suspects_by_name,
)
from cases.models import Case, Suspect
from cases.states import state_label
from people.access.kept_statements import kept_statement
from people.access.scopes import Scope

MAX_FOUND = 20  # cases or suspects; more of what was typed finds fewer
MAX_NAMED = 5  # suspects of a case that was found by a number


@dataclass(frozen=True)
class FoundSuspect:
    """A suspect as the search shows them."""

    pk: UUID
    name: str
    number: int
    born_on: date | None
    state: str | Promise


@dataclass(frozen=True)
class Found:
    """A case that was found, why, and its suspects: those that were found, or the first."""

    case: Case
    reasons: list[str]
    suspects: list[FoundSuspect]


@dataclass(frozen=True)
class SearchPage:
    """What was found, the likeliest first. is_cut: there is more than is shown."""

    rows: list[Found] = field(default_factory=list)
    is_cut: bool = False

    @property
    def case_ids(self) -> list[UUID]:
        return [row.case.pk for row in self.rows]

    @property
    def suspect_ids(self) -> list[UUID]:
        return [suspect.pk for row in self.rows for suspect in row.suspects]


def search_page(sought: Sought, scope: Scope) -> SearchPage:
    """What the reader finds. Three queries for a part of a number, two for a name."""
    return _page_of_number(sought.number, scope) if sought.number else _page_of_name(sought, scope)


def _page_of_number(typed: str, scope: Scope) -> SearchPage:
    ids = cases_by_number(typed, scope, most=MAX_FOUND + 1)
    cases = {case.pk: case for case in _cases_with_units(scope, ids[:MAX_FOUND])}
    of_case = defaultdict(list)
    for suspect in _first_suspects(scope, list(cases)):
        of_case[suspect.case_id].append(_found_suspect(suspect, scope))
    rows = [
        Found(cases[pk], _why_by_number(cases[pk], typed), of_case[pk]) for pk in ids if pk in cases
    ]
    return SearchPage(rows, len(ids) > MAX_FOUND)


@kept_statement
def _cases_with_units(scope: Scope, ids: Collection[UUID]) -> QuerySet[Case]:
    rows = Case.objects.for_scope(scope).filter(pk__among=ids)
    return rows.select_related("police_unit", "cps_unit")


@kept_statement
def _first_suspects(scope: Scope, cases: Collection[UUID]) -> QuerySet[Suspect]:
    rows = Suspect.objects.for_scope(scope).filter(case__among=cases, number__lte=MAX_NAMED)
    return rows.order_by("number")


@kept_statement
def _suspects_with_units(scope: Scope, ids: Collection[UUID]) -> QuerySet[Suspect]:
    rows = Suspect.objects.for_scope(scope).filter(pk__among=ids)
    return rows.select_related("case__police_unit", "case__cps_unit")


def _why_by_number(case: Case, typed: str) -> list[str]:
    """Which of the case's numbers have what was typed in them."""
    because = [_("URN")] if typed in case.urn else []
    if typed in re.sub("[^A-Z0-9]", "", case.crime_reference.upper()):
        because.append(_("Crime reference %(reference)s") % {"reference": case.crime_reference})
    return because


def _page_of_name(sought: Sought, scope: Scope) -> SearchPage:
    found = suspects_by_name(
        sought.names, scope, most=MAX_FOUND + 1, each=MAX_FOUND + 1, every_one=True
    )
    place = {pk: n for n, (pk, _places) in enumerate(found[:MAX_FOUND])}
    suspects = _suspects_with_units(scope, list(place))
    rows: dict[UUID, Found] = {}
    for suspect in sorted(suspects, key=lambda each: place[each.pk]):
        row = rows.setdefault(suspect.case_id, Found(suspect.case, [], []))
        row.suspects.append(_found_suspect(suspect, scope))
    return SearchPage(list(rows.values()), len(found) > MAX_FOUND)


def _found_suspect(suspect: Suspect, scope: Scope) -> FoundSuspect:
    return FoundSuspect(
        suspect.pk, suspect.name, suspect.number, suspect.born_on,
        state_label(suspect.state, scope.side),
    )  # fmt: skip
