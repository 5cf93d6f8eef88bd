"""Recording the consent to prosecute."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.decisions.actions import consents as actions
from cases.decisions.forms.consents import RecordConsentForm
from cases.decisions.queries.consents import consent_of_suspect
from cases.models import Suspect
from cases.permissions import SUSPECT
from cases.views.form_page import render_form_with_draft
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for, submit_form


@guarded("record_prosecution_consent", Suspect, SUSPECT)
def record_prosecution_consent(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> HttpResponse:
    """Record that the consent was asked for, given or refused, or correct what was recorded."""
    consent = consent_of_suspect(suspect, scope_for(request))
    form = RecordConsentForm(
        request.POST or None, consent=consent, version=consent and consent.number
    )
    message = _("Recorded for suspect %(n)s") % {"n": suspect.number}
    if submit_form(request, form, actions.record_prosecution_consent, message, suspect=suspect):
        return redirect("see-decisions", suspect.case_id)
    return render_form_with_draft(
        request, "cases/consents/record.html", form, suspect=suspect, case=suspect.case,
        consent=consent,
    )  # fmt: skip
