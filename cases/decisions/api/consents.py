"""The consent to prosecute."""

from cases.api.case_endpoint import run_case_action
from cases.decisions.actions import consents as actions
from cases.decisions.forms.consents import RecordConsentForm
from cases.decisions.queries.consents import consent_of_suspect
from cases.models import Suspect
from cases.permissions import SUSPECT
from people.api.endpoints import action_endpoint
from people.api.responses import Answer
from people.api.submit import bound_form
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


@action_endpoint(RecordConsentForm)
@guarded("record_prosecution_consent", Suspect, SUSPECT)
def record_prosecution_consent(
    request: GuardedRequest, suspect: Suspect, allowed: frozenset[str]
) -> Answer:
    """Record that the consent to prosecute was asked for, given or refused, or correct it."""
    consent = consent_of_suspect(suspect, scope_for(request))
    form = bound_form(
        request, RecordConsentForm, consent=consent, version=consent and consent.number
    )
    return run_case_action(request, form, actions.record_prosecution_consent, suspect=suspect)
