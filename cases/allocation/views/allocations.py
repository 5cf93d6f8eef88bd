"""Allocation to a prosecutor, cover, and the officer in the case."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.allocation.actions import allocations, officers
from cases.allocation.caseload_text import RankedProsecutor
from cases.allocation.forms.allocations import (
    AllocateCaseForm,
    CoverCaseForm,
    EndCoverForm,
    NameOfficerForm,
    ReallocateCaseForm,
)
from cases.allocation.queries.allocations import (
    covering_prosecutors,
    officers_for,
    people_named_as,
    ranked_prosecutors,
    suspects_ready_to_allocate,
)
from cases.models import Case
from cases.permissions import CASE
from cases.views.form_page import render_form_with_draft
from people.models import User
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for, submit_form


@guarded("allocate_case", Case, CASE)
def allocate_case(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """Allocate suspects that are ready to a prosecutor.

    On POST all suspects are valid choices, because the action refuses with a reason. A form shown
    again offers those who are ready then.
    """
    scope = scope_for(request)
    prosecutors = ranked_prosecutors(case, scope)
    now = people_named_as("reviewing_prosecutor", case, at=scope.at)
    sent = (
        case.suspects.for_scope(scope) if request.POST else suspects_ready_to_allocate(case, scope)
    )
    form = AllocateCaseForm(
        request.POST or None, prosecutors=prosecutors, suspects=sent, version=case.version,
        initial={"to": case.prosecutor_id},
    )  # fmt: skip
    if submit_form(request, form, allocations.allocate_case, _("Case allocated"), case=case):
        return redirect("see-case", case.pk)
    ready = suspects_ready_to_allocate(case, scope) if form.is_bound else sent
    form.set_suspects(ready)
    return render_form_with_draft(
        request, "cases/allocations/allocate.html", form, case=case, prosecutors=prosecutors,
        suspects=ready, now_with=_names_of(now),
    )  # fmt: skip


@guarded("reallocate_case", Case, CASE)
def reallocate_case(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """Reallocate the case to another prosecutor."""
    now = people_named_as("reviewing_prosecutor", case, at=scope_for(request).at)
    prosecutors = _other_prosecutors(now, case, request)
    form = ReallocateCaseForm(request.POST or None, prosecutors=prosecutors, version=case.version)
    message = _("Case allocated to another prosecutor")
    if submit_form(request, form, allocations.reallocate_case, message, case=case):
        return redirect("see-case", case.pk)
    return render_form_with_draft(
        request, "cases/allocations/reallocate.html", form, case=case, prosecutors=prosecutors,
        now_with=_names_of(now),
    )  # fmt: skip


@guarded("cover_case", Case, CASE)
def cover_case(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """Let another prosecutor cover on the case until a date."""
    now = people_named_as("reviewing_prosecutor", case, at=scope_for(request).at)
    prosecutors = _other_prosecutors(now, case, request)
    form = CoverCaseForm(request.POST or None, prosecutors=prosecutors, version=case.version)
    if submit_form(request, form, allocations.cover_case, _("Cover arranged"), case=case):
        return redirect("see-case", case.pk)
    return render_form_with_draft(
        request, "cases/allocations/cover.html", form, case=case, prosecutors=prosecutors,
        now_with=_names_of(now), covering=covering_prosecutors(case, at=scope_for(request).at),
    )  # fmt: skip


@guarded("end_cover", Case, CASE)
def end_cover(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """End a prosecutor's cover before its last day."""
    covering = covering_prosecutors(case, at=scope_for(request).at)
    form = EndCoverForm(request.POST or None, covering=covering)
    if submit_form(request, form, allocations.end_cover, _("Cover ended"), case=case):
        return redirect("see-case", case.pk)
    return render_form_with_draft(
        request, "cases/allocations/end_cover.html", form, case=case, covering=covering
    )


@guarded("name_officer", Case, CASE)
def name_officer(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """Name the officer in the case."""
    at = scope_for(request).at
    now = people_named_as("officer_in_case", case, at=at)
    people = list(officers_for(case, at=at).exclude(pk__in=now).order_by("name", "pk"))
    form = NameOfficerForm(request.POST or None, officers=people)
    if submit_form(request, form, officers.name_officer, _("Officer in the case named"), case=case):
        return redirect("see-case", case.pk)
    return render_form_with_draft(
        request, "cases/allocations/name_officer.html", form, case=case, officers=people,
        now_with=_names_of(now),
    )  # fmt: skip


def _other_prosecutors(
    now: Iterable[User], case: Case, request: GuardedRequest
) -> list[RankedProsecutor]:
    """The prosecutors of the unit except the one who has the case."""
    has_it = {person.pk for person in now}
    return [each for each in ranked_prosecutors(case, scope_for(request)) if each.pk not in has_it]


def _names_of(now: Iterable[User]) -> str:
    """Name of the person who has the case; "" if there is none."""
    return ", ".join(person.name for person in now)
