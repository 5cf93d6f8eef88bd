"""Possible matches of a case: same crime reference, or suspects with similar names.

Searches only cases that the caller may read. Names are compared as the search compares them
(search_keys.py), so that slips of typing are found; a match by name is left out if dates contradict
it.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from cases.case_details.queries.search_keys import suspects_by_name
from cases.models import Case, CaseLink, Suspect
from cases.queries.allegations import visible_allegations
from cases.states import state_label
from people.access.kept_statements import kept_statement
from people.access.scopes import Scope
from people.text.dates import format_day
from timeliness import periods
from timeliness.calendar import london_day

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

NEAR_DATES_PERIOD = "same_matter_dates"
MAX_SHOWN = 10  # cases, the likeliest first
MAX_NAMED = 5  # suspects of a case found by its reference alone
MAX_READ = 100  # suspects with a similar name; more say little
MIN_OF_EACH = 5  # of one spelling in one unit, however many suspects the case has


class SuspectDates(TypedDict):
    """What a query adds to a suspect. alleged_on: the first day of an allegation against them."""

    alleged_on: date | None


if TYPE_CHECKING:
    DatedSuspect: TypeAlias = WithAnnotations[Suspect, SuspectDates]


@dataclass
class PossibleMatch:
    """
    Another case that may be about the same matter, and the reasons.

    people: its suspects with similar names, or the first few, each with date of birth and state.
    """

    case: Case
    because: list[str] = field(default_factory=list)
    has_reference: bool = False
    people: list[str] = field(default_factory=list)


def possible_matches(case: Case, scope: Scope) -> list[PossibleMatch]:
    """Possible matches of a case, most likely first. Four queries."""
    suspects = _dated_suspects(scope, case.pk)
    same = [_same_reference_text(case)]
    found = {
        each.pk: PossibleMatch(each, [*same], True) for each in _cases_by_reference(case, scope)
    }
    for mine, theirs in _similar_suspects(case, suspects, scope):
        if match_reasons := _match_reasons(mine, theirs, scope):
            match = found.setdefault(theirs.case_id, PossibleMatch(theirs.case))
            match.because += [each for each in match_reasons if each not in match.because]
            if (person := _person_text(theirs, scope)) not in match.people:
                match.people.append(person)
    matches = sorted(found.values(), key=_match_rank)[:MAX_SHOWN]
    _name_first_suspects([match for match in matches if not match.people], scope)
    return matches


def _name_first_suspects(matches: list[PossibleMatch], scope: Scope) -> None:
    """Name the first suspects of matches that were found by the crime reference alone."""
    by_case = {match.case.pk: match for match in matches}
    rows = Suspect.objects.for_scope(scope).filter(case__in=by_case, number__lte=MAX_NAMED)
    for suspect in rows.order_by("case", "number") if by_case else ():
        by_case[suspect.case_id].people.append(_person_text(suspect, scope))


def _person_text(suspect: Suspect, scope: Scope) -> str:
    """A suspect of another case: number, name, date of birth and state, as the reader may know."""
    facts = {
        "n": suspect.number, "name": suspect.name,
        "state": state_label(suspect.state, scope.side),
    }  # fmt: skip
    if suspect.born_on is None:
        return _("Suspect %(n)s, %(name)s, no date of birth recorded: %(state)s") % facts
    return _("Suspect %(n)s, %(name)s, born %(day)s: %(state)s") % {
        **facts, "day": format_day(suspect.born_on),
    }  # fmt: skip


def _match_rank(match: PossibleMatch) -> tuple[bool, int, str]:
    """Sort key: same crime reference first, then by number of reasons."""
    return not match.has_reference, -len(match.because), match.case.urn


def cases_with_reference(reference: str, scope: Scope) -> list[Case]:
    """Cases with a crime reference that the caller may read, by URN; none for ""."""
    if not reference:
        return []
    cases = Case.objects.for_scope(scope).filter(crime_reference=reference)
    return list(cases.select_related("police_unit").order_by("urn")[:MAX_SHOWN])


def _cases_by_reference(case: Case, scope: Scope) -> list[Case]:
    if not case.crime_reference:
        return []
    return _other_cases_with(scope, case.pk, case.crime_reference)


@kept_statement
def _other_cases_with(scope: Scope, case: UUID, reference: str) -> QuerySet[Case]:
    cases = _without_links(Case.objects.for_scope(scope), "pk", case, scope).exclude(pk=case)
    cases = cases.filter(crime_reference=reference).select_related("police_unit")
    return cases.order_by("urn")[:MAX_SHOWN]


def _same_reference_text(case: Case) -> str:
    return _("The crime reference is the same: %(reference)s") % {"reference": case.crime_reference}


def _similar_suspects(
    case: Case, suspects: "list[DatedSuspect]", scope: Scope
) -> "list[tuple[DatedSuspect, DatedSuspect]]":
    """[(suspect of this case, suspect of another with a similar name)]. Three queries."""
    named = [suspect for suspect in suspects if suspect.surname]
    if not named:
        return []
    found = dict(
        suspects_by_name(
            [(suspect.surname, suspect.given_names) for suspect in named], scope,
            most=MAX_READ, each=max(MAX_READ // len(named), MIN_OF_EACH), every_one=False,
            apart_from=[case.pk, *_linked_or_dismissed(case.pk, scope)],
        )
    )  # fmt: skip
    rows = _dated_suspects_elsewhere(scope, case.pk, list(found))
    return [(named[place], theirs) for theirs in rows for place in found[theirs.pk]]


@kept_statement
def _dated_suspects(scope: Scope, case: UUID) -> "QuerySet[DatedSuspect]":
    rows = Suspect.objects.for_scope(scope).filter(case=case)
    return _with_alleged_on(rows, scope).order_by("number")


@kept_statement
def _dated_suspects_elsewhere(
    scope: Scope, case: UUID, ids: Collection[UUID]
) -> "QuerySet[DatedSuspect]":
    """Those suspects."""
    rows = _with_alleged_on(Suspect.objects.for_scope(scope).filter(pk__among=ids), scope)
    return rows.select_related("case__police_unit").order_by("-case__opened_at", "pk")


def _with_alleged_on(suspects: QuerySet[Suspect], scope: Scope) -> "QuerySet[DatedSuspect]":
    """Annotate suspects with alleged_on, the first day of an allegation against them."""
    rows = visible_allegations(scope).filter(suspect=OuterRef("pk"))
    return suspects.annotate(alleged_on=Subquery(rows.order_by("from_on").values("from_on")[:1]))


def _linked_or_dismissed(case: UUID, scope: Scope) -> list[UUID]:
    """Ids of the cases that are linked to this one, or dismissed. One query."""
    links = CaseLink.objects.for_scope(scope).filter(Q(case=case) | Q(other=case), ended_at=None)
    pairs = links.values_list("case", "other")
    return [other if one == case else one for one, other in pairs]


def _without_links(rows: QuerySet[Any], to_case: str, case: UUID, scope: Scope) -> QuerySet[Any]:
    """Leave out rows of cases already linked to this one or dismissed."""
    case_links = CaseLink.objects.for_scope(scope).filter(ended_at=None)
    return rows.exclude(
        Q(**{f"{to_case}__in": case_links.filter(case=case).values("other")})
        | Q(**{f"{to_case}__in": case_links.filter(other=case).values("case")})
    )


def _match_reasons(mine: "DatedSuspect", theirs: "DatedSuspect", scope: Scope) -> list[str]:
    """Why the two suspects may be one person, as texts; empty if the dates contradict it."""
    names = {"mine": mine.name, "theirs": theirs.name}
    reasons = [_("Suspects with similar names: %(mine)s here, %(theirs)s there") % names]
    born = mine.born_on, theirs.born_on
    if None not in born and born[0] == born[1]:
        reasons.append(_("Both were born on the same day"))
    here, there = mine.alleged_on, theirs.alleged_on
    within = _max_days_apart(scope.at)
    if here and there and abs(here - there) <= timedelta(days=within):
        reasons.append(_("What is alleged began within %(n)s days of each other") % {"n": within})
    return reasons if len(reasons) > 1 or None in born else []


def _max_days_apart(at: datetime) -> int:
    return periods.period_in_force(NEAR_DATES_PERIOD, on=london_day(at), area="").number
