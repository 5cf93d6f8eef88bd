"""Specialisms and absences of a unit's prosecutors, for the manager who allocates."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.allocation.actions import prosecutors as actions
from cases.allocation.forms.prosecutors import (
    EndAbsenceForm,
    RecordAbsenceForm,
    RecordSpecialismsForm,
)
from cases.allocation.queries.prosecutors import (
    absences_of,
    prosecutor_rows,
    prosecutors_managed_by,
    specialisms_of,
    version_of_specialisms,
)
from cases.permissions import SITE
from cases.views.form_page import render_form_with_draft
from people.models import User
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded_site, scope_for, submit_form


@guarded_site("see_prosecutors", SITE)
def see_prosecutors(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    rows = prosecutor_rows(scope_for(request))
    request.audit.add_rows(User, [row[0] for row in rows])
    return TemplateResponse(request, "cases/prosecutors/list.html", {"rows": rows})


@guarded_site("record_specialisms", SITE)
def record_specialisms(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    person = _managed_prosecutor(request, pk)
    now = {"codes": specialisms_of(person)}
    form = RecordSpecialismsForm(
        request.POST or None, version=version_of_specialisms(person), of=person, initial=now
    )
    return _prosecutor_form_page(
        request, person, form, "record_specialisms", _("Specialisms recorded")
    )


@guarded_site("record_absence", SITE)
def record_absence(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    person = _managed_prosecutor(request, pk)
    form = RecordAbsenceForm(request.POST or None)
    return _prosecutor_form_page(request, person, form, "record_absence", _("Leave added"))


@guarded_site("end_absence", SITE)
def end_absence(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    person = _managed_prosecutor(request, pk)
    found = absences_of(person, at=scope_for(request).at)
    form = EndAbsenceForm(request.POST or None, absences=found)
    return _prosecutor_form_page(
        request, person, form, "end_absence", _("Leave cancelled"), absences=found
    )


def _managed_prosecutor(request: GuardedRequest, pk: int) -> User:
    """A prosecutor of the manager's units; 404 for any other person."""
    person = prosecutors_managed_by(scope_for(request)).filter(pk=pk).first()
    if person is None:
        raise Http404
    return person


def _prosecutor_form_page(
    request: GuardedRequest, person: User, form: Form, verb: str, done: str, **page: Any
) -> HttpResponse:
    if submit_form(request, form, getattr(actions, verb), done, person=person):
        return redirect("see-prosecutors")
    return render_form_with_draft(
        request, f"cases/prosecutors/{verb}.html", form, account=person, **page
    )
