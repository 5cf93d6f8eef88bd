"""A prosecutor decides about one suspect: a charge, or the proposal that there be none."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cases.actions import decisions
from cases.forms import decisions as forms
from cases.models import Allegation, Case, Suspect
from cases.permissions import CASE, SUSPECT
from cases.queries.consultations import about
from cases.queries.decisions import (
    allegations_against,
    consequences,
    last_of_nfa,
    page,
    waiting,
)
from cases.views.asking import ask
from people.fields import Form
from people.guards import acted, guarded, scope_for
from people.visits import Request


@guarded("authorise_charge", Suspect, SUSPECT)
def authorise_charge(request: Request, suspect: Suspect, allowed: frozenset[str]) -> HttpResponse:
    """Which allegations become charges, and why."""
    scope = scope_for(request)
    allegations = allegations_against(suspect, scope)
    form = forms.AuthoriseCharge(request.POST or None, allegations=allegations)
    told = _("Charge authorised for suspect %(n)s. The police have been notified.")
    told %= {"n": suspect.number}
    if acted(request, form, decisions.authorise_charge, told, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return _ask(request, "cases/decisions/authorise_charge.html", form, suspect, allegations)


@guarded("propose_no_further_action", Suspect, SUSPECT)
def propose_no_further_action(
    request: Request, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """No charge: the reason, and why. A second reader then reads it."""
    scope = scope_for(request)
    before = last_of_nfa(suspect, scope)
    form = forms.ProposeNoFurtherAction(
        request.POST or None, consultations=about(suspect, scope), before=before
    )
    told = _("No further action proposed for suspect %(n)s. A second reader must read it.")
    told %= {"n": suspect.number}
    if acted(request, form, decisions.propose_no_further_action, told, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    allegations = allegations_against(suspect, scope)
    template = "cases/decisions/no_further_action.html"
    return _ask(request, template, form, suspect, allegations, before=before)


@guarded("revise_decision", Suspect, SUSPECT)
def revise_decision(request: Request, suspect: Suspect, allowed: frozenset[str]) -> HttpResponse:
    """Another wording of what waits for a second reader."""
    scope = scope_for(request)
    now = waiting(suspect, scope)
    form = forms.ReviseDecision(
        request.POST or None, consultations=about(suspect, scope), before=now,
        version=now and now.number,
    )  # fmt: skip
    told = _("Proposed decision changed. A second reader must read it.")
    if acted(request, form, decisions.revise_decision, told, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return ask(
        request, "cases/decisions/revise.html", form, suspect=suspect, case=suspect.case,
        decision=now,
    )  # fmt: skip


@guarded("withdraw_decision", Suspect, SUSPECT)
def withdraw_decision(request: Request, suspect: Suspect, allowed: frozenset[str]) -> HttpResponse:
    """Taken back before anybody has read it."""
    form = forms.WithdrawDecision(request.POST or None)
    told = _("Suspect %(n)s is back with you") % {"n": suspect.number}
    if acted(request, form, decisions.withdraw_decision, told, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return ask(
        request, "cases/decisions/withdraw.html", form, suspect=suspect, case=suspect.case,
        decision=waiting(suspect, scope_for(request)),
    )  # fmt: skip


@guarded("see_decisions", Case, CASE)
def see_decisions(request: Request, case: Case, allowed: frozenset[str]) -> HttpResponse:
    """Every wording of every decision on a case, who read it, and the meetings before it."""
    shown = {"case": case, "page": page(case, scope_for(request)), "allowed": allowed}
    return TemplateResponse(request, "cases/decisions/see.html", shown)


def _ask(
    request: Request,
    template: str,
    form: Form,
    suspect: Suspect,
    allegations: Iterable[Allegation],
    **more: Any,
) -> HttpResponse:
    follows = consequences(suspect, scope_for(request))
    return ask(
        request, template, form, suspect=suspect, case=suspect.case, allegations=allegations,
        follows=follows, **more,
    )  # fmt: skip
