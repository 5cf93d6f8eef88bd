"""A letter goes out: how, the sheet for the printer, and what came of it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from people.guards import act, guarded
from people.visits import Request
from victims import letter_pdf
from victims.actions import sendings as actions
from victims.forms import letters as forms
from victims.models import Letter
from victims.permissions import LETTER
from victims.views.letters import asked, shown


@guarded("send_letter", Letter, LETTER)
def send_letter(request: Request, letter: Letter, allowed: frozenset[str]) -> HttpResponse:
    form = forms.SendLetter(request.POST or None, version=letter.version)
    return asked(request, letter, form, actions.send_letter, _("The letter is sent"))


@guarded("print_letter", Letter, LETTER)
def print_letter(request: Request, letter: Letter, allowed: frozenset[str]) -> HttpResponse:
    """The answer to the form is the file: no address has it, and nothing of it is kept here."""
    form, made = forms.Print(request.POST or None), []

    def printed(**about: Any) -> actions.Printed:
        sheet = actions.print_letter(**about)
        made.append(letter_pdf.of(sheet))
        return sheet

    if form.is_valid() and act(request, printed, verb="print_letter", form=form, letter=letter):
        if not made:  # a second click: the first has the file
            return redirect("see-letter", letter.pk)
        response = HttpResponse(made[0], content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{letter.reference}.pdf"'
        response["Cache-Control"] = "no-store, private"
        return response
    return shown(request, letter, form, "print_letter")


@guarded("record_letter_result", Letter, LETTER)
def record_letter_result(request: Request, letter: Letter, allowed: frozenset[str]) -> HttpResponse:
    results = actions.results_offered(letter)
    form = forms.LetterResult(request.POST or None, results=results)
    return asked(request, letter, form, actions.record_letter_result, _("Recorded"))
