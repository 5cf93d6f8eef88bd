"""Decisions that a panel refers back: who looks at them again, and what came of it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.views.asking import ask
from people.fields import Form
from people.guards import acted, guarded, scope_for
from people.visits import Request
from pilots.actions import second_looks as actions
from pilots.forms import second_looks as forms
from pilots.models import SecondLook
from pilots.permissions import SECOND_LOOK
from pilots.queries import second_looks as queries


@guarded("see_second_look", SecondLook, SECOND_LOOK)
def see_second_look(request: Request, look: SecondLook, allowed: frozenset[str]) -> HttpResponse:
    page = {"look": look, "facts": list(queries.facts(look)), "allowed": allowed}
    return TemplateResponse(request, "pilots/asked/second_look.html", page)


@guarded("name_for_second_look", SecondLook, SECOND_LOOK)
def name_for_second_look(
    request: Request, look: SecondLook, allowed: frozenset[str]
) -> HttpResponse:
    people = actions.independent(look, at=scope_for(request).at)
    form = forms.NameForSecondLook(request.POST or None, people=people)
    told = _("Named and notified")
    return _asked(request, look, form, actions.name_for_second_look, told)


@guarded("take_second_look", SecondLook, SECOND_LOOK)
def take_second_look(request: Request, look: SecondLook, allowed: frozenset[str]) -> HttpResponse:
    form = forms.TakeSecondLook(request.POST or None)
    return _asked(request, look, form, actions.take_second_look, _("Recorded"))


def _asked(
    request: Request,
    look: SecondLook,
    form: Form,
    action: Callable[..., object],
    told: str | Promise,
) -> HttpResponse:
    """The page of one verb about a decision, and after it the decision."""
    if acted(request, form, action, told, second_look=look):
        return redirect("see-second-look", look.pk)
    page: dict[str, Any] = {"look": look, "facts": list(queries.facts(look))}
    return ask(request, f"pilots/asked/{action.__name__}.html", form, **page)
