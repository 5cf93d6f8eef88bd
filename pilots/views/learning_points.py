"""Pages of the library of learning points: find, read, write, check, ask to read."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded_site, scope_for, submit_form
from pilots.actions import learning_points as actions
from pilots.forms import learning_points as forms
from pilots.models import LearningPoint
from pilots.permissions import SITE
from pilots.queries import learning_points as queries


@guarded_site("see_learning", SITE)
def see_learning(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    form = forms.LearningPointFilterForm(request.GET or None)
    filters = form.cleaned_data if form.is_valid() else {}
    lines = queries.find_learning_points(
        scope_for(request), words=filters.get("words", ""), theme=filters.get("theme", "")
    )
    request.audit.add_rows(LearningPoint, [line.pk for line in lines])
    request.audit.set_search_text(filters.get("words", ""))
    page = {"form": form, "lines": lines, "most": queries.MAX_LEARNING_POINTS, "allowed": allowed}
    return TemplateResponse(request, "pilots/learning_points/list.html", page)


@guarded_site("see_learning_point", SITE)
def see_learning_point(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    reading = queries.learning_point_detail(_visible_point_or_404(request, pk), scope_for(request))
    page = {"reading": reading, "form": forms.SayReadForm(), "allowed": allowed}
    return TemplateResponse(request, "pilots/learning_points/see.html", page)


@guarded_site("write_learning_point", SITE)
def write_learning_point(request: GuardedRequest, allowed: frozenset[str]) -> HttpResponse:
    form = forms.WriteLearningPointForm(request.POST or None)
    message = _("Sent to be checked. It is shared once a second person has checked it.")
    if submit_form(request, form, actions.write_learning_point, message):
        return redirect("see-learning-point", form.result_id)
    return render_form_with_draft(request, "pilots/learning_points/write.html", form)


@guarded_site("check_learning_point", SITE)
def check_learning_point(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    form = forms.CheckLearningPointForm(request.POST or None)
    return _learning_point_form_page(request, pk, form, "check_learning_point", _("Checked"))


@guarded_site("withdraw_learning_point", SITE)
def withdraw_learning_point(
    request: GuardedRequest, allowed: frozenset[str], pk: int
) -> HttpResponse:
    form = forms.WithdrawLearningPointForm(request.POST or None)
    return _learning_point_form_page(request, pk, form, "withdraw_learning_point", _("Withdrawn"))


@guarded_site("ask_unit_to_read", SITE)
def ask_unit_to_read(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    units = queries.units_to_ask(_visible_point_or_404(request, pk))
    form = forms.AskUnitToReadForm(request.POST or None, units=units)
    return _learning_point_form_page(
        request, pk, form, "ask_unit_to_read", _("The unit has been asked")
    )


@guarded_site("say_read", SITE)
def say_read(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    form = forms.SayReadForm(request.POST or None)
    return _learning_point_form_page(
        request, pk, form, "say_read", _("Recorded that you have read it")
    )


@guarded_site("see_learning_readers", SITE)
def see_learning_readers(request: GuardedRequest, allowed: frozenset[str], pk: int) -> HttpResponse:
    point = _visible_point_or_404(request, pk)
    page = {"point": point, "units": queries.learning_point_readers(point, scope_for(request))}
    return TemplateResponse(request, "pilots/learning_points/readers.html", page)


def _learning_point_form_page(
    request: GuardedRequest, pk: int, form: Form, verb: str, message: str | Promise
) -> HttpResponse:
    point = _visible_point_or_404(request, pk)
    if submit_form(request, form, getattr(actions, verb), message, point=point):
        return redirect("see-learning-point", pk)
    return render_form_with_draft(request, f"pilots/learning_points/{verb}.html", form, point=point)


def _visible_point_or_404(request: GuardedRequest, pk: int) -> LearningPoint:
    """A point that the person may read, or 404."""
    point = get_object_or_404(queries.visible_learning_points(scope_for(request)), pk=pk)
    request.audit.add_rows(LearningPoint, [point.pk])
    return point
