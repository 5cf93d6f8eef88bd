"""What a manager knows and writes down of her unit's prosecutors, to allocate by."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.actions import prosecutors as actions
from cases.forms.prosecutors import EndAbsence, RecordAbsence, RecordSpecialisms
from cases.permissions import SITE
from cases.queries.prosecutors import (
    absences_of,
    looked_after,
    specialisms_of,
    told,
    version_of_specialisms,
)
from cases.views.asking import ask
from people.fields import Form
from people.guards import acted, guarded_site, scope_for
from people.models import User
from people.visits import Request


@guarded_site("see_prosecutors", SITE)
def see_prosecutors(request: Request, allowed: frozenset[str]) -> HttpResponse:
    rows = told(scope_for(request))
    request.visit.shows(User, [row[0] for row in rows])
    return TemplateResponse(request, "cases/prosecutors/list.html", {"rows": rows})


@guarded_site("record_specialisms", SITE)
def record_specialisms(request: Request, allowed: frozenset[str], pk: int) -> HttpResponse:
    person = _looked_after(request, pk)
    now = {"codes": specialisms_of(person)}
    form = RecordSpecialisms(
        request.POST or None, version=version_of_specialisms(person), of=person, initial=now
    )
    return _asked(request, person, form, "record_specialisms", _("Specialisms recorded"))


@guarded_site("record_absence", SITE)
def record_absence(request: Request, allowed: frozenset[str], pk: int) -> HttpResponse:
    person = _looked_after(request, pk)
    form = RecordAbsence(request.POST or None)
    return _asked(request, person, form, "record_absence", _("Leave added"))


@guarded_site("end_absence", SITE)
def end_absence(request: Request, allowed: frozenset[str], pk: int) -> HttpResponse:
    person = _looked_after(request, pk)
    found = absences_of(person, at=scope_for(request).at)
    form = EndAbsence(request.POST or None, absences=found)
    return _asked(request, person, form, "end_absence", _("Leave cancelled"), absences=found)


def _looked_after(request: Request, pk: int) -> User:
    """One of her unit's prosecutors; anybody else is as good as nobody."""
    person = looked_after(scope_for(request)).filter(pk=pk).first()
    if person is None:
        raise Http404
    return person


def _asked(
    request: Request, person: User, form: Form, verb: str, done: str, **page: Any
) -> HttpResponse:
    if acted(request, form, getattr(actions, verb), done, person=person):
        return redirect("see-prosecutors")
    return ask(request, f"cases/prosecutors/{verb}.html", form, account=person, **page)
