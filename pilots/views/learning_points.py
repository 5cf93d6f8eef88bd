"""The library of what was learnt: found, read, written, checked, and asked to be read."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.views.asking import ask
from people.fields import Form
from people.guards import acted, guarded_site, scope_for
from people.visits import Request
from pilots.actions import learning_points as actions
from pilots.forms import learning_points as forms
from pilots.models import LearningPoint
from pilots.permissions import SITE
from pilots.queries import learning_points as queries


@guarded_site("see_learning", SITE)
def see_learning(request: Request, allowed: frozenset[str]) -> HttpResponse:
    form = forms.FilterLearning(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    lines = queries.found(
        scope_for(request), words=asked.get("words", ""), theme=asked.get("theme", "")
    )
    request.visit.shows(LearningPoint, [line.pk for line in lines])
    request.visit.seeks(asked.get("words", ""))
    page = {"form": form, "lines": lines, "most": queries.MOST, "allowed": allowed}
    return TemplateResponse(request, "pilots/learning/list.html", page)


@guarded_site("see_learning_point", SITE)
def see_learning_point(request: Request, allowed: frozenset[str], pk: int) -> HttpResponse:
    reading = queries.read(_point(request, pk), scope_for(request))
    page = {"reading": reading, "form": forms.SayRead(), "allowed": allowed}
    return TemplateResponse(request, "pilots/learning/see.html", page)


@guarded_site("write_learning_point", SITE)
def write_learning_point(request: Request, allowed: frozenset[str]) -> HttpResponse:
    form = forms.WriteLearningPoint(request.POST or None)
    told = _("Sent to be checked. It is shared once a second person has checked it.")
    if acted(request, form, actions.write_learning_point, told):
        return redirect("see-learning-point", form.outcome)
    return ask(request, "pilots/learning/write.html", form)


@guarded_site("check_learning_point", SITE)
def check_learning_point(request: Request, allowed: frozenset[str], pk: int) -> HttpResponse:
    form = forms.CheckLearningPoint(request.POST or None)
    return _asked(request, pk, form, "check_learning_point", _("Checked"))


@guarded_site("withdraw_learning_point", SITE)
def withdraw_learning_point(request: Request, allowed: frozenset[str], pk: int) -> HttpResponse:
    form = forms.WithdrawLearningPoint(request.POST or None)
    return _asked(request, pk, form, "withdraw_learning_point", _("Withdrawn"))


@guarded_site("ask_unit_to_read", SITE)
def ask_unit_to_read(request: Request, allowed: frozenset[str], pk: int) -> HttpResponse:
    units = queries.units_to_ask(_point(request, pk))
    form = forms.AskUnitToRead(request.POST or None, units=units)
    return _asked(request, pk, form, "ask_unit_to_read", _("The unit has been asked"))


@guarded_site("say_read", SITE)
def say_read(request: Request, allowed: frozenset[str], pk: int) -> HttpResponse:
    form = forms.SayRead(request.POST or None)
    return _asked(request, pk, form, "say_read", _("Recorded that you have read it"))


@guarded_site("see_learning_readers", SITE)
def see_learning_readers(request: Request, allowed: frozenset[str], pk: int) -> HttpResponse:
    point = _point(request, pk)
    page = {"point": point, "units": queries.readers(point, scope_for(request))}
    return TemplateResponse(request, "pilots/learning/readers.html", page)


def _asked(request: Request, pk: int, form: Form, verb: str, told: str | Promise) -> HttpResponse:
    point = _point(request, pk)
    if acted(request, form, getattr(actions, verb), told, point=point):
        return redirect("see-learning-point", pk)
    return ask(request, f"pilots/learning/{verb}.html", form, point=point)


def _point(request: Request, pk: int) -> LearningPoint:
    """A point that the person may read; another is not there."""
    point = get_object_or_404(queries.visible(scope_for(request)), pk=pk)
    request.visit.shows(LearningPoint, [point.pk])
    return point
