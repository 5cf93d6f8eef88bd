"""What the scene's manager has recorded about prosecutors."""

from datetime import timedelta

from django.utils import timezone

from cases.allocation.actions import prosecutors
from cases.specialisms import SPECIALISMS
from devtools.case_builder import scope


def add_specialisms_and_absences(people):
    """One prosecutor has every specialism and two absences; the other has none."""
    at = timezone.now()
    facts = {"by": scope(people.manager, at=at), "at": at, "person": people.prosecutor}
    prosecutors.record_specialisms(codes=list(SPECIALISMS), **facts)
    for first in (0, 20):
        day = timezone.localdate() + timedelta(days=first)
        prosecutors.record_absence(from_on=day, until_on=day + timedelta(days=9), **facts)
