"""What comes before the police ask for what is the victim's, one page a step."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.actions import victim_steps as actions
from cases.forms import victim_requests as forms
from cases.models import Reach, VictimRequest
from cases.permissions import VICTIM_REQUEST
from cases.queries.victim_requests import read
from cases.views.asking import ask
from people.fields import Form
from people.guards import acted, guarded, scope_for
from people.visits import Request


@guarded("see_victim_request", VictimRequest, VICTIM_REQUEST)
def see_victim_request(
    request: Request, row: VictimRequest, allowed: frozenset[str]
) -> HttpResponse:
    """All that was said, decided, told and agreed."""
    page = {"reading": read(row, scope_for(request)), "case": row.case}
    return TemplateResponse(request, "cases/victim_requests/see.html", page)


@guarded("record_authority", VictimRequest, VICTIM_REQUEST)
def record_authority(request: Request, row: VictimRequest, allowed: frozenset[str]) -> HttpResponse:
    """The decision of the authorised person."""
    form = forms.RecordAuthority(request.POST or None, reach=row.reach)
    return _ask(request, row, form, "record_authority", _("Decision recorded"))


@guarded("record_notice", VictimRequest, VICTIM_REQUEST)
def record_notice(request: Request, row: VictimRequest, allowed: frozenset[str]) -> HttpResponse:
    """The notice to the victim, or the exception."""
    kind = forms.RecordDeviceNotice if row.reach == Reach.DEVICE else forms.RecordNotice
    form = kind(request.POST or None)
    return _ask(request, row, form, "record_notice", _("What the victim was told is recorded"))


@guarded("record_agreement", VictimRequest, VICTIM_REQUEST)
def record_agreement(request: Request, row: VictimRequest, allowed: frozenset[str]) -> HttpResponse:
    """The victim's written agreement about a device."""
    form = forms.RecordAgreement(request.POST or None)
    return _ask(request, row, form, "record_agreement", _("Agreement recorded"))


@guarded("record_withdrawal", VictimRequest, VICTIM_REQUEST)
def record_withdrawal(
    request: Request, row: VictimRequest, allowed: frozenset[str]
) -> HttpResponse:
    """The agreement taken back."""
    form = forms.RecordWithdrawal(request.POST or None)
    return _ask(request, row, form, "record_withdrawal", _("Withdrawal recorded"))


@guarded("mark_requested", VictimRequest, VICTIM_REQUEST)
def mark_requested(request: Request, row: VictimRequest, allowed: frozenset[str]) -> HttpResponse:
    """The request itself."""
    form = forms.MarkRequested(request.POST or None)
    return _ask(request, row, form, "mark_requested", _("Request recorded"))


def _ask(request: Request, row: VictimRequest, form: Form, verb: str, done: str) -> HttpResponse:
    if acted(request, form, getattr(actions, verb), done, victim_request=row):
        return redirect("see-victim-request", row.pk)
    template = f"cases/victim_requests/{verb}.html"
    reading = read(row, scope_for(request))
    return ask(request, template, form, reading=reading, case=row.case)
