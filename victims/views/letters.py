"""Pages on letters to a victim: write, review, approve or return."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.views.form_page import render_form_with_draft
from people.access.scopes import Scope
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, scope_for, submit_form
from victims.actions import letters as actions
from victims.actions.letter_facts import suspects_known_to_both_sides
from victims.actions.vrr_time_to_ask import time_to_ask_in_letter
from victims.forms import letters as forms
from victims.models import Letter, VictimRecord
from victims.permissions import LETTER, RECORD
from victims.queries import letters as queries
from victims.queries.contact_safety import contact_safety


@guarded("see_letters", VictimRecord, RECORD)
def see_letters(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    scope = scope_for(request)
    rows = queries.letters_of_victim(record, scope)
    context = {"record": record, "letters": rows, "allowed": allowed}
    context |= {"safety": contact_safety(record, at=scope.at)}
    return TemplateResponse(request, "victims/letters/list.html", context)


@guarded("write_letter", VictimRecord, RECORD)
def write_letter(
    request: GuardedRequest, record: VictimRecord, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.WriteLetterForm(
        request.POST or None, suspects=suspects_known_to_both_sides(record)
    )
    if submit_form(request, form, actions.write_letter, _("Letter begun"), record=record):
        return redirect("see-letter", form.result_id)
    return render_form_with_draft(request, "victims/letters/write.html", form, record=record)


@guarded("see_letter", Letter, LETTER)
def see_letter(request: GuardedRequest, letter: Letter, allowed: frozenset[str]) -> HttpResponse:
    scope = scope_for(request)
    letter = queries.letter_detail(letter, scope)
    context = {"letter": letter, "record": letter.record, "allowed": allowed}
    context |= {
        "page": _letter_page(letter, scope),
        "safety": contact_safety(letter.record, at=scope.at),
    }
    # nosemgrep: write-behind-a-read-verb - only reads
    context |= {"is_stale": actions.is_letter_stale(letter)}
    # nosemgrep: write-behind-a-read-verb - only reads
    context |= {"is_reviewed_translation": actions.is_reviewed_translation(letter)}
    return TemplateResponse(request, "victims/letters/see.html", context)


@guarded("edit_letter", Letter, LETTER)
def edit_letter(request: GuardedRequest, letter: Letter, allowed: frozenset[str]) -> HttpResponse:
    slots, now = (
        actions.paragraph_limits_of_letter(letter),
        queries.paragraphs_in_words(queries.letter_words_or_empty(letter)),
    )
    form = forms.EditLetterForm(
        request.POST or None, slots=slots, version=letter.version, initial=now
    )
    return letter_form_page(request, letter, form, actions.edit_letter, _("Letter changed"))


@guarded("request_letter_review", Letter, LETTER)
def request_letter_review(
    request: GuardedRequest, letter: Letter, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.ConfirmLetterForm(request.POST or None, version=letter.version)
    return letter_form_page(
        request, letter, form, actions.request_letter_review, _("Second reader asked for")
    )


@guarded("review_letter", Letter, LETTER)
def review_letter(request: GuardedRequest, letter: Letter, allowed: frozenset[str]) -> HttpResponse:
    form = forms.ReviewLetterForm(request.POST or None, version=letter.version)
    return letter_form_page(request, letter, form, actions.review_letter, _("Answer recorded"))


@guarded("withdraw_letter", Letter, LETTER)
def withdraw_letter(
    request: GuardedRequest, letter: Letter, allowed: frozenset[str]
) -> HttpResponse:
    form = forms.ConfirmLetterForm(request.POST or None, version=letter.version)
    return letter_form_page(request, letter, form, actions.withdraw_letter, _("Letter withdrawn"))


def letter_form_page(
    request: GuardedRequest,
    letter: Letter,
    form: Form,
    action: Callable[..., object],
    message: str | Promise,
) -> HttpResponse:
    """The page of one verb on a letter, with the letter; redirects to the letter."""
    if submit_form(request, form, action, message, letter=letter):
        return redirect("see-letter", letter.pk)
    return redisplay_letter_form(request, letter, form, action.__name__)


def redisplay_letter_form(
    request: GuardedRequest, letter: Letter, form: Form, verb: str
) -> HttpResponse:
    """The page of one verb on a letter, with the rejected form."""
    scope = scope_for(request)
    page: dict[str, Any] = {
        "letter": letter,
        "record": letter.record,
        "page": _letter_page(letter, scope),
    }
    page |= {"safety": contact_safety(letter.record, at=scope.at)}
    return render_form_with_draft(request, f"victims/letters/{verb}.html", form, **page)


def _letter_page(letter: Letter, scope: Scope) -> queries.LetterPage:
    return queries.letter_page(
        letter, scope, time_to_ask=time_to_ask_in_letter(letter, at=scope.at)
    )
