"""
Cases that may be about the same matter: by crime reference, and by the names of suspects.

Only what the person asking may read is looked at, so nothing is found, counted or hinted at that
is out of sight. Names are compared by the groups of three letters that they share, so a slip of
typing does not hide one; what is found by a name is shown only where the dates do not speak
against it.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from cases.models import Case, CaseLink, Suspect
from cases.queries.allegations import visible_allegations
from people.access.scopes import Scope
from timeliness import periods
from timeliness.calendar import london_day

NEAR_DATES_PERIOD = "same_matter_dates"
MAX_SHOWN = 10  # cases, the likeliest first
MAX_READ = 100  # suspects with a like name; a name so common says little


@dataclass
class PossibleMatch:
    """Another case, and why it may be about the same matter."""

    case: Case
    because: list = field(default_factory=list)
    has_reference: bool = False


def possible_matches(case: Case, scope: Scope) -> list[PossibleMatch]:
    """The cases that may be the same as this one, the likeliest first. Three queries."""
    suspects = list(_with_alleged_on(case.suspects.for_scope(scope), scope).order_by("number"))
    same = [_same_reference_text(case)]
    found = {
        each.pk: PossibleMatch(each, [*same], True) for each in _cases_by_reference(case, scope)
    }
    for mine, theirs in _similar_suspects(case, suspects, scope):
        if said := _match_reasons(mine, theirs, scope):
            match = found.setdefault(theirs.case_id, PossibleMatch(theirs.case))
            match.because += [each for each in said if each not in match.because]
    return sorted(found.values(), key=_match_rank)[:MAX_SHOWN]


def _match_rank(match: PossibleMatch) -> tuple[bool, int, str]:
    """The same reference says more than any name; then whatever most speaks for it."""
    return not match.has_reference, -len(match.because), match.case.urn


def cases_with_reference(reference: str, scope: Scope) -> list[Case]:
    """The cases that the person may read under a crime reference, by URN; none for no reference."""
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


def _similar_suspects(case: Case, suspects: list[Any], scope: Scope) -> list[tuple[Any, Any]]:
    """[(a suspect of this case, one of another whose name is like it)]. One query."""
    if not suspects:
        return []
    like = {f"like_{each.number}": _similar_name(each) for each in suspects}
    any_of_them = reduce(or_, like.values())
    rows = Suspect.objects.for_scope(scope).exclude(case=case).filter(any_of_them)
    rows = _with_alleged_on(_without_links(rows, "case", case, scope), scope).annotate(
        **{name: ExpressionWrapper(test, BooleanField()) for name, test in like.items()}
    )
    rows = rows.select_related("case__police_unit").order_by("-case__opened_at", "pk")
    return [
        (mine, theirs)
        for theirs in rows[:MAX_READ]
        for mine in suspects
        if getattr(theirs, f"like_{mine.number}")
    ]


def _similar_name(suspect: Suspect) -> Q:
    """The surname is alike, and so are the given names where both have any."""
    test = Q(surname__trigram_similar=suspect.surname)
    if suspect.given_names:
        test &= Q(given_names="") | Q(given_names__trigram_similar=suspect.given_names)
    return test


def _with_alleged_on(suspects: QuerySet[Suspect], scope: Scope) -> QuerySet[Any]:
    """Some suspects, each with the first day on which they are alleged to have done something."""
    rows = visible_allegations(scope).filter(suspect=OuterRef("pk"))
    return suspects.annotate(alleged_on=Subquery(rows.order_by("from_on").values("from_on")[:1]))


def _without_links(rows: QuerySet[Any], to_case: str, case: Case, scope: Scope) -> QuerySet[Any]:
    """Those of some rows about whose case nobody has said how it stands to this one."""
    said = CaseLink.objects.for_scope(scope).filter(ended_at=None)
    return rows.exclude(
        Q(**{f"{to_case}__in": said.filter(case=case).values("other")})
        | Q(**{f"{to_case}__in": said.filter(other=case).values("case")})
    )


def _match_reasons(mine: Any, theirs: Any, scope: Scope) -> list[str]:
    """Why these two may be one person, in words; nothing where the dates speak against it."""
    names = {"mine": mine.name, "theirs": theirs.name}
    said = [_("Suspects with similar names: %(mine)s here, %(theirs)s there") % names]
    born = mine.born_on, theirs.born_on
    if None not in born and born[0] == born[1]:
        said.append(_("Both were born on the same day"))
    alleged = mine.alleged_on, theirs.alleged_on
    within = _max_days_apart(scope.at)
    if None not in alleged and abs(alleged[0] - alleged[1]) <= timedelta(days=within):
        said.append(_("What is alleged began within %(n)s days of each other") % {"n": within})
    return said if len(said) > 1 or None in born else []


def _max_days_apart(at: datetime) -> int:
    return periods.period_in_force(NEAR_DATES_PERIOD, on=london_day(at), area="").number
