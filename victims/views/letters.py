"""Letters to a victim: written, read by somebody else, approved or returned."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.views.asking import ask
from people.access import Scope
from people.fields import Form
from people.guards import acted, guarded, scope_for
from people.visits import Request
from victims.actions import letters as actions
from victims.actions.letter_facts import suspects_of
from victims.actions.time_to_ask import time_in
from victims.forms import letters as forms
from victims.models import Letter, VictimRecord
from victims.permissions import LETTER, RECORD
from victims.queries import letters as queries
from victims.queries.safety import safety


@guarded("see_letters", VictimRecord, RECORD)
def see_letters(request: Request, record: VictimRecord, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    rows = queries.of_record(record, scope)
    shown = {"record": record, "letters": rows, "allowed": allowed}
    shown |= {"safety": safety(record, at=scope.at)}
    return TemplateResponse(request, "victims/letters/list.html", shown)


@guarded("write_letter", VictimRecord, RECORD)
def write_letter(request: Request, record: VictimRecord, allowed: frozenset[str]) -> HttpResponse:
    form = forms.WriteLetter(request.POST or None, suspects=suspects_of(record))
    if acted(request, form, actions.write_letter, _("Letter begun"), record=record):
        return redirect("see-letter", form.outcome)
    return ask(request, "victims/letters/write.html", form, record=record)


@guarded("see_letter", Letter, LETTER)
def see_letter(request: Request, letter: Letter, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    letter = queries.in_full(letter, scope)
    shown = {"letter": letter, "record": letter.record, "allowed": allowed}
    shown |= {"page": _page(letter, scope), "safety": safety(letter.record, at=scope.at)}
    shown |= {"is_stale": actions.is_stale(letter)}
    shown |= {"is_reviewed_translation": actions.is_reviewed_translation(letter)}
    return TemplateResponse(request, "victims/letters/see.html", shown)


@guarded("edit_letter", Letter, LETTER)
def edit_letter(request: Request, letter: Letter, allowed: frozenset[str]) -> HttpResponse:
    slots, now = actions.slots_of(letter), queries.said_in(queries.words_or_none(letter))
    form = forms.EditLetter(request.POST or None, slots=slots, version=letter.version, initial=now)
    return asked(request, letter, form, actions.edit_letter, _("Letter changed"))


@guarded("request_letter_review", Letter, LETTER)
def request_letter_review(
    request: Request, letter: Letter, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.Confirm(request.POST or None, version=letter.version)
    return asked(request, letter, form, actions.request_letter_review, _("Second reader asked for"))


@guarded("review_letter", Letter, LETTER)
def review_letter(request: Request, letter: Letter, allowed: frozenset[str]) -> HttpResponse:
    form = forms.ReadLetter(request.POST or None, version=letter.version)
    return asked(request, letter, form, actions.review_letter, _("Answer recorded"))


@guarded("withdraw_letter", Letter, LETTER)
def withdraw_letter(request: Request, letter: Letter, allowed: frozenset[str]) -> HttpResponse:
    form = forms.Confirm(request.POST or None, version=letter.version)
    return asked(request, letter, form, actions.withdraw_letter, _("Letter withdrawn"))


def asked(
    request: Request, letter: Letter, form: Form, action: Callable[..., object], told: str | Promise
) -> HttpResponse:
    """The page of one verb about a letter, which shows the letter; after it, the letter."""
    if acted(request, form, action, told, letter=letter):
        return redirect("see-letter", letter.pk)
    return shown(request, letter, form, action.__name__)


def shown(request: Request, letter: Letter, form: Form, verb: str) -> HttpResponse:
    """The page of one verb about a letter."""
    scope = scope_for(request)
    page: dict[str, Any] = {"letter": letter, "record": letter.record, "page": _page(letter, scope)}
    page |= {"safety": safety(letter.record, at=scope.at)}
    return ask(request, f"victims/letters/{verb}.html", form, **page)


def _page(letter: Letter, scope: Scope) -> queries.Page:
    return queries.page(letter, scope, time_to_ask=time_in(letter, at=scope.at))
