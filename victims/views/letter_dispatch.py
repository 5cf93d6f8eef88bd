"""Pages on the dispatch of a letter: means, printed sheet and result."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, submit_action
from victims import letter_pdf
from victims.actions import letter_dispatch as actions
from victims.forms import letters as forms
from victims.models import Letter
from victims.permissions import LETTER
from victims.views.letters import letter_form_page, redisplay_letter_form


@guarded("send_letter", Letter, LETTER)
def send_letter(request: GuardedRequest, letter: Letter, allowed: frozenset[str]) -> HttpResponse:
    form = forms.SendLetterForm(request.POST or None, version=letter.version)
    return letter_form_page(request, letter, form, actions.send_letter, _("The letter is sent"))


@guarded("print_letter", Letter, LETTER)
def print_letter(request: GuardedRequest, letter: Letter, allowed: frozenset[str]) -> HttpResponse:
    """The response to the POST is the file: no address has it, and it is not stored."""
    form, made = forms.PrintLetterForm(request.POST or None), []

    def printed(**about: Any) -> actions.PrintedLetter:
        # nosemgrep: write-behind-a-read-verb - inside the form's action
        sheet = actions.print_letter(**about)
        made.append(letter_pdf.letter_as_pdf(sheet))
        return sheet

    if form.is_valid() and submit_action(
        request, printed, verb="print_letter", form=form, letter=letter
    ):
        if not made:  # a double-click: the first request has the file
            return redirect("see-letter", letter.pk)
        response = HttpResponse(made[0], content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{letter.reference}.pdf"'
        response["Cache-Control"] = "no-store, private"
        return response
    return redisplay_letter_form(request, letter, form, "print_letter")


@guarded("record_letter_result", Letter, LETTER)
def record_letter_result(
    request: GuardedRequest, letter: Letter, allowed: frozenset[str]
) -> HttpResponse:
    results = actions.possible_results_of_letter(letter)
    form = forms.RecordLetterResultForm(request.POST or None, results=results)
    return letter_form_page(request, letter, form, actions.record_letter_result, _("Recorded"))
