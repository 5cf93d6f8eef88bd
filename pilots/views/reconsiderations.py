"""Pages on decisions that a panel refers back: who reconsiders them, and the outcome."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, scope_for, submit_form
from pilots.actions import reconsiderations as actions
from pilots.forms import reconsiderations as forms
from pilots.models import SecondLook
from pilots.permissions import SECOND_LOOK
from pilots.queries import reconsiderations as queries


@guarded("see_second_look", SecondLook, SECOND_LOOK)
def see_second_look(
    request: GuardedRequest, look: SecondLook, allowed: frozenset[str]
) -> HttpResponse:
    page = {"look": look, "facts": list(queries.reconsideration_facts(look)), "allowed": allowed}
    return TemplateResponse(request, "pilots/panel_tasks/second_look.html", page)


@guarded("name_for_second_look", SecondLook, SECOND_LOOK)
def name_for_second_look(
    request: GuardedRequest, look: SecondLook, allowed: frozenset[str]
) -> HttpResponse:
    people = actions.independent_reviewers(look, at=scope_for(request).at)
    form = forms.NameForSecondLookForm(request.POST or None, people=people)
    message = _("Named and notified")
    return _reconsideration_form_page(request, look, form, actions.name_for_second_look, message)


@guarded("take_second_look", SecondLook, SECOND_LOOK)
def take_second_look(
    request: GuardedRequest, look: SecondLook, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.TakeSecondLookForm(request.POST or None)
    return _reconsideration_form_page(request, look, form, actions.take_second_look, _("Recorded"))


def _reconsideration_form_page(
    request: GuardedRequest,
    look: SecondLook,
    form: Form,
    action: Callable[..., object],
    message: str | Promise,
) -> HttpResponse:
    """The page of one verb on a reconsideration; redirects to it."""
    if submit_form(request, form, action, message, second_look=look):
        return redirect("see-second-look", look.pk)
    page: dict[str, Any] = {"look": look, "facts": list(queries.reconsideration_facts(look))}
    return render_form_with_draft(
        request, f"pilots/panel_tasks/{action.__name__}.html", form, **page
    )
