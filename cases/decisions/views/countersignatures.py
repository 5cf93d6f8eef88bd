"""Second reading of a proposed decision: countersign or decline."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.action_plans.queries.file_beside import file_beside
from cases.decisions.actions import countersignatures as actions
from cases.decisions.forms import decisions as forms
from cases.decisions.queries.consents import consent_rows
from cases.decisions.queries.counts import count_texts, counts_of
from cases.decisions.queries.decisions import (
    allegations_against,
    decision_awaiting_second_reader,
    decision_consequences,
    reviews_of_suspect,
)
from cases.decisions.queries.disposals import disposal_rows
from cases.decisions.queries.uncharged import uncharged_texts
from cases.decisions.way_round import acts_alleged, way_round_texts
from cases.models import Decision, DecisionKind, Suspect
from cases.models.decision import DISPOSAL_KINDS
from cases.permissions import SUSPECT
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.fields import Form
from people.web.guards import guarded, scope_for, submit_form


@guarded("countersign_decision", Suspect, SUSPECT)
def countersign_decision(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """The decision with its consultation, reviews and consequences, to countersign."""
    scope = scope_for(request)
    decision = decision_awaiting_second_reader(suspect, scope)
    form = forms.CountersignDecisionForm(
        request.POST or None, version=decision.number if decision else None
    )
    message = _("No further action decided on suspect %(n)s. The police have been notified.")
    if decision and decision.kind == DecisionKind.CHARGE:
        message = _("Charge authorised for suspect %(n)s. The police have been notified.")
    if decision and decision.kind in DISPOSAL_KINDS:
        message = _(
            "Out-of-court disposal authorised for suspect %(n)s. The police have been notified."
        )
    message %= {"n": suspect.number}
    if submit_form(request, form, actions.countersign_decision, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return _second_reading_page(request, "countersign", form, suspect, decision)


@guarded("decline_decision", Suspect, SUSPECT)
def decline_decision(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """Decline to countersign, with a reason."""
    decision = decision_awaiting_second_reader(suspect, scope_for(request))
    form = forms.DeclineDecisionForm(
        request.POST or None, version=decision.number if decision else None
    )
    message = _(
        "Not countersigned. Suspect %(n)s is back with the prosecutor, who has been notified."
    )
    message %= {"n": suspect.number}
    if submit_form(request, form, actions.decline_decision, message, suspect=suspect):
        return redirect("see-case", suspect.case_id)
    return _second_reading_page(request, "decline", form, suspect, decision)


def _second_reading_page(
    request: GuardedRequest, name: str, form: Form, suspect: Suspect, decision: Decision | None
) -> HttpResponse:
    scope, counts = scope_for(request), count_texts(decision)
    charged = dict(enumerate(acts_alleged(counts_of(decision)), start=1))
    alleged = acts_alleged(allegations_against(suspect, scope)) if charged else []
    return render_form_with_draft(
        request, f"cases/decisions/{name}.html", form, suspect=suspect, case=suspect.case,
        decision=decision, is_charge=bool(counts), charges=counts,
        uncharged=uncharged_texts(decision), consents=consent_rows(decision),
        way_round=way_round_texts(charged, alleged),
        disposal=disposal_rows(decision), reviews=reviews_of_suspect(suspect, scope),
        follows=decision_consequences(suspect, scope),
        file=file_beside(suspect.case, [suspect], scope),
    )  # fmt: skip
