"""Another person reads a proposed decision, and countersigns it or says why not."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.actions import second_reading as actions
from cases.forms import decisions as forms
from cases.models import Decision, Suspect
from cases.permissions import SUSPECT
from cases.queries.decisions import consequences, reviews_of, waiting
from cases.views.asking import ask
from people.fields import Form
from people.guards import acted, guarded, scope_for
from people.visits import Request


@guarded("countersign_decision", Suspect, SUSPECT)
def countersign_decision(
    request: Request, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """The decision in full, the meeting and the reviews behind it, and what follows."""
    scope = scope_for(request)
    decision = waiting(suspect, scope)
    form = forms.Countersign(request.POST or None, version=decision.number if decision else None)
    told = _("No further action decided on suspect %(n)s. The police have been notified.")
    told %= {"n": suspect.number}
    if acted(request, form, actions.countersign_decision, told, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return _ask(request, "countersign", form, suspect, decision)


@guarded("decline_decision", Suspect, SUSPECT)
def decline_decision(request: Request, suspect: Suspect, allowed: frozenset[str]) -> HttpResponse:
    """Not countersigned, because."""
    decision = waiting(suspect, scope_for(request))
    form = forms.Decline(request.POST or None, version=decision.number if decision else None)
    told = _("Not countersigned. Suspect %(n)s is back with the prosecutor, who has been notified.")
    told %= {"n": suspect.number}
    if acted(request, form, actions.decline_decision, told, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return _ask(request, "decline", form, suspect, decision)


def _ask(
    request: Request, name: str, form: Form, suspect: Suspect, decision: Decision | None
) -> HttpResponse:
    scope = scope_for(request)
    return ask(
        request, f"cases/decisions/{name}.html", form, suspect=suspect, case=suspect.case,
        decision=decision, reviews=reviews_of(suspect, scope),
        follows=consequences(suspect, scope),
    )  # fmt: skip
