"""What CPS triage makes of a referral."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.actions import referrals as actions
from cases.forms.triage import AcceptReferral, ReturnReferral
from cases.models import Referral
from cases.permissions import REFERRAL
from cases.queries import comparisons, gates
from cases.queries.referrals import read
from cases.views.asking import ask
from people.fields import Form
from people.guards import acted, guarded, scope_for
from people.visits import Request


@guarded("accept_referral", Referral, REFERRAL)
def accept_referral(request: Request, referral: Referral, allowed: frozenset[str]) -> HttpResponse:
    form = AcceptReferral(request.POST or None, version=referral.version)
    told = _("Referral accepted. Its suspects are ready to allocate.")
    if acted(request, form, actions.accept_referral, told, referral=referral):
        return redirect("see-case", referral.case_id)
    return _ask(request, "cases/triage/accept.html", form, referral, allowed)


@guarded("return_referral", Referral, REFERRAL)
def return_referral(request: Request, referral: Referral, allowed: frozenset[str]) -> HttpResponse:
    form = ReturnReferral(request.POST or None, urgency=referral.urgency, version=referral.version)
    told = _("Referral returned. The police have been notified, with the reason.")
    if acted(request, form, actions.return_referral, told, referral=referral):
        return redirect("see-referral", referral.pk)
    return _ask(request, "cases/triage/return.html", form, referral, allowed)


def _ask(
    request: Request, template: str, form: Form, referral: Referral, allowed: frozenset[str]
) -> HttpResponse:
    scope = scope_for(request)
    reading = read(referral, scope)
    comparison = comparisons.of_submission(referral, scope)
    return ask(
        request, template, form, case=referral.case, reading=reading, allowed=allowed,
        comparison=comparison, checks=gates.beside(reading, scope),
    )  # fmt: skip
