"""How the pages of the administration ask: one template for every form."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from people.guards import READS, scope_for
from people.models import User
from people.permissions import PERSON
from people.questions import Form
from people.visits import Request


def ask(request: Request, form: Form, **page: Any) -> TemplateResponse:
    """
    A page with one form. page: title, back (address, text), says (on the button), and where
    wanted caption, lead (a paragraph), warning (a red button) and lookup (a type-ahead).
    """
    facts = {"caption": "", "lead": "", "warning": False, "lookup": False} | page
    refused = form.is_bound and (form.stale or form.non_field_errors())
    return TemplateResponse(
        request,
        "people/ask.html",
        {"form": form, "questions": form.asked_first(), **facts},
        status=409 if refused else 200,
    )


def person_for(request: Request, verb: str, pk: int) -> User:
    """The person a page is about, whom the verb may be about."""
    person = get_object_or_404(User.objects.select_related("agency"), pk=pk)
    request.visit.shows(User, [person.pk])
    PERSON.check(scope_for(request), verb, person, stages=request.method in READS)
    return person
