"""Possible matches of a case: same crime reference, or suspects with similar names.

Searches only cases that the caller may read. Names are compared by trigrams, so that spelling
mistakes are found; a match by name is left out if dates contradict it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from cases.models import Case, CaseLink, Suspect
from cases.queries.allegations import visible_allegations
from cases.states import state_label
from people.access.row_security import for_purpose
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
    suspects = list(_with_alleged_on(case.suspects.for_scope(scope), scope).order_by("number"))
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
    cases = _without_links(Case.objects.for_scope(scope), "pk", case, scope).exclude(pk=case.pk)
    cases = cases.filter(crime_reference=case.crime_reference).select_related("police_unit")
    return list(cases.order_by("urn")[:MAX_SHOWN])


def _same_reference_text(case: Case) -> str:
    return _("The crime reference is the same: %(reference)s") % {"reference": case.crime_reference}


def _similar_suspects(
    case: Case, suspects: "list[DatedSuspect]", scope: Scope
) -> "list[tuple[DatedSuspect, DatedSuspect]]":
    """[(suspect of this case, suspect of another with a similar name)]. Two queries."""
    if not suspects:
        return []
    like = {f"like_{each.number}": _similar_name(each) for each in suspects}
    rows = Suspect.objects.for_scope(scope).filter(
        pk__in=_ids_of_similar_suspects(case, reduce(or_, like.values()), scope)
    )
    rows = _with_alleged_on(rows, scope).annotate(
        **{name: ExpressionWrapper(test, BooleanField()) for name, test in like.items()}
    )
    rows = rows.select_related("case__police_unit").order_by("-case__opened_at", "pk")
    return [
        (mine, theirs)
        for theirs in rows
        for mine in suspects
        if getattr(theirs, f"like_{mine.number}")
    ]


@for_purpose("names are compared by an index that row-level security could not use")
def _ids_of_similar_suspects(case: Case, similar: Q, scope: Scope) -> list[UUID]:
    """Ids of suspects within the scope; whoever reads them reads them through both locks."""
    rows = Suspect.objects.for_scope(scope).exclude(case=case).filter(similar)
    rows = _without_links(rows, "case", case, scope).order_by("-case__opened_at", "pk")
    return list(rows.values_list("pk", flat=True)[:MAX_READ])


def _similar_name(suspect: Suspect) -> Q:
    """Filter: similar surname, and similar given names if both have any."""
    test = Q(surname__trigram_similar=suspect.surname)
    if suspect.given_names:
        test &= Q(given_names="") | Q(given_names__trigram_similar=suspect.given_names)
    return test


def _with_alleged_on(suspects: QuerySet[Suspect], scope: Scope) -> "QuerySet[DatedSuspect]":
    """Annotate suspects with alleged_on, the first day of an allegation against them."""
    rows = visible_allegations(scope).filter(suspect=OuterRef("pk"))
    return suspects.annotate(alleged_on=Subquery(rows.order_by("from_on").values("from_on")[:1]))


def _without_links(rows: QuerySet[Any], to_case: str, case: Case, scope: Scope) -> QuerySet[Any]:
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
