"""Which open cases a newer list of offences touches."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from cases.models import Allegation, AuthorisedCharge, Case, GivenAdvice, LaidCharge, Suspect


def open_cases_with(codes: Iterable[str]) -> QuerySet[Case]:
    """
    The open cases with an allegation, advice or a charge of one of these offences.

    For an operator: whoever calls it shows nothing of a case but its URN. A case is open while a
    side has a suspect to deal with.
    """
    codes = list(codes)
    known = Allegation.objects.unscoped("cases that a list of offences touches")
    alleged = known.filter(case=OuterRef("pk"), offence__in=codes, is_current=True)
    given = GivenAdvice.objects.unscoped("cases that a list of offences touches")
    advised = given.filter(case=OuterRef("pk"), other_offence__in=codes)
    laid = LaidCharge.objects.filter(report__case=OuterRef("pk"), offence__in=codes)
    counts = AuthorisedCharge.objects.filter(decision__case=OuterRef("pk"), offence__in=codes)
    suspects = Suspect.objects.unscoped("suspects of cases that a list touches")
    with_somebody = suspects.filter(case=OuterRef("pk")).exclude(holder_side="")
    rows = Case.objects.unscoped("cases that a list of offences touches")
    touched = rows.filter(Exists(alleged) | Exists(advised) | Exists(laid) | Exists(counts))
    return touched.filter(Exists(with_somebody)).order_by("urn")
